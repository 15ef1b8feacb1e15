package org.autodiff;

import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.internal.gates.reduce.Order;
import org.autodiff.internal.gates.reduce.Scans;
import org.autodiff.ndarray.Index;

/**
 * The operations of a {@link Tensor} that walk along an axis: from element to element, or from neighbour to neighbour.
 * The axis may be negative, counted from the end; one out of range throws {@link IndexOutOfBoundsException}.
 */
public sealed interface ScanOps permits Tensor {

    /**
     * The sum of the elements up to each, {@code y_i = x_0 + ... + x_i}, in the same shape. Linear: the gradient is
     * summed from the other end. As accurate as if added up in twice the precision and rounded once (as long as nothing
     * overflows); an infinity stays, and becomes NaN where the opposite one follows.
     */
    default Tensor cumsum(int axis) {
        Tensor x = (Tensor) this;
        return new Scans.Cumsum(x.shape().axis("cumsum", axis), false).on(x);
    }

    /**
     * The product of the elements up to each, {@code y_i = x_0 x_1 ... x_i}, in the same shape. The derivative with
     * respect to an element is the product of the others, computed without division: right with one and with several
     * zeros, at every order.
     */
    default Tensor cumprod(int axis) {
        Tensor x = (Tensor) this;
        return new Scans.Cumprod(x.shape().axis("cumprod", axis)).on(x);
    }

    /**
     * The logarithm of the sum of exponentials up to each, {@code y_i = log(e^x_0 + ... + e^x_i)}, in the same shape
     * and without overflow. With upstream u: {@code dx_j = sum_(i >= j) u_i e^(x_j - y_i)}, computed from differences
     * of x, so it does not lose digits where x is large.
     *
     * <p>From an infinity on the result is infinite, and the infinities up to each place share its gradient alike.
     * Before the first element above minus infinity it is minus infinity, with gradient 0. From a NaN on it is NaN.
     */
    default Tensor logcumsumexp(int axis) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("logcumsumexp", axis);
        return Scans.logcumsumexp(x, extremes(x, a, true).values().detach(), a);
    }

    /**
     * The largest element up to each along an axis, and where it stands: {@code y_i = max(x_0, ..., x_i)}, in the same
     * shape. Of several that are equal the last is taken, as in PyTorch. From a NaN on the result is NaN.
     *
     * <p>The gradient goes to the element that is taken; it is not shared. Where the result is NaN, so is the gradient,
     * that of the last NaN up to there.
     */
    default Running cummax(int axis) {
        Tensor x = (Tensor) this;
        return extremes(x, x.shape().axis("cummax", axis), true);
    }

    /** The smallest element up to each along an axis, and where it stands; otherwise as {@link #cummax}. */
    default Running cummin(int axis) {
        Tensor x = (Tensor) this;
        return extremes(x, x.shape().axis("cummin", axis), false);
    }

    /**
     * The extreme elements up to each along an axis.
     *
     * @param values the elements, which pass gradients
     * @param positions where along the axis each stands: the indices as a tensor of numbers, without a gradient
     */
    record Running(Tensor values, Tensor positions) {
        /** Where along the axis each element stands. */
        public Index indices() {
            return Index.of(positions.read("indices"));
        }
    }

    private static Running extremes(Tensor x, int axis, boolean largest) {
        Tensor positions = new Order.ArgCummax(axis, largest).on(x);
        Tensor taken = new Indexing.Gather(axis).on(x, positions);
        // The same numbers: but a loss that is NaN must not hand back a gradient that looks right. Only where there is
        // a NaN is there a factor of NaN, or debug() would stop at it.
        return new Running(taken.mul(Tensor.where(taken.isNaN(), Tensor.of(Double.NaN), Tensor.of(1))), positions);
    }

    /**
     * The differences of neighbours, {@code y_i = x_(i+1) - x_i}: one element less along the axis, but not below none.
     */
    default Tensor diff(int axis) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("diff", axis);
        int n = x.shape().dim(a);
        return x.slice(a, Math.min(1, n), n).sub(x.slice(a, 0, Math.max(0, n - 1)));
    }
}
