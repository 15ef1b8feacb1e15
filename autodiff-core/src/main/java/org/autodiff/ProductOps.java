package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.internal.einsum.Contraction;
import org.autodiff.internal.einsum.Einsum;
import org.autodiff.internal.einsum.Labelled;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that multiply vectors, matrices and tensors: sums of products, all of them linear
 * in each operand. So the derivative with respect to one operand is the same product with the upstream in its place,
 * and every one is differentiable to any order. They are made of {@link #matmul}, {@link ElementwiseOps#mul} and moves.
 */
public sealed interface ProductOps permits Tensor {

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

    /**
     * The inner product of two vectors, {@code sum_i a_i b_i}; a scalar (PyTorch's {@code dot}). Derivatives {@code b}
     * and {@code a}. Of no elements it is 0.
     *
     * @throws IllegalArgumentException if one is no vector, or their lengths differ; see {@link #vecdot} for more axes
     */
    default Tensor dot(Tensor b) {
        requireVectors("dot", b);
        Tensor a = (Tensor) this;
        if (a.size() != b.size()) {
            throw new IllegalArgumentException("dot: lengths " + a.size() + " and " + b.size() + " differ");
        }
        return a.matmul(b);
    }

    /**
     * The inner products of vectors along the last axis, {@code y[...] = sum_i a[..., i] b[..., i]}; the axes before it
     * broadcast (NumPy's {@code vecdot}, PyTorch's {@code linalg.vecdot}). Derivatives {@code b} and {@code a}. Of no
     * elements it is 0.
     *
     * @throws IllegalArgumentException if one is a scalar, the last sizes differ, or the axes before do not broadcast
     */
    default Tensor vecdot(Tensor b) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "vecdot: input 1 is null");
        if (a.rank() == 0 || b.rank() == 0) {
            throw new IllegalArgumentException("vecdot: needs vectors, got shapes " + a.shape() + " and " + b.shape());
        }
        if (a.shape().dim(-1) != b.shape().dim(-1)) {
            throw new IllegalArgumentException(
                    "vecdot: sizes of the last axes differ: " + a.shape() + " and " + b.shape());
        }
        Shape.broadcast("vecdot", a.shape(), b.shape());
        return a.mul(b).sum(-1);
    }

    /**
     * The outer product of two vectors, {@code y_ij = a_i b_j} of shape {@code (m, n)} (PyTorch's {@code outer};
     * NumPy's flattens its arguments). With upstream u: {@code da = u b}, {@code db = u' a}.
     *
     * @throws IllegalArgumentException if one is no vector
     */
    default Tensor outer(Tensor b) {
        requireVectors("outer", b);
        Tensor a = (Tensor) this;
        requireSize("outer", b, (double) a.size() * b.size());
        return a.unsqueeze(1).mul(b);
    }

    private void requireVectors(String operation, Tensor b) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, () -> operation + ": input 1 is null");
        if (a.rank() != 1 || b.rank() != 1) {
            throw new IllegalArgumentException(
                    operation + ": needs two vectors, got shapes " + a.shape() + " and " + b.shape());
        }
    }

    private void requireSize(String operation, Tensor b, double size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": the product of shapes " + ((Tensor) this).shape()
                    + " and " + b.shape() + " has more than 2^31 - 1 elements");
        }
    }

    /**
     * The Kronecker product, blocks {@code a_ij B}: along each axis {@code y[i m + k] = a[i] b[k]} with {@code m} the
     * size of b, so sizes multiply. Of tensors of different ranks the smaller one gets leading axes of size 1 (as
     * NumPy's {@code kron}). With upstream u: {@code da[i] = sum_k u[i m + k] b[k]},
     * {@code db[k] = sum_i u[i m + k] a[i]}.
     *
     * @throws IllegalArgumentException if the result would be too large
     */
    default Tensor kron(Tensor b) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "kron: input 1 is null");
        int rank = Math.max(a.rank(), b.rank());
        int[] spreadA = new int[2 * rank];
        int[] spreadB = new int[2 * rank];
        int[] dims = new int[rank];
        Arrays.fill(spreadA, 1);
        Arrays.fill(spreadB, 1);
        for (int i = 0; i < rank; i++) {
            int da = i < rank - a.rank() ? 1 : a.shape().dim(i - rank);
            int db = i < rank - b.rank() ? 1 : b.shape().dim(i - rank);
            requireSize("kron", b, (double) da * db);
            spreadA[2 * i] = da;
            spreadB[2 * i + 1] = db;
            dims[i] = da * db;
        }
        requireSize("kron", b, (double) a.size() * b.size());
        return a.reshape(Shape.of(spreadA)).mul(b.reshape(Shape.of(spreadB))).reshape(Shape.of(dims));
    }

    /**
     * The sum of products over the last axes of this and the first axes of b, in this order:
     * {@code y[..., ...] = sum_k a[..., k] b[k, ...]} (NumPy's {@code tensordot}). 0 axes give all products, 1 is a
     * matrix product, 2 of matrices is the sum of all {@code a_ij b_ij}.
     *
     * @param axes how many
     * @throws IllegalArgumentException if it is negative or one side has not as many axes, their sizes differ (1 does
     *     not broadcast), or the result would be too large
     */
    default Tensor tensordot(Tensor b, int axes) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "tensordot: input 1 is null");
        if (axes < 0 || axes > a.rank() || axes > b.rank()) {
            throw new IllegalArgumentException("tensordot: " + axes + " axes of shapes " + a.shape() + " and "
                    + b.shape() + ": must be in [0, " + Math.min(a.rank(), b.rank()) + "]");
        }
        int[] last = new int[axes];
        int[] first = new int[axes];
        Arrays.setAll(last, i -> a.rank() - axes + i);
        Arrays.setAll(first, i -> i);
        return tensordot(b, last, first);
    }

    /**
     * The sum of products over pairs of axes, the i-th of {@code axesA} with the i-th of {@code axesB}. The result has
     * the other axes of this, then the other axes of b (NumPy's {@code tensordot}). With upstream u: da is the sum of u
     * times b over the other axes of b, db that of u times a over the other axes of a.
     *
     * @throws IllegalArgumentException if there are not as many on both sides, one is named twice, sizes differ (1 does
     *     not broadcast), or the result would be too large
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor tensordot(Tensor b, int[] axesA, int[] axesB) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "tensordot: input 1 is null");
        Objects.requireNonNull(axesA, "tensordot: axes of input 0 are null");
        Objects.requireNonNull(axesB, "tensordot: axes of input 1 are null");
        if (axesA.length != axesB.length) {
            throw new IllegalArgumentException("tensordot: axes " + Arrays.toString(axesA) + " and "
                    + Arrays.toString(axesB) + ": must be as many on both sides");
        }
        // Letters as in einsum: the axes of a, then those of b that are not summed.
        StringBuilder lettersA = new StringBuilder();
        StringBuilder lettersB = new StringBuilder();
        for (int i = 0; i < a.rank() + b.rank(); i++) {
            (i < a.rank() ? lettersA : lettersB).append((char) i);
        }
        String kept = lettersA.append(lettersB).toString();
        lettersA.setLength(a.rank());
        for (int i = 0; i < axesA.length; i++) {
            int ia = a.shape().axis("tensordot", axesA[i]);
            int ib = b.shape().axis("tensordot", axesB[i]);
            char summed = (char) ia;
            if (kept.indexOf(summed) < 0 || lettersB.charAt(ib) < a.rank()) {
                throw new IllegalArgumentException(
                        "tensordot: axes " + Arrays.toString(axesA) + " and " + Arrays.toString(axesB) + " of shapes "
                                + a.shape() + " and " + b.shape() + ": one stands twice");
            }
            if (a.shape().dim(ia) != b.shape().dim(ib)) {
                throw new IllegalArgumentException("tensordot: axis " + axesA[i] + " of shape " + a.shape()
                        + " and axis " + axesB[i] + " of shape " + b.shape() + " differ in size");
            }
            kept = Labelled.without(kept, "" + summed + lettersB.charAt(ib));
            lettersB.setCharAt(ib, summed);
        }
        Labelled left = new Labelled(a, lettersA.toString());
        Labelled right = new Labelled(b, lettersB.toString());
        requireSize("tensordot", b, left.extent(left.axes()));
        requireSize("tensordot", b, right.extent(right.axes()));
        requireSize("tensordot", b, left.extent(kept) * right.extent(kept));
        return Contraction.product(left, right, kept, true).x();
    }

    /**
     * A form that is linear in two inputs, {@code y[..., o] = sum_ij this[..., i] weight[o, i, j] x2[..., j]}
     * (PyTorch's {@code nn.functional.bilinear}; add the bias yourself). The leading axes broadcast.
     *
     * @param x2 of shape {@code (..., j)}
     * @param weight of shape {@code (o, i, j)}
     * @return shape {@code (..., o)}
     * @throws IllegalArgumentException if a shape does not fit
     */
    default Tensor bilinear(Tensor x2, Tensor weight) {
        Tensor x1 = (Tensor) this;
        Objects.requireNonNull(x2, "bilinear: input 1 is null");
        Objects.requireNonNull(weight, "bilinear: weight is null");
        if (x1.rank() == 0
                || x2.rank() == 0
                || weight.rank() != 3
                || x1.shape().dim(-1) != weight.shape().dim(1)
                || x2.shape().dim(-1) != weight.shape().dim(2)) {
            throw new IllegalArgumentException("bilinear: needs shapes (..., i), (..., j) and a weight (o, i, j), got "
                    + x1.shape() + ", " + x2.shape() + " and " + weight.shape());
        }
        Shape.broadcast(
                "bilinear: leading axes", x1.shape().dropLast(1), x2.shape().dropLast(1));
        return einsum("...i,oij,...j->...o", x1, weight, x2);
    }

    /**
     * The cross product of vectors of three elements along the last axis,
     * {@code (a1 b2 - a2 b1, a2 b0 - a0 b2, a0 b1 - a1 b0)}; the axes before it broadcast (PyTorch's
     * {@code linalg.cross}). With upstream u: {@code da = b x u}, {@code db = u x a}.
     *
     * @throws IllegalArgumentException if a last axis is not of size 3, or the axes before do not broadcast
     */
    default Tensor cross(Tensor b) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "cross: input 1 is null");
        if (a.rank() == 0
                || b.rank() == 0
                || a.shape().dim(-1) != 3
                || b.shape().dim(-1) != 3) {
            throw new IllegalArgumentException(
                    "cross: needs 3 elements along the last axes, got shapes " + a.shape() + " and " + b.shape());
        }
        Shape.broadcast("cross", a.shape(), b.shape());
        Index next = Index.of(1, 2, 0);
        // With the elements of the result two places further: one move less than with all four factors in place.
        Tensor y = a.mul(b.indexSelect(-1, next)).sub(a.indexSelect(-1, next).mul(b));
        return y.indexSelect(-1, next);
    }

    /**
     * Einstein's sum: names the axes of each operand by letters, multiplies elements with the same letters, and sums
     * over the letters that the output does not name. For example {@code "ij,jk->ik"} is
     * {@code y_ik = sum_j a_ij b_jk}.
     *
     * <table>
     * <caption>Examples</caption>
     * <tr><td>{@code "ii"}</td><td>trace</td></tr>
     * <tr><td>{@code "ii->i"}</td><td>diagonal</td></tr>
     * <tr><td>{@code "ij->ji"}</td><td>transpose</td></tr>
     * <tr><td>{@code "ij->i"}</td><td>sums of the rows</td></tr>
     * <tr><td>{@code "i,j->ij"}</td><td>outer product</td></tr>
     * <tr><td>{@code "ij,jk"}</td><td>matrix product</td></tr>
     * <tr><td>{@code "...ij,...jk->...ik"}</td><td>matrix products of a batch</td></tr>
     * <tr><td>{@code "bqhd,bkhd->bhqk"}</td><td>scores of attention with several heads</td></tr>
     * <tr><td>{@code "bi,oij,bj->bo"}</td><td>bilinear form</td></tr>
     * </table>
     *
     * <p><b>The equation.</b> The operands are separated by commas, the output follows {@code ->}; blanks are ignored.
     * A letter that stands twice in one operand takes its diagonal. {@code ...} stands for all axes without a letter;
     * those of several operands are aligned at the end. Sizes of a letter must agree, but 1 in one operand broadcasts
     * against more in another. Without {@code ->} the output has the axes of {@code ...}, and then the letters that
     * occur once, capitals first, in alphabetical order.
     *
     * <p><b>The order.</b> Two operands at a time become one matrix product; of all orders the one with the fewest
     * multiplications is taken, up to 8 operands; beyond, a good one is found step by step. Nothing is copied that lies
     * well already. A sum over no elements is 0.
     *
     * <p><b>The derivative</b> with respect to an operand, with upstream u: the einsum of u and the other operands,
     * whose output has the letters of this one. For {@code "ij,jk->ik"} these are {@code "ik,jk->ij"} and
     * {@code "ij,ik->jk"}.
     *
     * <p>Sources: NumPy's and PyTorch's {@code einsum}; Smith, Gray: opt_einsum - A Python package for optimizing
     * contraction order for einsum-like expressions (2018).
     *
     * @throws IllegalArgumentException if the equation is none (a letter of the output occurs in no operand or stands
     *     twice, two ellipses in one place, operands have {@code ...} and the output has not, another character), or it
     *     does not fit the operands (their number, their ranks, sizes of one letter), or an array of more than
     *     {@code 2^31 - 1} elements would be needed
     */
    static Tensor einsum(String equation, Tensor... operands) {
        return Einsum.parse(equation).apply(operands);
    }
}
