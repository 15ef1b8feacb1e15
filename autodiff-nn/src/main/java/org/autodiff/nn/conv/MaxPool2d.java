package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window2d;

/**
 * The largest element of the window at each place, in each channel: {@code (n, channels, rows, columns)} to the same
 * with fewer places, or both without n. If several are equal, the first gets the gradient; padding is never the
 * largest. See {@link Tensor#maxPool2d}.
 *
 * <pre>{@code
 * MaxPool2d.of(3).stride(2).padding(1)
 * }</pre>
 *
 * <p>The window moves by its size unless a stride is given, and covers adjacent elements unless a dilation is given.
 * Padding is at most half of the window.
 */
public final class MaxPool2d extends Pool {
    private MaxPool2d(Window2d window, boolean ceil) {
        super(window, ceil, false);
    }

    /** A square window that moves by its size; see {@link #of(int, int)}. */
    public static MaxPool2d of(int size) {
        return of(size, size);
    }

    /**
     * A window that moves by its size.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public static MaxPool2d of(int rows, int columns) {
        return new MaxPool2d(tiles(rows, columns), false);
    }

    /** A new layer with another stride, for rows and columns alike. */
    public MaxPool2d stride(int both) {
        return stride(both, both);
    }

    /** A new layer with another stride. */
    public MaxPool2d stride(int rows, int columns) {
        return new MaxPool2d(window.stride(rows, columns), ceil);
    }

    /** A new layer with another padding, for rows and columns alike. */
    public MaxPool2d padding(int both) {
        return padding(both, both);
    }

    /** A new layer with another padding. */
    public MaxPool2d padding(int rows, int columns) {
        return new MaxPool2d(window.padding(rows, columns), ceil);
    }

    /** A new layer with another dilation, for rows and columns alike. */
    public MaxPool2d dilation(int both) {
        return dilation(both, both);
    }

    /** A new layer with another dilation. */
    public MaxPool2d dilation(int rows, int columns) {
        return new MaxPool2d(window.dilation(rows, columns), ceil);
    }

    /**
     * A new layer that counts, or does not count, a last window that reaches beyond the end: PyTorch's
     * {@code ceil_mode}.
     */
    public MaxPool2d ceil(boolean counts) {
        return new MaxPool2d(window, counts);
    }

    @Override
    Tensor pool(Tensor pictures, int[] extra) {
        Tensor x = ceil ? pictures.pad(extra, Double.NEGATIVE_INFINITY) : pictures;
        return x.maxPool2d(Pool2d.of(window));
    }
}
