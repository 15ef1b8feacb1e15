package org.autodiff.nn.norm;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * Layer normalisation (Ba, Kiros and Hinton, Layer normalization, 2016): each sample gets mean 0 and variance 1 over
 * its last axes, and then a learned scale and shift for each of its numbers:
 *
 * <pre>{@code
 * y = (x - mean) / sqrt(var + eps) * weight + bias
 * }</pre>
 *
 * <p>with the biased variance, as in PyTorch. Training and evaluation are the same.
 * {@code (..., sizes) -> (..., sizes)}; parameters {@code weight} and {@code bias} of shape {@code sizes}, which start
 * at 1 and 0. Samples of a single number are refused, as their value would always be 0.
 */
public final class LayerNorm extends Layer {
    private final Shape sizes;
    private final NormOptions options;
    private final Affine affine;

    private LayerNorm(Shape sizes, NormOptions options) {
        LastAxes.requireSizes("layerNorm", sizes);
        this.sizes = sizes;
        this.options = Objects.requireNonNull(options, "layerNorm: options are null");
        affine = Affine.of(this::parameter, sizes, options.weight(), options.bias());
    }

    /**
     * Over the last axes, with the default {@link NormOptions options}: eps 1e-5, with weight and bias.
     *
     * @param sizes of the last axes; mostly one
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static LayerNorm of(int... sizes) {
        return of(Shape.of(sizes), new NormOptions());
    }

    /**
     * Over the last axes.
     *
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static LayerNorm of(Shape sizes, NormOptions options) {
        return new LayerNorm(sizes, options);
    }

    @Override
    protected Tensor forward(Tensor x) {
        require(LastAxes.are(sizes, x.shape()), LastAxes.expected(sizes), x.shape());
        require(sizes.size() > 1, "more than one value for each sample", x.shape());
        int[] axes = Channels.last(sizes.rank());
        return affine.of(RootMeanSquare.of(x.centre(axes), options.eps(), axes).quotient(), sizes);
    }

    @Override
    protected String describe() {
        return "LayerNorm(" + LastAxes.text(sizes) + options.describe() + ")";
    }
}
