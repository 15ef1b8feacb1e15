package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window2d;

/**
 * The largest element of the window at each place, in each channel: {@code (n, channels, length)} to the same with
 * fewer places, or both without n. If several are equal, the first gets the gradient; padding is never the largest. See
 * {@link Tensor#maxPool1d}.
 *
 * <pre>{@code
 * MaxPool1d.of(3).stride(2).padding(1)
 * }</pre>
 *
 * <p>The window moves by its size unless a stride is given, and covers adjacent elements unless a dilation is given.
 * Padding is at most half of the window.
 */
public final class MaxPool1d extends Pool {
    private MaxPool1d(Window2d window, boolean ceil) {
        super(window, ceil, true);
    }

    /**
     * A window that moves by its size.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static MaxPool1d of(int size) {
        return new MaxPool1d(tiles(1, size), false);
    }

    /** A new layer with another stride. */
    public MaxPool1d stride(int elements) {
        return new MaxPool1d(window.stride(1, elements), ceil);
    }

    /** A new layer with another padding. */
    public MaxPool1d padding(int elements) {
        return new MaxPool1d(window.padding(0, elements), ceil);
    }

    /** A new layer with another dilation. */
    public MaxPool1d dilation(int elements) {
        return new MaxPool1d(window.dilation(1, elements), ceil);
    }

    /**
     * A new layer that counts, or does not count, a last window that reaches beyond the end: PyTorch's
     * {@code ceil_mode}.
     */
    public MaxPool1d ceil(boolean counts) {
        return new MaxPool1d(window, counts);
    }

    @Override
    Tensor pool(Tensor pictures, int[] extra) {
        Tensor x = ceil ? pictures.pad(extra, Double.NEGATIVE_INFINITY) : pictures;
        return x.maxPool2d(Pool2d.of(window));
    }
}
