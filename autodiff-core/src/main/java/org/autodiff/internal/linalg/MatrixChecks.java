package org.autodiff.internal.linalg;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.linalg.Factors;
import org.autodiff.internal.gates.linalg.Matrices;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What the operations of linear algebra ask of their arguments: shapes first, then numbers. */
public final class MatrixChecks {
    private MatrixChecks() {}

    /** That the columns on the right have as many elements as the matrices have rows, and the batches broadcast. */
    public static void requireRows(String operation, Tensor a, Shape right, Shape columns) {
        String shapes = operation + ": " + a.shape() + " and right-hand side " + right;
        if (columns.rank() < 2 || columns.dim(-2) != a.shape().dim(-2)) {
            throw new IllegalArgumentException(shapes + ": needs " + a.shape().dim(-2) + " rows on the right");
        }
        Shape.broadcast(shapes + ": batch axes", a.shape().dropLast(2), columns.dropLast(2));
    }

    public static void requireNoOverflow(String operation, Tensor y) {
        try {
            Matrices.requireFinite(operation, Tensors.numbers(y));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(operation + ": the result overflows: " + e.getMessage());
        }
    }

    public static void requireMatrix(String operation, Tensor a) {
        Objects.requireNonNull(a, operation + ": the matrix is null");
        Matrices.require(operation, a.shape());
        Matrices.requireFinite(operation, Tensors.numbers(a));
    }

    public static void requireSquare(String operation, Tensor a) {
        requireSquareShape(operation, a);
        Matrices.requireFinite(operation, Tensors.numbers(a));
    }

    /** That a solution exists; in a plan, where there are no numbers, that is not asked. */
    public static void requireRegular(String operation, Tensor a) {
        NdArray numbers = Tensors.numbers(a);
        if (!ArrayAccess.isShapeOnly(numbers)) {
            Factors.of(operation, numbers).regular(operation);
        }
    }

    public static void requireSquareShape(String operation, Tensor a) {
        Objects.requireNonNull(a, operation + ": the matrix is null");
        Matrices.requireSquare(operation, a.shape());
    }
}
