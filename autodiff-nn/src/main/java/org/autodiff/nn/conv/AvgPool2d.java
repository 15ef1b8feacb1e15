package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.Window2d;

/**
 * The mean of the window at each place, in each channel: {@code (n, channels, rows, columns)} to the same with fewer
 * places, or both without n. See {@link Tensor#avgPool2d}.
 *
 * <pre>{@code
 * AvgPool2d.of(3).stride(2).padding(1).countPadding(false)
 * }</pre>
 *
 * <p>The window moves by its size, unless given a stride. Padding is at most half of the window, and counts as zeros
 * unless told otherwise.
 */
public final class AvgPool2d extends Pool {
    private final boolean countPadding;
    private final int divisor; // 0: the number of elements

    private AvgPool2d(Window2d window, boolean ceil, boolean countPadding, int divisor) {
        super(window, ceil, false);
        this.countPadding = countPadding;
        this.divisor = divisor;
    }

    /** A square window that moves by its size; see {@link #of(int, int)}. */
    public static AvgPool2d of(int size) {
        return of(size, size);
    }

    /**
     * A window that moves by its size.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public static AvgPool2d of(int rows, int columns) {
        return new AvgPool2d(tiles(rows, columns), false, true, 0);
    }

    /** A new layer with another stride, for rows and columns alike. */
    public AvgPool2d stride(int both) {
        return stride(both, both);
    }

    /** A new layer with another stride. */
    public AvgPool2d stride(int rows, int columns) {
        return new AvgPool2d(window.stride(rows, columns), ceil, countPadding, divisor);
    }

    /** A new layer with another padding, for rows and columns alike. */
    public AvgPool2d padding(int both) {
        return padding(both, both);
    }

    /** A new layer with another padding. */
    public AvgPool2d padding(int rows, int columns) {
        return new AvgPool2d(window.padding(rows, columns), ceil, countPadding, divisor);
    }

    /**
     * A new layer that counts, or does not count, a last window that reaches beyond the end: PyTorch's
     * {@code ceil_mode}.
     */
    public AvgPool2d ceil(boolean counts) {
        return new AvgPool2d(window, counts, countPadding, divisor);
    }

    /** A new layer in which padding counts as zeros, or does not count: PyTorch's {@code count_include_pad}. */
    public AvgPool2d countPadding(boolean counts) {
        return new AvgPool2d(window, ceil, counts, divisor);
    }

    /**
     * A new layer that divides the sums by a given number: PyTorch's {@code divisor_override}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public AvgPool2d divisor(int number) {
        if (number < 1) {
            throw new IllegalArgumentException(label() + ": divisor must be positive, got " + number);
        }
        return new AvgPool2d(window, ceil, countPadding, number);
    }

    @Override
    Tensor pool(Tensor pictures, int[] extra) {
        return WindowMeans.of(pictures, window, extra, countPadding, divisor);
    }

    @Override
    String details() {
        return super.details()
                + (countPadding ? "" : ", padding not counted")
                + (divisor == 0 ? "" : ", divisor " + divisor);
    }
}
