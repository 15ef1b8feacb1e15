package org.autodiff.nn.norm;

import java.util.Objects;
import org.autodiff.Correction;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * Group normalisation (Wu and He, Group normalization, ECCV 2018): the channels are dealt, in order, to groups, and
 * each group of each sample gets mean 0 and variance 1 over its channels and all that stands behind them. Then a
 * learned scale and place for each channel:
 *
 * <pre>{@code
 * y = (x - mean) / sqrt(var + eps) * weight + bias
 * }</pre>
 *
 * <p>with the biased variance, as PyTorch. The same in training and evaluation. The argument is {@code (n, channels,
 * ...)}; parameters {@code weight} and {@code bias} of shape {@code (channels)}, which start at 1 and 0. With one group
 * it is a layer normalisation over whole samples, with as many as channels an {@link InstanceNorm}.
 */
public final class GroupNorm extends Layer {
    private final int groups;
    private final int channels;
    private final NormOptions options;
    private final Affine affine;

    private GroupNorm(int groups, int channels, NormOptions options) {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm: " + groups + " groups do not divide " + channels + " channels");
        }
        this.groups = groups;
        this.channels = channels;
        this.options = Objects.requireNonNull(options, "groupNorm: options are null");
        affine = Affine.of(this::parameter, Shape.of(channels), options.weight(), options.bias());
    }

    /** So many groups, with the default {@link NormOptions options}: eps 1e-5, with weight and bias. */
    public static GroupNorm of(int groups, int channels) {
        return of(groups, channels, new NormOptions());
    }

    /**
     * So many groups.
     *
     * @throws IllegalArgumentException if the groups do not divide the channels
     */
    public static GroupNorm of(int groups, int channels, NormOptions options) {
        return new GroupNorm(groups, channels, options);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(shape.rank() >= 2 && shape.dim(1) == channels, "(n, " + channels + ", ...)", shape);
        require(shape.sizeOf(2, shape.rank()) > 0, "(n, " + channels + ", ...), not empty", shape);
        return affine.of(normalised(x, groups, options.eps()), Channels.along(1, channels, shape.rank()));
    }

    /** The groups of each sample with mean 0 and variance 1. */
    static Tensor normalised(Tensor x, int groups, double eps) {
        Shape shape = x.shape();
        Tensor rows = x.reshape(Shape.of(shape.dim(0), groups, shape.sizeOf(1, shape.rank()) / groups));
        Tensor var = rows.var(Correction.NONE, true, -1);
        return rows.sub(rows.mean(true, -1)).mul(var.add(eps).rsqrt()).reshape(shape);
    }

    @Override
    protected String describe() {
        return "GroupNorm(" + groups + " groups of " + channels + " channels" + options.describe() + ")";
    }
}
