package org.autodiff.nn.conv;

import org.autodiff.Tensor;

/**
 * The mean of each of a fixed number of bins of each channel, whatever the length:
 * {@code (n, channels, length) -> (n, channels, size)}, or both without n. Bin i has the elements from
 * {@code floor(i length / size)} to {@code ceil((i + 1) length / size)}, exclusive. See
 * {@link Tensor#adaptiveAvgPool1d}. {@code of(1)} is the mean of each channel.
 */
public final class AdaptiveAvgPool1d extends AdaptivePool {
    private AdaptiveAvgPool1d(int size) {
        super(1, size, true);
    }

    /**
     * A layer with this many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveAvgPool1d of(int size) {
        return new AdaptiveAvgPool1d(size);
    }

    @Override
    Tensor pool(Tensor x) {
        return x.adaptiveAvgPool1d(columns);
    }
}
