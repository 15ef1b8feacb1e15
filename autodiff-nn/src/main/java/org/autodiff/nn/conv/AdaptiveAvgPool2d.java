package org.autodiff.nn.conv;

import org.autodiff.Tensor;

/**
 * The mean of each of a fixed number of bins of each channel, whatever the size:
 * {@code (n, channels, h, w) -> (n, channels, rows, columns)}, or both without n. Bin (i, j) has the rows from
 * {@code floor(i h / rows)} to {@code ceil((i + 1) h / rows)}, exclusive, and the columns likewise. See
 * {@link Tensor#adaptiveAvgPool2d}. {@code of(1, 1)} is the mean of each channel, global average pooling.
 */
public final class AdaptiveAvgPool2d extends AdaptivePool {
    private AdaptiveAvgPool2d(int rows, int columns) {
        super(rows, columns, false);
    }

    /**
     * A layer with this many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveAvgPool2d of(int rows, int columns) {
        return new AdaptiveAvgPool2d(rows, columns);
    }

    @Override
    Tensor pool(Tensor x) {
        return x.adaptiveAvgPool2d(rows, columns);
    }
}
