package org.autodiff;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.reduce.Normalisation;
import org.autodiff.internal.gates.reduce.Norms;
import org.autodiff.internal.gates.reduce.Reduction;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;

/**
 * The operations of a {@link Tensor} that combine elements along axes. Axes may be negative, counted from the end; no
 * axis given means all of them. An axis out of range throws {@link IndexOutOfBoundsException}, one named twice
 * {@link IllegalArgumentException}, null {@link NullPointerException}. With {@code keepDims} the reduced axes stay,
 * with size 1.
 *
 * <p>NaN among the elements gives NaN, except in the counts and masks, where it counts as not 0.
 */
public sealed interface ReductionOps permits Tensor {

    /** The sum over some axes, or all. Derivative 1 for each element. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** The sum over some axes, or all. */
    default Tensor sum(boolean keepDims, int... axes) {
        Axes a = axes("sum", axes);
        return finish(new Reduction.Sum(a), a, keepDims);
    }

    /**
     * The sum over those axes along which {@code target} would be broadcast to this shape: the transpose of
     * {@link ShapeOps#broadcastTo}. This tensor itself, if nothing was broadcast.
     *
     * @throws IllegalArgumentException if {@code target} does not broadcast to this shape
     */
    default Tensor sumTo(Shape target) {
        Tensor x = (Tensor) this;
        Shape shape = x.shape();
        Objects.requireNonNull(target, "sumTo: target is null");
        if (shape.equals(target)) {
            return Tensors.asResult(x);
        }
        if (!target.broadcastsTo(shape)) {
            throw new IllegalArgumentException("sumTo: " + target + " does not broadcast to " + shape);
        }
        int lead = shape.rank() - target.rank();
        int[] reduced = new int[shape.rank()];
        int n = 0;
        for (int i = 0; i < shape.rank(); i++) {
            if (i < lead || target.dim(i - lead) != shape.dim(i)) {
                reduced[n++] = i;
            }
        }
        return x.sum(true, Arrays.copyOf(reduced, n)).reshape(target);
    }

    /**
     * The mean over some axes, or all: the sum divided by the number of elements. Derivative {@code 1 / n} for each.
     * NaN for no elements.
     */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** The mean over some axes, or all. */
    default Tensor mean(boolean keepDims, int... axes) {
        Axes a = axes("mean", axes);
        return sum(keepDims, axes).div(count(a));
    }

    /**
     * The product over some axes, or all; 1 for no elements. The derivative with respect to an element is the product
     * of the others, computed without division: right with one and with several zeros, at every order.
     */
    default Tensor prod(int... axes) {
        return prod(false, axes);
    }

    /** The product over some axes, or all. */
    default Tensor prod(boolean keepDims, int... axes) {
        Axes a = axes("prod", axes);
        Tensor x = (Tensor) this;
        if (x.size() == 0) {
            return sum(keepDims, axes).add(1); // where there is a result it is of no elements; and it is on the tape
        }
        if (a.count() == 1) {
            return last(x.cumprod(a.get(0)), a.get(0)).reshape(x.shape().reduce(a, keepDims));
        }
        int[] order = IntStream.range(0, x.rank())
                .boxed()
                .sorted(Comparator.comparing(a::contains))
                .mapToInt(i -> i)
                .toArray();
        Shape kept = x.shape().reduce(a, false);
        Tensor rows = a.equals(Axes.last(a.count(), x.shape())) ? x : x.permute(order);
        Tensor flat = rows.reshape(kept.concat(Shape.of(x.size() / kept.size())));
        return last(flat.cumprod(-1), kept.rank()).reshape(x.shape().reduce(a, keepDims));
    }

    private static Tensor last(Tensor x, int axis) {
        int n = x.shape().dim(axis);
        return x.slice(axis, n - 1, n);
    }

    /**
     * The largest element along some axes, or of all (PyTorch's amax); NaN if there is one. The gradient goes to
     * the largest; several that are equal share it alike. Where the result is NaN, so is the gradient.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Tensor max(int... axes) {
        return max(false, axes);
    }

    /** The largest element along some axes, or of all. */
    default Tensor max(boolean keepDims, int... axes) {
        Axes a = axes("max", axes);
        return finish(new Reduction.Max(a), a, keepDims);
    }

    /**
     * The smallest element along some axes, or of all (PyTorch's amin); NaN if there is one. The gradient goes to
     * the smallest; several that are equal share it alike. Where the result is NaN, so is the gradient.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Tensor min(int... axes) {
        return min(false, axes);
    }

    /** The smallest element along some axes, or of all. */
    default Tensor min(boolean keepDims, int... axes) {
        Axes a = axes("min", axes);
        return finish(new Reduction.Min(a), a, keepDims);
    }

    // ---- spread and size

    /**
     * {@code x - mean} over some axes, or all, in the shape of this tensor. Derivative {@code delta_ij - 1 / n}.
     *
     * <p>What the rounding of the mean leaves is subtracted too: so the result is as exact for data far from 0 as for
     * data around 0, and exactly 0 if all are equal, where {@code x.sub(x.mean(true, axes))} is not.
     */
    default Tensor centre(int... axes) {
        return new Normalisation.Centre(axes("centre", axes)).on((Tensor) this);
    }

    /**
     * The variance over some axes, or all: {@code sum (x - mean)^2 / (n - 1)}, the unbiased estimate (as PyTorch; NumPy
     * divides by n, which is {@code var(Correction.NONE, axes)}).
     */
    default Tensor var(int... axes) {
        return var(Correction.BESSEL, false, axes);
    }

    /** The variance {@code sum (x - mean)^2 / (n - 1)} over some axes, or all. */
    default Tensor var(boolean keepDims, int... axes) {
        return var(Correction.BESSEL, keepDims, axes);
    }

    /** The variance {@code sum (x - mean)^2 / (n - correction)} over some axes, or all. */
    default Tensor var(Correction correction, int... axes) {
        return var(correction, false, axes);
    }

    /**
     * The variance {@code sum (x - mean)^2 / (n - correction)} over some axes, or all: of a whole population with
     * {@link Correction#NONE}, estimated from a sample with {@link Correction#BESSEL}. Derivative {@code 2 (x - mean) /
     * (n - correction)}.
     *
     * <p>The mean is subtracted before squaring, and then what is left of it is: so the result is as accurate for data
     * far from 0 as for data around 0, never negative, and 0 if all are equal. NaN, with all its derivatives, if
     * {@code n} is not above the correction.
     */
    default Tensor var(Correction correction, boolean keepDims, int... axes) {
        Axes a = axes("var", axes);
        double freedom = freedom("var", correction, a);
        if (Double.isNaN(freedom)) {
            return undefined(keepDims, axes);
        }
        return centre(axes).square().sum(keepDims, axes).div(freedom);
    }

    /**
     * The standard deviation over some axes, or all: the root of {@link #var(int...)}, with {@code n - 1} as PyTorch
     * (NumPy has n, which is {@code std(Correction.NONE, axes)}).
     */
    default Tensor std(int... axes) {
        return std(Correction.BESSEL, false, axes);
    }

    /** The standard deviation over some axes, or all: the root of {@link #var(boolean, int...)}. */
    default Tensor std(boolean keepDims, int... axes) {
        return std(Correction.BESSEL, keepDims, axes);
    }

    /** The standard deviation over some axes, or all: the root of {@link #var(Correction, int...)}. */
    default Tensor std(Correction correction, int... axes) {
        return std(correction, false, axes);
    }

    /**
     * The standard deviation over some axes, or all: the root of {@link #var(Correction, boolean, int...)}, but without
     * overflow or underflow of the squares. Derivative {@code (x - mean) / (std (n - correction))}; 0, also at second
     * order, where all elements are equal. NaN, with all its derivatives, if {@code n} is not above the correction.
     */
    default Tensor std(Correction correction, boolean keepDims, int... axes) {
        Axes a = axes("std", axes);
        double freedom = freedom("std", correction, a);
        if (Double.isNaN(freedom)) {
            return undefined(keepDims, axes);
        }
        return centre(axes).norm(keepDims, axes).div(Math.sqrt(freedom));
    }

    /**
     * The 2-norm over some axes, or all: the length of a vector, the Frobenius norm of a matrix. {@code x.norm(-1)} is
     * the length of each row. See {@link #norm(PNorm, int...)} for other norms, derivatives and special values.
     */
    default Tensor norm(int... axes) {
        return norm(PNorm.TWO, false, axes);
    }

    /** The 2-norm over some axes, or all. */
    default Tensor norm(boolean keepDims, int... axes) {
        return norm(PNorm.TWO, keepDims, axes);
    }

    /**
     * The p-norm {@code (sum |x|^p)^(1/p)} over some axes, or all; of the elements, also over two axes (there it is the
     * Frobenius norm for p = 2, and no operator norm). p may be infinite: the largest |x|, for -infinity the smallest.
     * For p = 0 it is the number of elements that are not 0. p below 1 gives no norm in the strict sense, but the same
     * formula. {@code x.norm(PNorm.ONE, -1)} is the sum of absolute values in each row.
     *
     * <p>Derivative {@code sign(x) |x / norm|^(p-1)}; for an infinite p that of the extreme element, shared alike by
     * several; for p = 0 none, the count is a constant. The choices, each with second derivative 0:
     *
     * <ul>
     *   <li>0 where the norm is 0;
     *   <li>0 at elements that are 0, also for p below 1, where the formula is infinite; the second derivative there is
     *       taken as 0 for p below 2;
     *   <li>at infinite elements (p above 1) the limit along ties: they share the gradient alike, others have 0.
     * </ul>
     *
     * <p>Nothing overflows or underflows on the way. Of no elements it is 0, and infinity if p is negative (as in NumPy
     * and JAX).
     *
     * @throws NullPointerException if the norm is null
     */
    default Tensor norm(PNorm norm, int... axes) {
        return norm(norm, false, axes);
    }

    /** The p-norm over some axes, or all; see {@link #norm(PNorm, int...)}. */
    default Tensor norm(PNorm norm, boolean keepDims, int... axes) {
        Tensor x = (Tensor) this;
        Axes a = axes("norm", axes);
        double p = Objects.requireNonNull(norm, "norm: the norm is null").p();
        if (p == 0) {
            return countNonzero(keepDims, axes);
        }
        if (p == 1) {
            return x.abs().sum(keepDims, axes);
        }
        if (Double.isInfinite(p)) {
            if (x.size() == 0) { // the sum of nothing is 0, and on the tape
                return p > 0 ? sum(keepDims, axes) : sum(keepDims, axes).add(Double.POSITIVE_INFINITY);
            }
            return p > 0 ? x.abs().max(keepDims, axes) : x.abs().min(keepDims, axes);
        }
        return finish(new Norms.Norm(p, a), a, keepDims);
    }

    // ---- exponentials

    /**
     * {@code log sum e^x} over some axes, or all, without overflow. Derivative {@code softmax(x)}; infinities share it
     * alike. Minus infinity for no elements, and for nothing but minus infinity: there the derivative is 0, as an
     * impossible event stays impossible.
     */
    default Tensor logsumexp(int... axes) {
        return logsumexp(false, axes);
    }

    /** {@code log sum e^x} over some axes, or all. */
    default Tensor logsumexp(boolean keepDims, int... axes) {
        Axes a = axes("logsumexp", axes);
        return finish(new Reduction.Logsumexp(a), a, keepDims);
    }

    /**
     * {@code e^x / sum e^x} over an axis: positive, sums to 1. Derivative {@code y_i (delta_ij - y_j)}. Infinities
     * share the whole alike; of nothing but minus infinity it is 0/0, NaN.
     */
    default Tensor softmax(int axis) {
        return new Normalisation.Softmax(axes("softmax", axis)).on((Tensor) this);
    }

    /** {@code e^-x / sum e^-x} over an axis, the softmax of {@code -x}. Derivative {@code y_i (y_j - delta_ij)}. */
    default Tensor softmin(int axis) {
        Axes a = axes("softmin", axis);
        return new Normalisation.Softmax(a).on(((Tensor) this).neg());
    }

    /**
     * {@code x - log sum e^x} over an axis. Derivative {@code delta_ij - softmax(x)_j}. At infinities the logarithm of
     * {@link #softmax}.
     */
    default Tensor logSoftmax(int axis) {
        return new Normalisation.LogSoftmax(axes("logSoftmax", axis)).on((Tensor) this);
    }

    // ---- counts and masks

    /** How many elements are not 0, over some axes or all. A constant: no gradient. */
    default Tensor countNonzero(int... axes) {
        return countNonzero(false, axes);
    }

    /** How many elements are not 0, over some axes or all. */
    default Tensor countNonzero(boolean keepDims, int... axes) {
        axes("countNonzero", axes);
        return ((Tensor) this).notEqualTo(Tensor.of(0)).sum(keepDims, axes);
    }

    /** 1 where any element along some axes, or of all, is not 0; else 0, also for no elements. A mask: no gradient. */
    default Tensor any(int... axes) {
        return any(false, axes);
    }

    /** 1 where any element along some axes, or of all, is not 0; else 0. */
    default Tensor any(boolean keepDims, int... axes) {
        axes("any", axes);
        return countNonzero(keepDims, axes).greater(Tensor.of(0));
    }

    /** 1 where no element along some axes, or of all, is 0, also for no elements; else 0. A mask: no gradient. */
    default Tensor all(int... axes) {
        return all(false, axes);
    }

    /** 1 where no element along some axes, or of all, is 0; else 0. */
    default Tensor all(boolean keepDims, int... axes) {
        axes("all", axes);
        Tensor zero = Tensor.of(0);
        return ((Tensor) this).equalTo(zero).sum(keepDims, axes).equalTo(zero);
    }

    private Axes axes(String operation, int... axes) {
        return Axes.of(operation, ((Tensor) this).shape(), axes);
    }

    /** The number of elements along some axes. Not a product of ints: beside an axis of size 0 that can overflow. */
    private double count(Axes axes) {
        Shape shape = ((Tensor) this).shape();
        return IntStream.range(0, axes.count())
                .mapToDouble(i -> shape.dim(axes.get(i)))
                .reduce(1, (a, b) -> a * b);
    }

    /** What a sum of squares is divided by; NaN if nothing is left. */
    private double freedom(String operation, Correction correction, Axes axes) {
        Objects.requireNonNull(correction, () -> operation + ": correction is null");
        double left = count(axes) - correction.value();
        return left > 0 ? left : Double.NaN;
    }

    /** NaN, and so is every derivative. Of a division by NaN it would be 0: in the chain rule 0 times anything is 0. */
    private Tensor undefined(boolean keepDims, int... axes) {
        return sum(keepDims, axes).mul(Double.NaN).exp();
    }

    private Tensor finish(UnaryGate reduction, Axes axes, boolean keepDims) {
        Tensor x = (Tensor) this;
        Tensor y = reduction.on(x);
        return keepDims ? y : y.reshape(x.shape().reduce(axes, false));
    }
}
