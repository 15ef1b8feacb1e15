package org.autodiff;

import org.autodiff.internal.gates.Scans;

/**
 * The operations of a {@link Tensor} that walk along an axis: from element to element, or from neighbour to neighbour.
 * The axis may be negative, counted from the end; one out of range throws {@link IndexOutOfBoundsException}.
 */
public sealed interface ScanOps permits Tensor {

    /**
     * The sum of the elements up to each, {@code y_i = x_0 + ... + x_i}, in the same shape. Linear: the gradient is summed
     * from the other end. As accurate as if added up in twice the precision and rounded once (as long as nothing
     * overflows); an infinity stays, and becomes NaN where the opposite one follows.
     */
    default Tensor cumsum(int axis) {
        Tensor x = (Tensor) this;
        return new Scans.Cumsum(x.shape().axis("cumsum", axis), false).on(x);
    }

    /**
     * The product of the elements up to each, {@code y_i = x_0 x_1 ... x_i}, in the same shape. The derivative with respect
     * to an element is the product of the others, computed without division: right with one and with several zeros, at
     * every order.
     */
    default Tensor cumprod(int axis) {
        Tensor x = (Tensor) this;
        return new Scans.Cumprod(x.shape().axis("cumprod", axis)).on(x);
    }

    /** The differences of neighbours, {@code y_i = x_(i+1) - x_i}: one element less along the axis, but not below none. */
    default Tensor diff(int axis) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("diff", axis);
        int n = x.shape().dim(a);
        return x.slice(a, Math.min(1, n), n).sub(x.slice(a, 0, Math.max(0, n - 1)));
    }
}
