package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * The means of so many bins of each channel, whatever the length: {@code (n, channels, length) -> (n, channels, size)}, or
 * both without n. Bin i has the elements from {@code floor(i length / size)} to {@code ceil((i + 1) length / size)},
 * exclusive. See {@link Tensor#adaptiveAvgPool1d}. {@code of(1)} is the mean of each channel.
 */
public final class AdaptiveAvgPool1d extends Layer {
    private final int size;

    private AdaptiveAvgPool1d(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("adaptiveAvgPool1d: size must be positive, got " + size);
        }
        this.size = size;
    }

    /**
     * So many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveAvgPool1d of(int size) {
        return new AdaptiveAvgPool1d(size);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                shape.rank() == 2 && shape.dim(1) > 0 || shape.rank() == 3 && shape.dim(2) > 0,
                "(n, channels, length) or (channels, length), not empty",
                shape);
        return x.adaptiveAvgPool1d(size);
    }

    @Override
    protected String describe() {
        return "AdaptiveAvgPool1d(" + size + ")";
    }
}
