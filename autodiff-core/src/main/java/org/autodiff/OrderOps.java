package org.autodiff;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.internal.gates.Indexing;
import org.autodiff.internal.gates.Order;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that put elements in order. Sorting is stable: elements that are equal keep their
 * order, and that decides which of them a gradient goes to. NaN counts as the largest.
 */
public sealed interface OrderOps permits Tensor {

    /** The elements along an axis in ascending order. The gradient goes back to where each element was. */
    default Tensor sort(int axis) {
        return sort(axis, false);
    }

    /**
     * The elements along an axis in ascending or descending order.
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor sort(int axis, boolean descending) {
        int a = ((Tensor) this).shape().axis("sort", axis);
        return at(order(a, descending), a);
    }

    /** The positions along an axis in ascending order of the elements. Not differentiable. */
    default Index argsort(int axis) {
        return argsort(axis, false);
    }

    /** The positions along an axis in ascending or descending order of the elements. Not differentiable. */
    default Index argsort(int axis, boolean descending) {
        int a = ((Tensor) this).shape().axis("argsort", axis);
        return Index.of(order(a, descending).value());
    }

    /** The k largest elements along an axis, the largest first. The gradient goes to them. */
    default Ranked topK(int k, int axis) {
        return topK(k, axis, true);
    }

    /**
     * The k largest elements along an axis, the largest first; or the k smallest, the smallest first.
     *
     * @throws IllegalArgumentException if the axis has fewer than k elements, or k is negative
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Ranked topK(int k, int axis, boolean largest) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("topK", axis);
        if (k < 0 || k > x.shape().dim(a)) {
            throw new IllegalArgumentException("topK: k = " + k + " for axis " + axis + " of shape " + x.shape()
                    + ": must be in [0, " + x.shape().dim(a) + "]");
        }
        Tensor positions = order(a, largest).slice(a, 0, k);
        return new Ranked(at(positions, a), positions);
    }

    /**
     * The median over some axes, or all: the middle element, and of an even number the mean of the two middle ones (as
     * NumPy; PyTorch's is the lower of them, {@code quantile(0.5, Interpolation.LOWER, false, axes)}). NaN if one is.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Tensor median(int... axes) {
        return median(false, axes);
    }

    /** The median over some axes, or all; see {@link #median(int...)}. */
    default Tensor median(boolean keepDims, int... axes) {
        return quantile("median", 0.5, Interpolation.LINEAR, keepDims, axes);
    }

    /** The q-quantile over some axes, or all, with linear interpolation; see the general form. */
    default Tensor quantile(double q, int... axes) {
        return quantile(q, Interpolation.LINEAR, false, axes);
    }

    /**
     * The q-quantile over some axes, or all: the element at position {@code q (n - 1)} in ascending order, or between the
     * two that are nearest to it. The gradient goes to these, as they are weighted. NaN if one element is.
     *
     * @throws IllegalArgumentException if q is not in [0, 1], or there are no elements
     */
    default Tensor quantile(double q, Interpolation interpolation, boolean keepDims, int... axes) {
        return quantile("quantile", q, interpolation, keepDims, axes);
    }

    /**
     * The position of the largest element of all, row-major, as a scalar index; the first of several that are equal. NaN
     * counts as the largest. Not differentiable.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Index argmax() {
        return ((Tensor) this).reshape(-1).argmax(0);
    }

    /**
     * The position of the largest element along an axis, which disappears; the first of several that are equal. NaN counts as
     * the largest. Not differentiable.
     *
     * @throws IllegalArgumentException if the axis has no elements
     */
    default Index argmax(int axis) {
        Tensor x = (Tensor) this;
        return ArgMax.of("argmax", x.value(), x.shape().axis("argmax", axis), false);
    }

    /**
     * The position of the smallest element of all, row-major, as a scalar index; the first of several that are equal. A NaN
     * comes before all. Not differentiable.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Index argmin() {
        return ((Tensor) this).reshape(-1).argmin(0);
    }

    /**
     * The position of the smallest element along an axis, which disappears; the first of several that are equal. A NaN comes
     * before all. Not differentiable.
     *
     * @throws IllegalArgumentException if the axis has no elements
     */
    default Index argmin(int axis) {
        Tensor x = (Tensor) this;
        return ArgMax.of("argmin", x.value(), x.shape().axis("argmin", axis), true);
    }

    private Tensor order(int axis, boolean descending) {
        return new Order.Argsort(axis, descending).on((Tensor) this);
    }

    private Tensor at(Tensor positions, int axis) {
        Tensor x = (Tensor) this;
        int count = positions.shape().dim(axis);
        // An axis of which nothing is taken may be empty itself, and then has no positions to gather.
        return count == 0 ? x.slice(axis, 0, 0) : new Indexing.Gather(axis).on(x, positions);
    }

    private Tensor quantile(String operation, double q, Interpolation interpolation, boolean keepDims, int... axes) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(interpolation, "quantile: interpolation is null");
        Axes a = Axes.of(operation, x.shape(), axes);
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException(operation + ": q must be in [0, 1], got " + q);
        }
        Shape kept = x.shape().reduce(a, false);
        if (x.size() == 0) {
            throw new IllegalArgumentException(
                    operation + ": no elements along axes " + a + " of shape " + x.shape() + ": needs at least one");
        }
        int[] order = IntStream.range(0, x.rank())
                .boxed()
                .sorted(Comparator.comparing(a::contains))
                .mapToInt(i -> i)
                .toArray();
        int n = x.size() / kept.size();
        Tensor sorted = x.permute(order).reshape(kept.concat(Shape.of(n))).sort(-1);
        Tensor y = between(sorted, q * (n - 1), interpolation);
        Tensor last = sorted.select(-1, n - 1); // NaN, if there is one
        return Tensor.where(last.isNaN(), last, y).reshape(x.shape().reduce(a, keepDims));
    }

    private static Tensor between(Tensor sorted, double position, Interpolation interpolation) {
        int low = (int) Math.floor(position);
        int high = (int) Math.ceil(position);
        double weight = switch (interpolation) {
            case LINEAR -> position - low;
            case LOWER -> 0;
            case HIGHER -> 1;
            case NEAREST -> Math.rint(position) - low;
            case MIDPOINT -> 0.5;
        };
        Tensor lower = sorted.select(-1, low);
        if (low == high || weight == 0) {
            return lower;
        }
        Tensor higher = sorted.select(-1, high);
        return weight == 1 ? higher : lower.mul(1 - weight).add(higher.mul(weight));
    }
}
