package org.autodiff.nn.norm;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * Instance normalisation (Ulyanov, Vedaldi and Lempitsky, Instance normalization, 2016): each channel of each sample
 * gets mean 0 and variance 1 over all axes after the channels, {@code (x - mean) / sqrt(var + eps)} with the biased
 * variance. The argument is {@code (n, channels, ...)} with at least one more axis, and more than one number along
 * those. Training and evaluation are the same: there are no running statistics, which PyTorch offers here.
 *
 * <p>Without parameters by default, as in PyTorch; otherwise {@code weight} and {@code bias} of shape
 * {@code (channels)}, which start at 1 and 0.
 */
public final class InstanceNorm extends Layer {
    private final int channels;
    private final NormOptions options;
    private final Affine affine;

    private InstanceNorm(int channels, NormOptions options) {
        if (channels < 1) {
            throw new IllegalArgumentException("instanceNorm: needs at least one channel, got " + channels);
        }
        this.channels = channels;
        this.options = Objects.requireNonNull(options, "instanceNorm: options are null");
        affine = Affine.of(this::parameter, Shape.of(channels), options.weight(), options.bias());
    }

    /** A layer with eps 1e-5, without weight and bias. */
    public static InstanceNorm of(int channels) {
        return of(channels, new NormOptions().affine(false));
    }

    /**
     * A layer.
     *
     * @throws IllegalArgumentException if there are no channels
     */
    public static InstanceNorm of(int channels, NormOptions options) {
        return new InstanceNorm(channels, options);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                shape.rank() >= 3 && shape.dim(1) == channels,
                "(n, " + channels + ", ...) with at least 3 axes",
                shape);
        require(shape.sizeOf(2, shape.rank()) > 1, "more than one value for each channel", shape);
        return affine.of(GroupNorm.normalised(x, channels, options.eps()), Channels.along(1, channels, shape.rank()));
    }

    @Override
    protected String describe() {
        return "InstanceNorm(" + channels + " channels" + options.describe() + ")";
    }
}
