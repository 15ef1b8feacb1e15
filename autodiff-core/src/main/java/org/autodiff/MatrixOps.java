package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.ndarray.Shape;

/** The operations of a {@link Tensor} that multiply matrices. */
public sealed interface MatrixOps permits Tensor {

    /**
     * The matrix product, as NumPy's {@code matmul}: of the last two axes, with the axes before them as batches that
     * broadcast. A vector on the left is a row, on the right a column, and its axis disappears from the result:
     *
     * <pre>
     * (m, k) x (k, n) -> (m, n)        (..., m, k) x (..., k, n) -> (..., m, n)
     * (k) x (k) -> ()                  (..., m, k) x (k) -> (..., m)            (k) x (..., k, n) -> (..., n)
     * </pre>
     *
     * <p>With upstream {@code u}: {@code d/da = u b'}, {@code d/db = a' u}.
     *
     * @throws IllegalArgumentException if the inner dimensions differ, a side is a scalar, or batches do not broadcast
     */
    default Tensor matmul(Tensor b) {
        Objects.requireNonNull(b, "matmul: input 1 is null");
        Tensor a = (Tensor) this;
        Shape sa = a.shape();
        Shape sb = b.shape();
        if (sa.isScalar() || sb.isScalar()) {
            throw new IllegalArgumentException("matmul: a scalar is no matrix: " + sa + " x " + sb + ": use mul");
        }
        if (sa.dim(-1) != sb.dim(sb.rank() == 1 ? 0 : -2)) {
            throw new IllegalArgumentException("matmul: inner dimensions differ: " + sa + " x " + sb);
        }
        if (sa.rank() == 2 && sb.rank() == 2) {
            return new Matmul(false, false).on(a, b);
        }
        Shape rows = sa.rank() == 1 ? Shape.scalar() : Shape.of(sa.dim(-2));
        Shape columns = sb.rank() == 1 ? Shape.scalar() : Shape.of(sb.dim(-1));
        if (sb.rank() <= 2) { // one matrix for all batches: these are rows of one large matrix
            Tensor tall = a.reshape(Shape.of(sa.sizeOf(0, sa.rank() - 1), sa.dim(-1)));
            Tensor wide = b.reshape(Shape.of(sb.dim(0), columns.size()));
            return new Matmul(false, false)
                    .on(tall, wide)
                    .reshape(sa.dropLast(1).concat(columns));
        }
        Tensor left = sa.rank() == 1 ? a.reshape(Shape.of(1, sa.dim(0))) : a;
        Tensor y = new Matmul(false, false).on(left, b);
        return y.reshape(y.shape().dropLast(2).concat(rows).concat(columns));
    }
}
