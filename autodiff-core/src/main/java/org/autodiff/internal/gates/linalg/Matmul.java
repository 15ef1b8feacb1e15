package org.autodiff.internal.gates.linalg;

import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.internal.loops.MatrixProducts;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code y = A B} with {@code A = a} or {@code a'}, {@code B = b} or {@code b'}, over the last two axes; the axes
 * before them are batches, and broadcast.
 *
 * <p>With upstream u: {@code dA = u B'}, {@code dB = A' u} - again products of this kind, so transposes are never
 * copied.
 *
 * @param transposeA whether {@code A = a'}
 * @param transposeB whether {@code B = b'}
 */
public record Matmul(boolean transposeA, boolean transposeB) implements BinaryGate, OfMatrices {
    @Override
    public Shape shape(Shape a, Shape b) {
        if (a.rank() < 2 || b.rank() < 2) {
            throw new IllegalArgumentException("matmul: needs at least two axes on both sides: " + a + " x " + b);
        }
        int m = a.dim(transposeA ? -1 : -2);
        int n = b.dim(transposeB ? -2 : -1);
        if (b.dim(transposeB ? -1 : -2) != a.dim(transposeA ? -2 : -1)) {
            throw new IllegalArgumentException(
                    "matmul: inner dimensions differ: " + text(a, transposeA) + " x " + text(b, transposeB));
        }
        if (a.rank() == 2 && b.rank() == 2) { // nearly always
            return Shape.of(m, n);
        }
        Shape batchA = a.dropLast(2);
        Shape batchB = b.dropLast(2);
        return batch(a, b, batchA, batchB).concat(Shape.of(m, n));
    }

    private static Shape batch(Shape a, Shape b, Shape batchA, Shape batchB) {
        if (batchB.isScalar() || batchA.equals(batchB)) {
            return batchA;
        }
        return batchA.isScalar()
                ? batchB
                : Shape.broadcast("matmul: " + a + " x " + b + ": batch axes", batchA, batchB);
    }

    private static String text(Object operand, boolean transposed) {
        return operand + (transposed ? "'" : "");
    }

    @Override
    public void compute(NdArray a, NdArray b, NdArray y) {
        MatrixProducts.multiply(a, transposeA, b, transposeB, y);
    }

    @Override
    public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        return transposeA
                ? new Matmul(transposeB, true).on(b, upstream)
                : new Matmul(false, !transposeB).on(upstream, b);
    }

    @Override
    public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        boolean stack = !transposeA
                && a.rank() > 2
                && a.size() > 0
                && b.size() > 0
                && MatrixProducts.isOneForMany(a.shape(), b.shape());
        Tensor left = stack ? stacked(a) : a;
        Tensor u = stack ? stacked(upstream) : upstream;
        Tensor gradient =
                transposeB ? new Matmul(true, transposeA).on(u, left) : new Matmul(!transposeA, false).on(left, u);
        return stack ? gradient.reshape(b.shape()) : gradient;
    }

    /** The matrices of a batch below each other. */
    private static Tensor stacked(Tensor a) {
        int columns = a.shape().dim(-1);
        return a.reshape(a.size() / columns, columns);
    }

    @Override
    public Reads readsForA() {
        return Reads.SECOND_INPUT;
    }

    @Override
    public Reads readsForB() {
        return Reads.INPUT;
    }

    @Override
    public Structure structure() {
        return Structure.CONTRACT;
    }

    @Override
    public boolean broadcasts() {
        return true;
    }

    @Override
    public Optional<String> formula() {
        return Optional.of(text("a", transposeA) + " " + text("b", transposeB));
    }

    @Override
    public Optional<String> derivativeFormula(int input) {
        String first = input == 0 ? "u " + text("b", !transposeB) : text("a", !transposeA) + " u";
        String second = input == 0 ? text("b", transposeB) + " u'" : "u' " + text("a", transposeA);
        return Optional.of((input == 0 ? transposeA : transposeB) ? second : first);
    }
}
