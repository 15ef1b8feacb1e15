package org.autodiff.nn.conv;

import org.autodiff.Tensor;

/**
 * The largest element in each of a fixed number of bins of each channel, whatever the size:
 * {@code (n, channels, h, w) -> (n, channels, rows, columns)}, or both without n. Bin (i, j) has the rows from
 * {@code floor(i h / rows)} to {@code ceil((i + 1) h / rows)}, exclusive, and the columns likewise. See
 * {@link Tensor#adaptiveMaxPool2d}.
 */
public final class AdaptiveMaxPool2d extends AdaptivePool {
    private AdaptiveMaxPool2d(int rows, int columns) {
        super(rows, columns, false);
    }

    /**
     * A layer with this many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveMaxPool2d of(int rows, int columns) {
        return new AdaptiveMaxPool2d(rows, columns);
    }

    @Override
    Tensor pool(Tensor x) {
        return x.adaptiveMaxPool2d(rows, columns);
    }
}
