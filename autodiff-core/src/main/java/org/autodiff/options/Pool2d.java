package org.autodiff.options;

import java.util.Objects;

/**
 * How pictures are pooled; see {@code PoolOps}. The window moves by its own size, unless given a stride, so that
 * windows are tiles (as in PyTorch; a {@link Window2d} by itself moves by one).
 *
 * <pre>{@code
 * Pool2d.of(2, 2)                                            // halves a picture
 * Pool2d.of(3, 3).stride(2, 2).padding(1, 1).countPadding(false)
 * }</pre>
 *
 * @param window what is seen at each place
 * @param countPadding whether means count padding as elements that are zero; true by default. Padding is never
 *     the largest element.
 * @param ceilMode whether a last window that hangs over the end has a place too; false by default
 */
public record Pool2d(Window2d window, boolean countPadding, boolean ceilMode) {
    /** How pictures are pooled. */
    public Pool2d {
        Objects.requireNonNull(window, "pool2d: window is null");
    }

    /**
     * A window that moves by its size, without padding.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Pool2d of(int height, int width) {
        return of(Window2d.of(height, width).stride(height, width));
    }

    /** A window that moves as it says. */
    public static Pool2d of(Window2d window) {
        return new Pool2d(window, true, false);
    }

    /** The same with other strides. */
    public Pool2d stride(int rows, int columns) {
        return new Pool2d(window.stride(rows, columns), countPadding, ceilMode);
    }

    /** The same with other paddings, at most half of the window. */
    public Pool2d padding(int rows, int columns) {
        return new Pool2d(window.padding(rows, columns), countPadding, ceilMode);
    }

    /** The same with other dilations; for largest elements only. */
    public Pool2d dilation(int rows, int columns) {
        return new Pool2d(window.dilation(rows, columns), countPadding, ceilMode);
    }

    /**
     * The same where padding counts as elements that are zero, or not: the sum is then divided by the number of the
     * elements of the picture that the window sees. PyTorch's {@code count_include_pad}.
     */
    public Pool2d countPadding(boolean counts) {
        return new Pool2d(window, counts, ceilMode);
    }

    /**
     * The same where a last window that hangs over the end has a place too, or not: so the number of places is rounded
     * up, where the stride does not divide what is left of an axis. That window must start within the picture or the
     * padding before it. It sees the elements that are there, and a mean counts what it sees of the picture, and of the
     * padding if that counts, but nothing beyond. PyTorch's {@code ceil_mode}.
     */
    public Pool2d ceilMode(boolean on) {
        return new Pool2d(window, countPadding, on);
    }
}
