package org.autodiff.nn.norm;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.internal.Check;

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
    private final double eps;
    private final Affine affine;

    private LayerNorm(Builder options) {
        sizes = options.sizes;
        eps = options.eps;
        affine =
                Affine.of(this::parameter, sizes, options.elementwiseAffine, options.elementwiseAffine && options.bias);
    }

    /**
     * Over the last axes, with eps 1e-5, weight and bias.
     *
     * @param sizes of the last axes; mostly one
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static LayerNorm of(int... sizes) {
        return builder(sizes).build();
    }

    /**
     * Over the last axes, for all other options.
     *
     * @param sizes of the last axes; mostly one
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static Builder builder(int... sizes) {
        return new Builder(LastAxes.sizes("layerNorm", sizes));
    }

    /** Options of a {@link LayerNorm}, under PyTorch's names. */
    public static final class Builder {
        private final Shape sizes;
        private double eps = 1e-5;
        private boolean elementwiseAffine = true;
        private boolean bias = true;

        private Builder(Shape sizes) {
            this.sizes = sizes;
        }

        /**
         * What is added to the variance; 1e-5 by default.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder eps(double value) {
            Check.notNegative("layerNorm: eps", value);
            eps = value;
            return this;
        }

        /** Whether there is a weight, and a bias unless {@link #bias} says otherwise; true by default. */
        public Builder elementwiseAffine(boolean learned) {
            elementwiseAffine = learned;
            return this;
        }

        /** Whether there is a bias, if there is a weight; true by default. */
        public Builder bias(boolean learned) {
            bias = learned;
            return this;
        }

        /** The layer. */
        public LayerNorm build() {
            return new LayerNorm(this);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        require(LastAxes.are(sizes, x.shape()), LastAxes.expected(sizes), x.shape());
        require(sizes.size() > 1, "more than one value for each sample", x.shape());
        int[] axes = Channels.last(sizes.rank());
        return affine.of(RootMeanSquare.of(x.centre(axes), eps, axes).quotient(), sizes);
    }

    @Override
    protected String describe() {
        return "LayerNorm(" + LastAxes.text(sizes) + affine.describe(eps) + ")";
    }
}
