package org.autodiff.nn.conv;

import org.autodiff.Tensor;

/**
 * The largest element in each of a fixed number of bins of each channel, whatever the length:
 * {@code (n, channels, length) -> (n, channels, size)}, or both without n. Bin i has the elements from
 * {@code floor(i length / size)} to {@code ceil((i + 1) length / size)}, exclusive. See
 * {@link Tensor#adaptiveMaxPool1d}.
 */
public final class AdaptiveMaxPool1d extends AdaptivePool {
    private AdaptiveMaxPool1d(int size) {
        super(1, size, true);
    }

    /**
     * A layer with this many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveMaxPool1d of(int size) {
        return new AdaptiveMaxPool1d(size);
    }

    @Override
    Tensor pool(Tensor x) {
        return x.adaptiveMaxPool1d(columns);
    }
}
