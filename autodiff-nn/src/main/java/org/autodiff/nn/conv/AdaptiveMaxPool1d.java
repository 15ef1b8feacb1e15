package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * The largest elements of so many bins of each channel, whatever the length: {@code (n, channels, length) -> (n, channels, size)}, or
 * both without n. Bin i has the elements from {@code floor(i length / size)} to {@code ceil((i + 1) length / size)},
 * exclusive. See {@link Tensor#adaptiveMaxPool1d}.
 */
public final class AdaptiveMaxPool1d extends Layer {
    private final int size;

    private AdaptiveMaxPool1d(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("adaptiveMaxPool1d: size must be positive, got " + size);
        }
        this.size = size;
    }

    /**
     * So many bins.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static AdaptiveMaxPool1d of(int size) {
        return new AdaptiveMaxPool1d(size);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                shape.rank() == 2 && shape.dim(1) > 0 || shape.rank() == 3 && shape.dim(2) > 0,
                "(n, channels, length) or (channels, length), not empty",
                shape);
        return x.adaptiveMaxPool1d(size);
    }

    @Override
    protected String describe() {
        return "AdaptiveMaxPool1d(" + size + ")";
    }
}
