package org.autodiff.nn.norm;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.internal.Check;

/**
 * Group normalisation (Wu and He, Group normalization, ECCV 2018): the channels are divided into groups of neighbours,
 * and each group of each sample gets mean 0 and variance 1 over its channels and all axes after them, and then a
 * learned scale and shift for each channel:
 *
 * <pre>{@code
 * y = (x - mean) / sqrt(var + eps) * weight + bias
 * }</pre>
 *
 * <p>with the biased variance, as in PyTorch. Training and evaluation are the same. The argument is
 * {@code (n, channels, ...)}; parameters {@code weight} and {@code bias} of shape {@code (channels)}, which start at 1
 * and 0. With one group it is a layer normalisation over whole samples, with a group for each channel an
 * {@link InstanceNorm}. Groups of a single number are refused, as their value would always be 0.
 */
public final class GroupNorm extends Layer {
    private final int groups;
    private final int channels;
    private final double eps;
    private final Affine affine;

    private GroupNorm(Builder options) {
        groups = options.groups;
        channels = options.channels;
        eps = options.eps;
        affine = Affine.of(this::parameter, Shape.of(channels), options.affine, options.affine);
    }

    /**
     * A layer with eps 1e-5, weight and bias.
     *
     * @throws IllegalArgumentException if the groups do not divide the channels
     */
    public static GroupNorm of(int groups, int channels) {
        return builder(groups, channels).build();
    }

    /**
     * For all other options.
     *
     * @throws IllegalArgumentException if the groups do not divide the channels
     */
    public static Builder builder(int groups, int channels) {
        return new Builder(groups, channels);
    }

    /** Options of a {@link GroupNorm}, under PyTorch's names. */
    public static final class Builder {
        private final int groups;
        private final int channels;
        private double eps = 1e-5;
        private boolean affine = true;

        private Builder(int groups, int channels) {
            if (groups < 1 || channels < 1 || channels % groups != 0) {
                throw new IllegalArgumentException(
                        "groupNorm: " + groups + " groups do not divide " + channels + " channels");
            }
            this.groups = groups;
            this.channels = channels;
        }

        /**
         * What is added to the variance; 1e-5 by default.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder eps(double value) {
            Check.notNegative("groupNorm: eps", value);
            eps = value;
            return this;
        }

        /** Whether there is a weight and a bias; true by default. */
        public Builder affine(boolean learned) {
            affine = learned;
            return this;
        }

        /** The layer. */
        public GroupNorm build() {
            return new GroupNorm(this);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(shape.rank() >= 2 && shape.dim(1) == channels, "(n, " + channels + ", ...)", shape);
        int behind = shape.sizeOf(2, shape.rank());
        require(behind > 0, "(n, " + channels + ", ...), not empty", shape);
        require(behind > 1 || channels > groups, "more than one value for each group", shape);
        return affine.of(normalised(x, groups, eps), Channels.along(1, channels, shape.rank()));
    }

    /** Gives each group of each sample mean 0 and variance 1. */
    static Tensor normalised(Tensor x, int groups, double eps) {
        Shape shape = x.shape();
        Tensor rows = x.reshape(Shape.of(shape.dim(0), groups, shape.sizeOf(1, shape.rank()) / groups));
        return RootMeanSquare.of(rows.centre(-1), eps, -1).quotient().reshape(shape);
    }

    @Override
    protected String describe() {
        return "GroupNorm(" + groups + " groups of " + channels + " channels" + affine.describe(eps) + ")";
    }
}
