package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.internal.gates.conv.AxisWindows;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.internal.gates.conv.ConvolutionShape;
import org.autodiff.internal.gates.conv.Pooling;
import org.autodiff.internal.gates.conv.Sliding;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window2d;

/**
 * Pooling: the largest element or the mean of windows of a {@link Tensor}, in each channel. Pictures are
 * {@code (n, channels, rows, columns)}, lines {@code (n, channels, length)}, or one of them without {@code n}.
 *
 * <p>By default a window moves by its own size, as in PyTorch: {@code Pool2d.of(2, 2)} halves a picture. Padding is at
 * most half of the window, on each side. The last rows and columns that fill no window are left out, unless
 * {@link Pool2d#ceilMode} says otherwise.
 *
 * <p>The gradient of a largest element goes to where it stands; where several are equal, to the first of them
 * row-major, as in PyTorch and JAX. ({@link ReductionOps#max} shares it alike.)
 */
public sealed interface PoolOps permits Tensor {

    // ---- the largest

    /**
     * The largest element that a window sees at each place; NaN if it sees one. Padding is never the largest. PyTorch's
     * {@code max_pool2d}.
     *
     * @return shape {@code (n, channels, places down, places across)}, see {@link Window2d#places}; without n, if this
     *     is
     * @throws IllegalArgumentException if this has neither rank 3 nor rank 4, the window does not fit the pictures, its
     *     padding is more than half of it, or it sees nothing but padding at some place
     */
    default Tensor maxPool2d(Pool2d pool) {
        return max("maxPool2d", (Tensor) this, 2, rows("maxPool2d", pool), columns("maxPool2d", pool));
    }

    /**
     * The largest element that a window sees at each place of lines; see {@link #maxPool2d}. PyTorch's {@code
     * max_pool1d}.
     *
     * @throws IllegalArgumentException if this has neither rank 2 nor rank 3, or as {@link #maxPool2d}
     */
    default Tensor maxPool1d(Pool1d pool) {
        return max("maxPool1d", (Tensor) this, 1, Sliding.ONE, line("maxPool1d", pool));
    }

    /**
     * The largest element of each bin, for a given number of bins: {@code y[.., i, j]} is that of the rows from
     * {@code floor(i h / rows)} to {@code ceil((i + 1) h / rows)}, exclusive, of h, and of the columns likewise.
     * PyTorch's {@code adaptive_max_pool2d}.
     *
     * @throws IllegalArgumentException if this has neither rank 3 nor rank 4, rows or columns are negative, or pictures
     *     have none
     */
    default Tensor adaptiveMaxPool2d(int rows, int columns) {
        String operation = "adaptiveMaxPool2d";
        return max(operation, (Tensor) this, 2, adaptive(operation, rows), adaptive(operation, columns));
    }

    /** The largest element of each bin of lines; see {@link #adaptiveMaxPool2d}. */
    default Tensor adaptiveMaxPool1d(int size) {
        return max("adaptiveMaxPool1d", (Tensor) this, 1, Sliding.ONE, adaptive("adaptiveMaxPool1d", size));
    }

    private static Tensor max(String operation, Tensor x, int axes, AxisWindows down, AxisWindows across) {
        Shape result = result(operation, x, axes, down, across);
        Shape planes = planes(x.shape(), axes);
        Tensor at = new Pooling.ArgMaxPool(down, across).on(x.reshape(planes));
        int n = planes.dim(0);
        return new Indexing.Gather(1)
                .on(
                        x.reshape(Shape.of(n, planes.dim(1) * planes.dim(2))),
                        at.reshape(Shape.of(n, at.shape().dim(1) * at.shape().dim(2))))
                .reshape(result);
    }

    // ---- the mean

    /**
     * The mean of what a window sees at each place, where padding counts as zeros, unless {@link Pool2d#countPadding}
     * says otherwise. PyTorch's {@code avg_pool2d}.
     *
     * @param pool without dilation
     * @return shape {@code (n, channels, places down, places across)}, see {@link Window2d#places}; without n, if this
     *     is
     * @throws IllegalArgumentException if this has neither rank 3 nor rank 4, the window does not fit the pictures, its
     *     padding is more than half of it, it has a dilation, or it sees nothing but padding at some place
     */
    default Tensor avgPool2d(Pool2d pool) {
        Sliding down = rows("avgPool2d", pool);
        Sliding across = columns("avgPool2d", pool);
        requireNoDilation("avgPool2d", down.dilation(), across.dilation());
        return mean("avgPool2d", (Tensor) this, 2, down, across, pool.countPadding());
    }

    /**
     * The mean of what a window sees at each place of lines; see {@link #avgPool2d}. PyTorch's {@code avg_pool1d}.
     *
     * @param pool without dilation
     * @throws IllegalArgumentException if this has neither rank 2 nor rank 3, or as {@link #avgPool2d}
     */
    default Tensor avgPool1d(Pool1d pool) {
        Sliding line = line("avgPool1d", pool);
        requireNoDilation("avgPool1d", 1, pool.dilation());
        return mean("avgPool1d", (Tensor) this, 1, Sliding.ONE, line, pool.countPadding());
    }

    private static void requireNoDilation(String operation, int rows, int columns) {
        if (rows != 1 || columns != 1) {
            throw new IllegalArgumentException(operation + ": dilation (" + rows + ", " + columns + "): must be 1");
        }
    }

    /**
     * The mean of each bin; the bins are those of {@link #adaptiveMaxPool2d}: {@code adaptiveAvgPool2d(1, 1)} is the
     * mean of each channel. PyTorch's {@code adaptive_avg_pool2d}.
     *
     * @throws IllegalArgumentException as {@link #adaptiveMaxPool2d}
     */
    default Tensor adaptiveAvgPool2d(int rows, int columns) {
        String operation = "adaptiveAvgPool2d";
        return mean(operation, (Tensor) this, 2, adaptive(operation, rows), adaptive(operation, columns), false);
    }

    /** The mean of each bin of lines; see {@link #adaptiveAvgPool2d}. */
    default Tensor adaptiveAvgPool1d(int size) {
        String operation = "adaptiveAvgPool1d";
        return mean(operation, (Tensor) this, 1, Sliding.ONE, adaptive(operation, size), false);
    }

    private static Tensor mean(
            String operation, Tensor x, int axes, AxisWindows down, AxisWindows across, boolean countPadding) {
        Shape result = result(operation, x, axes, down, across);
        Tensor planes = x.reshape(planes(x.shape(), axes));
        Shape s = planes.shape();
        Tensor sums = sums(operation, sums(operation, planes, 1, down), 2, across); // less work than both at once
        Tensor rows = counts(operation, down, s.dim(1), countPadding);
        Tensor columns = counts(operation, across, s.dim(2), countPadding);
        return sums.div(rows.unsqueeze(-1).mul(columns)).reshape(result);
    }

    /** The sums of the groups along an axis of three. */
    private static Tensor sums(String operation, Tensor x, int axis, AxisWindows bins) {
        if (bins.equals(Sliding.ONE)) {
            return x;
        }
        return bins instanceof Sliding s ? slidingSums(operation, x, axis, s) : adaptiveSums(operation, x, axis, bins);
    }

    /** Sums are a convolution with ones. */
    private static Tensor slidingSums(String operation, Tensor x, int axis, Sliding bins) {
        boolean down = axis == 1;
        int padded = x.shape().dim(axis) + 2 * bins.padding();
        int size = Math.min(bins.size(), padded); // a larger window has one place, and sees all
        Window2d window = down
                ? Window2d.of(size, 1).stride(bins.stride(), 1).padding(bins.padding(), 0)
                : Window2d.of(1, size).stride(1, bins.stride()).padding(0, bins.padding());
        int over = (bins.count(operation, x.shape().dim(axis)) - 1) * bins.stride() + size - padded;
        Tensor whole = over > 0 ? x.pad(down ? new int[] {0, 0, 0, over} : new int[] {0, over}) : x;
        Tensor pictures = whole.unsqueeze(1);
        Tensor filter = Tensor.ones(Shape.of(1, 1, window.height(), window.width()));
        ConvolutionShape.of(operation, pictures.shape(), filter.shape(), window, 1);
        return new Convolution.Conv2d(window, 1).on(pictures, filter).squeeze(1);
    }

    private static Tensor adaptiveSums(String operation, Tensor x, int axis, AxisWindows bins) {
        Shape s = x.shape();
        int n = s.dim(axis);
        int count = bins.count(operation, n);
        int equal = count == 0 ? 0 : n / count;
        int most = 0;
        boolean apart = equal * count == n;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, bins.end(i, n) - bins.first(i, n));
            apart &= bins.first(i, n) == i * equal && bins.end(i, n) == (i + 1) * equal;
        }
        if (apart) { // nothing to copy
            Shape parts = Shape.of(count, equal).concat(s.dropFirst(axis + 1));
            return equal == 1
                    ? x
                    : x.reshape(s.dropLast(3 - axis).concat(parts)).sum(axis + 1);
        }
        Shape groups = ConvolutionShape.shape(operation, count, most);
        int[] at = new int[groups.size()];
        for (int i = 0; i < at.length; i++) {
            int j = bins.first(i / most, n) + i % most;
            at[i] = j < bins.end(i / most, n) ? j : n; // n is a zero, put behind the axis to fill up shorter groups
        }
        Tensor filled = axis == 1 ? x.pad(new int[] {0, 0, 0, 1}) : x.pad(new int[] {0, 1});
        return filled.indexSelect(axis, Index.of(groups, at)).sum(axis + 1);
    }

    /** How many elements each group along an axis of n counts. */
    private static Tensor counts(String operation, AxisWindows bins, int n, boolean countPadding) {
        double[] counts = new double[bins.count(operation, n)];
        Arrays.setAll(
                counts,
                i -> countPadding && bins instanceof Sliding s
                        ? s.sizeWithPadding(i, n)
                        : bins.end(i, n) - bins.first(i, n));
        return Tensor.of(counts);
    }

    // ---- both kinds: lines are pictures of one row

    private static Sliding rows(String operation, Pool2d pool) {
        Objects.requireNonNull(pool, () -> operation + ": pool is null");
        return atMostHalf(operation, Sliding.rows(pool.window()).ceil(pool.ceilMode()));
    }

    private static Sliding columns(String operation, Pool2d pool) {
        return atMostHalf(operation, Sliding.columns(pool.window()).ceil(pool.ceilMode()));
    }

    private static Sliding line(String operation, Pool1d pool) {
        Objects.requireNonNull(pool, () -> operation + ": pool is null");
        Sliding line = new Sliding(pool.size(), pool.stride(), pool.padding(), pool.dilation());
        return atMostHalf(operation, line.ceil(pool.ceilMode()));
    }

    private static Sliding atMostHalf(String operation, Sliding axis) {
        if (axis.padding() > axis.size() / 2) {
            throw new IllegalArgumentException(operation + ": padding " + axis.padding() + " for a window of "
                    + axis.size() + ": must be at most half of it");
        }
        return axis;
    }

    private static AxisWindows adaptive(String operation, int count) {
        if (count < 0) {
            throw new IllegalArgumentException(operation + ": size " + count + ": must not be negative");
        }
        return new AxisWindows.Adaptive(count);
    }

    /** The shape of the result, of arguments that fit. */
    private static Shape result(String operation, Tensor x, int axes, AxisWindows down, AxisWindows across) {
        if (x.rank() != axes + 1 && x.rank() != axes + 2) {
            throw new IllegalArgumentException(operation + ": needs shape (channels, "
                    + (axes == 1 ? "length" : "rows, columns") + "), or a batch of them, got " + x.shape());
        }
        Shape planes = planes(x.shape(), axes);
        ConvolutionShape.shape(operation, 1, planes.dim(1), planes.dim(2));
        down.requireElements(operation, planes.dim(1));
        across.requireElements(operation, planes.dim(2));
        int rows = down.count(operation, planes.dim(1));
        int columns = across.count(operation, planes.dim(2));
        ConvolutionShape.shape(operation, planes.dim(0), rows, columns);
        return x.shape().dropLast(axes).concat(axes == 1 ? Shape.of(columns) : Shape.of(rows, columns));
    }

    private static Shape planes(Shape s, int axes) {
        int n = s.sizeOf(0, s.rank() - axes);
        return Shape.of(n, axes == 1 ? 1 : s.dim(-2), s.dim(-1));
    }
}
