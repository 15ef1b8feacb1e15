package org.autodiff.nn.norm;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.internal.Check;

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
    private final double eps;
    private final Affine affine;

    private InstanceNorm(Builder options) {
        channels = options.channels;
        eps = options.eps;
        affine = Affine.of(this::parameter, Shape.of(channels), options.affine, options.affine);
    }

    /**
     * A layer with eps 1e-5, without weight and bias.
     *
     * @throws IllegalArgumentException if there are no channels
     */
    public static InstanceNorm of(int channels) {
        return builder(channels).build();
    }

    /**
     * For all other options.
     *
     * @throws IllegalArgumentException if there are no channels
     */
    public static Builder builder(int channels) {
        return new Builder(channels);
    }

    /** Options of an {@link InstanceNorm}, under PyTorch's names. */
    public static final class Builder {
        private final int channels;
        private double eps = 1e-5;
        private boolean affine;

        private Builder(int channels) {
            if (channels < 1) {
                throw new IllegalArgumentException("instanceNorm: needs at least one channel, got " + channels);
            }
            this.channels = channels;
        }

        /**
         * What is added to the variance; 1e-5 by default.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder eps(double value) {
            Check.notNegative("instanceNorm: eps", value);
            eps = value;
            return this;
        }

        /** Whether there is a weight and a bias; false by default. */
        public Builder affine(boolean learned) {
            affine = learned;
            return this;
        }

        /** The layer. */
        public InstanceNorm build() {
            return new InstanceNorm(this);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                shape.rank() >= 3 && shape.dim(1) == channels,
                "(n, " + channels + ", ...) with at least 3 axes",
                shape);
        require(shape.sizeOf(2, shape.rank()) > 1, "more than one value for each channel", shape);
        return affine.of(GroupNorm.normalised(x, channels, eps), Channels.along(1, channels, shape.rank()));
    }

    @Override
    protected String describe() {
        return "InstanceNorm(" + channels + " channels" + affine.describe(eps) + ")";
    }
}
