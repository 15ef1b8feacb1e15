package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.internal.gates.reduce.Order;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that put elements in order, or find them by their rank. Axes may be negative,
 * counted from the end; an axis out of range throws {@link IndexOutOfBoundsException}.
 *
 * <p>Equal elements keep the order in which they stand (0 and -0 are equal), and NaN counts as larger than all numbers:
 * it comes last in ascending order, and first in descending order, as in PyTorch. An element's gradient goes with it to
 * its place; where elements are equal, that is decided by the order in which they stand, and the gradient is not
 * shared. Positions have no gradient.
 *
 * <p>A recording ({@link Tape}) of what returns tensors sorts anew when it is replayed with other data. An
 * {@link Index} leaves the tape: a recording replays only where it is the same again.
 */
public sealed interface OrderOps permits Tensor {

    // ---- the largest and the smallest

    /** The position of the largest element, row-major; see {@link #argmax(int)}. The index has rank 0. */
    default Index argmax() {
        return extremeOfAll("argmax", true);
    }

    /**
     * The positions of the largest elements along an axis, which disappears: the first NaN if there is one, else the
     * first of several that are equal. Not differentiable.
     *
     * @throws IllegalArgumentException if there are no elements along the axis
     */
    default Index argmax(int axis) {
        return argmax(axis, false);
    }

    /** The positions of the largest elements along an axis, which stays with size 1 if so asked. */
    default Index argmax(int axis, boolean keepDims) {
        return extreme("argmax", (Tensor) this, true, keepDims, axis);
    }

    /** The position of the smallest element, row-major; see {@link #argmin(int)}. The index has rank 0. */
    default Index argmin() {
        return extremeOfAll("argmin", false);
    }

    /**
     * The positions of the smallest elements along an axis, which disappears: the first NaN if there is one, else the
     * first of several that are equal. Not differentiable.
     *
     * @throws IllegalArgumentException if there are no elements along the axis
     */
    default Index argmin(int axis) {
        return argmin(axis, false);
    }

    /** The positions of the smallest elements along an axis, which stays with size 1 if so asked. */
    default Index argmin(int axis, boolean keepDims) {
        return extreme("argmin", (Tensor) this, false, keepDims, axis);
    }

    private static Index extreme(String operation, Tensor x, boolean largest, boolean keepDims, int axis) {
        int a = x.shape().axis(operation, axis);
        Tensor at = new Order.ArgMax(a, largest).on(x);
        return Index.of(at.reshape(x.shape().reduce(Axes.of(operation, x.shape(), a), keepDims))
                .read(operation));
    }

    private Index extremeOfAll(String operation, boolean largest) {
        Tensor x = (Tensor) this;
        if (x.size() == 0) {
            throw new IllegalArgumentException(
                    operation + ": no elements in shape " + x.shape() + ": needs at least one");
        }
        return extreme(operation, x.reshape(Shape.of(x.size())), largest, false, 0);
    }

    // ---- sorted

    /** The elements along an axis in ascending order; equal ones keep theirs, NaN come last. */
    default Tensor sort(int axis) {
        return sort(axis, SortOrder.ASCENDING);
    }

    /**
     * The elements along an axis in ascending or descending order. Equal ones keep their order in both; NaN come last
     * in ascending and first in descending order. The gradient of each goes back to where it came from.
     */
    default Tensor sort(int axis, SortOrder order) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("sort", axis);
        return new Indexing.Gather(a)
                .on(x, order(x, a, descending("sort", order), x.shape().dim(a)));
    }

    /** The positions that put the elements along an axis in ascending order; see {@link #sort(int)}. */
    default Index argsort(int axis) {
        return argsort(axis, SortOrder.ASCENDING);
    }

    /**
     * The positions that put the elements along an axis in order: {@code x.takeAlongAxis(axis, x.argsort(axis, order))}
     * is {@code x.sort(axis, order)}. Not differentiable.
     */
    default Index argsort(int axis, SortOrder order) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("argsort", axis);
        return Index.of(
                order(x, a, descending("argsort", order), x.shape().dim(a)).read("argsort"));
    }

    /** Which way elements are put in order. */
    enum SortOrder {
        /** The smallest first. */
        ASCENDING,
        /** The largest first. */
        DESCENDING
    }

    private static boolean descending(String operation, SortOrder order) {
        return Objects.requireNonNull(order, () -> operation + ": order is null") == SortOrder.DESCENDING;
    }

    /** The {@code k} largest elements along an axis, in descending order; see {@link #topK(int, int, Extreme)}. */
    default TopK topK(int axis, int k) {
        return topK(axis, k, Extreme.LARGEST);
    }

    /**
     * The {@code k} largest elements along an axis in descending order, or the smallest in ascending order, and their
     * positions; NaN counts as the largest, and of equal elements the first are taken. The gradient goes to the
     * elements that are taken, 0 to the others.
     *
     * @throws IllegalArgumentException if there are fewer than {@code k} elements along the axis, or {@code k} is
     *     negative
     */
    default TopK topK(int axis, int k, Extreme extreme) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(extreme, "topK: extreme is null");
        int a = x.shape().axis("topK", axis);
        int n = x.shape().dim(a);
        if (k < 0 || k > n) {
            throw new IllegalArgumentException(
                    "topK: k = " + k + " for axis " + axis + " of shape " + x.shape() + ": must be in [0, " + n + "]");
        }
        Tensor positions = order(x, a, extreme == Extreme.LARGEST, k);
        return new TopK(new Indexing.Gather(a).on(x, positions), positions);
    }

    /** The end of the order that elements are taken from. */
    enum Extreme {
        /** The largest elements. */
        LARGEST,
        /** The smallest elements. */
        SMALLEST
    }

    /**
     * The first elements along an axis in some order.
     *
     * @param values the elements, which pass gradients
     * @param positions where along the axis each stood: the indices as a tensor of numbers, without a gradient
     */
    record TopK(Tensor values, Tensor positions) {
        /** Where along the axis each element stood. */
        public Index indices() {
            return Index.of(positions.read("indices"));
        }
    }

    private static Tensor order(Tensor x, int axis, boolean descending, int count) {
        return new Order.ArgSort(axis, descending, count).on(x);
    }

    // ---- found among sorted ones

    /** Which of the places between equal elements is meant. */
    enum Side {
        /** Before all of them: so many elements are smaller. */
        LEFT,
        /** Behind all of them: so many elements are smaller or equal. */
        RIGHT
    }

    /** Where values belong among these elements, before equal ones; see {@link #searchsorted(Tensor, Side)}. */
    default Index searchsorted(Tensor values) {
        return searchsorted(values, Side.LEFT);
    }

    /**
     * Where values belong among these elements, which are in ascending order: the position at which each would be
     * inserted to keep it, from 0 to n, by bisection. This is a vector, and the values have any shape; or these are
     * rows {@code (..., n)}, each of which is searched for a row of the values {@code (..., m)}. NaN counts as the
     * largest. Not differentiable.
     *
     * @return in the shape of the values
     * @throws IllegalArgumentException if the shapes do not fit, or a row is not in ascending order
     */
    default Index searchsorted(Tensor values, Side side) {
        Objects.requireNonNull(values, "searchsorted: values are null");
        Objects.requireNonNull(side, "searchsorted: side is null");
        return Index.of(new Order.SearchSorted(side == Side.RIGHT)
                .on((Tensor) this, values)
                .read("searchsorted"));
    }

    // ---- by rank

    /** The median over some axes, or all; see {@link #median(boolean, int...)}. */
    default Tensor median(int... axes) {
        return median(false, axes);
    }

    /**
     * The middle element in ascending order over some axes, or all; of an even number the mean of the two middle ones,
     * as in NumPy (PyTorch takes the lower: {@code quantile(0.5, LOWER)} here). NaN if there is one. Derivative 1 for
     * the middle element, or 1/2 for each of the two; among equal ones those that a stable sort puts there.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Tensor median(boolean keepDims, int... axes) {
        return quantile("median", 0.5, Interpolation.LINEAR, keepDims, axes);
    }

    /**
     * The {@code q}-quantile of all elements, interpolated linearly. Over some axes it is {@code quantile(q,
     * Interpolation.LINEAR, axes)}: so q does not stand beside an axis.
     */
    default Tensor quantile(double q) {
        return quantile(q, Interpolation.LINEAR, false);
    }

    /** The {@code q}-quantile over some axes, or all, interpolated linearly. */
    default Tensor quantile(double q, boolean keepDims, int... axes) {
        return quantile(q, Interpolation.LINEAR, keepDims, axes);
    }

    /** The {@code q}-quantile over some axes, or all. */
    default Tensor quantile(double q, Interpolation interpolation, int... axes) {
        return quantile(q, interpolation, false, axes);
    }

    /**
     * The {@code q}-quantile over some axes, or all: of {@code n} elements in ascending order, counted from 0, the one
     * at {@code p = q (n - 1)}. Where that is not a whole number, it lies between two elements as {@code interpolation}
     * says; linearly {@code (1 - w) a + w b}, where {@code w} is the fraction of {@code p}, and these weights are the
     * derivatives. Among equal elements those get the gradient that a stable sort puts there. If one element is NaN, so
     * is the result, and the gradient goes to the last of them.
     *
     * <p>R. J. Hyndman and Y. Fan, <i>Sample quantiles in statistical packages</i>, 1996, definition 7; the default of
     * NumPy and PyTorch.
     *
     * @throws IllegalArgumentException if {@code q} is not in [0, 1], or there are no elements
     */
    default Tensor quantile(double q, Interpolation interpolation, boolean keepDims, int... axes) {
        return quantile("quantile", q, interpolation, keepDims, axes);
    }

    /** What a quantile is where its rank {@code p} lies between two elements. */
    enum Interpolation {
        /** The value at {@code p} of the straight line between the two. */
        LINEAR {
            @Override
            double rank(double p) {
                return p;
            }
        },
        /** The lower element. */
        LOWER {
            @Override
            double rank(double p) {
                return Math.floor(p);
            }
        },
        /** The higher element. */
        HIGHER {
            @Override
            double rank(double p) {
                return Math.ceil(p);
            }
        },
        /** The nearer element; halfway between, the one of even rank. */
        NEAREST {
            @Override
            double rank(double p) {
                return Math.rint(p);
            }
        },
        /** The mean of the two. */
        MIDPOINT {
            @Override
            double rank(double p) {
                return (Math.floor(p) + Math.ceil(p)) / 2;
            }
        };

        /** Where to read instead of at {@code p}, linearly. */
        abstract double rank(double p);
    }

    private Tensor quantile(String operation, double q, Interpolation interpolation, boolean keepDims, int... axes) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(interpolation, operation + ": interpolation is null");
        Objects.requireNonNull(axes, operation + ": axes are null");
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException(operation + ": q must be in [0, 1], got " + q);
        }
        Axes over = Axes.of(operation, x.shape(), axes);
        Shape result = x.shape().reduce(over, keepDims);
        if (x.size() == 0) {
            if (result.size() > 0) {
                throw new IllegalArgumentException(operation + ": no elements along axes " + over + " of shape "
                        + x.shape() + ": needs at least one");
            }
            return x.reshape(result);
        }
        Tensor rows = rows(x, over);
        double rank = interpolation.rank(q * (rows.shape().dim(1) - 1));
        return atRank(rows, rank).reshape(result);
    }

    /** A matrix with a row for each element of the result of a reduction. */
    private static Tensor rows(Tensor x, Axes axes) {
        int kept = x.shape().reduce(axes, false).size();
        int[] order = new int[x.rank()];
        int next = 0;
        for (int axis = 0; axis < order.length; axis++) {
            if (!axes.contains(axis)) {
                order[next++] = axis;
            }
        }
        for (int i = 0; i < axes.count(); i++) {
            order[next++] = axes.get(i);
        }
        return x.permute(order).reshape(Shape.of(kept, x.size() / kept));
    }

    /** The value at a rank of each row, between two elements if the rank is not whole; a row's NaN, if it has one. */
    private static Tensor atRank(Tensor rows, double rank) {
        int n = rows.shape().dim(1);
        Indexing.Gather gather = new Indexing.Gather(1);
        Tensor order = order(rows, 1, false, n);
        Tensor last = order.slice(1, n - 1, n);
        Tensor largest = gather.on(rows.detach(), last);
        Tensor hasNan = largest.notEqualTo(largest);
        int lower = (int) rank;
        Tensor a = gather.on(rows, Tensor.where(hasNan, last, order.slice(1, lower, lower + 1)));
        if (rank == lower) {
            return a;
        }
        Tensor b = gather.on(rows, Tensor.where(hasNan, last, order.slice(1, lower + 1, lower + 2)));
        return new Arithmetic.Lerp(rank - lower).on(a, b);
    }
}
