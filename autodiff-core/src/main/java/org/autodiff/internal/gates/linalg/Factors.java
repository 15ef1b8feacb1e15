package org.autodiff.internal.gates.linalg;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Lu;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The LU factors of every matrix of a batch. They stay beside the array they were made of: so solve, inv, det and
 * slogdet of one matrix, their backward rules and the backward rules of those share one factorisation - and each of
 * these gates is still a plain function of its inputs, which can be checked and replayed on its own.
 *
 * @param shape of the batch
 * @param matrices the factors, in row-major order of the batch
 */
public record Factors(Shape shape, List<Lu> matrices) {

    /**
     * Factors all matrices, or finds the factors again.
     *
     * @throws IllegalArgumentException if they are not square, or have an element that is not finite
     */
    public static Factors of(String operation, NdArray a) {
        Matrices.requireSquare(operation, a.shape());
        return ArrayAccess.memo(a, Factors.class, x -> {
            Matrices.requireFinite(operation, x);
            int n = x.shape().dim(-1);
            List<Lu> matrices = new ArrayList<>();
            for (int i = 0; i < Matrices.count(x.shape()); i++) {
                matrices.add(Lu.of(ArrayAccess.data(x), i * n * n, n));
            }
            return new Factors(x.shape(), List.copyOf(matrices));
        });
    }

    /**
     * These factors, if no matrix is singular.
     *
     * @throws IllegalArgumentException if a matrix is singular; the message says which
     */
    public Factors regular(String operation) {
        for (int i = 0; i < matrices.size(); i++) {
            if (matrices.get(i).singular()) {
                throw new IllegalArgumentException(operation + ": " + Matrices.which(shape, i)
                        + " is singular to working precision: pivot "
                        + matrices.get(i).weakestColumn() + " is "
                        + matrices.get(i).weakest() + " of the largest element in its column");
            }
        }
        return this;
    }
}
