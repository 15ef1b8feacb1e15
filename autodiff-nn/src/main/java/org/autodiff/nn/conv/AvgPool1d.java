package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.Window2d;

/**
 * The mean of the window at each place, in each channel: {@code (n, channels, length)} to the same with fewer places,
 * or both without n. See {@link Tensor#avgPool1d}.
 *
 * <pre>{@code
 * AvgPool1d.of(3).stride(2).padding(1).countPadding(false)
 * }</pre>
 *
 * <p>The window moves by its size, unless given a stride. Padding is at most half of the window, and counts as zeros
 * unless told otherwise.
 */
public final class AvgPool1d extends Pool {
    private final boolean countPadding;
    private final int divisor; // 0: the number of elements

    private AvgPool1d(Window2d window, boolean ceil, boolean countPadding, int divisor) {
        super(window, ceil, true);
        this.countPadding = countPadding;
        this.divisor = divisor;
    }

    /**
     * A window that moves by its size.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static AvgPool1d of(int size) {
        return new AvgPool1d(tiles(1, size), false, true, 0);
    }

    /** A new layer with another stride. */
    public AvgPool1d stride(int elements) {
        return new AvgPool1d(window.stride(1, elements), ceil, countPadding, divisor);
    }

    /** A new layer with another padding. */
    public AvgPool1d padding(int elements) {
        return new AvgPool1d(window.padding(0, elements), ceil, countPadding, divisor);
    }

    /**
     * A new layer that counts, or does not count, a last window that reaches beyond the end: PyTorch's
     * {@code ceil_mode}.
     */
    public AvgPool1d ceil(boolean counts) {
        return new AvgPool1d(window, counts, countPadding, divisor);
    }

    /** A new layer in which padding counts as zeros, or does not count: PyTorch's {@code count_include_pad}. */
    public AvgPool1d countPadding(boolean counts) {
        return new AvgPool1d(window, ceil, counts, divisor);
    }

    /**
     * A new layer that divides the sums by a given number: PyTorch's {@code divisor_override}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public AvgPool1d divisor(int number) {
        if (number < 1) {
            throw new IllegalArgumentException(label() + ": divisor must be positive, got " + number);
        }
        return new AvgPool1d(window, ceil, countPadding, number);
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
