package org.autodiff.nn.norm;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.internal.Check;

/**
 * Root mean square normalisation (Zhang and Sennrich, Root mean square layer normalization, NeurIPS 2019): each sample
 * is divided by the root of the mean of its squares over its last axes, and then gets a learned scale for each of its
 * numbers:
 *
 * <pre>{@code
 * y = x / sqrt(mean(x^2) + eps) * weight
 * }</pre>
 *
 * <p>{@code (..., sizes) -> (..., sizes)}; parameter {@code weight} of shape {@code sizes}, which starts at 1. The
 * default of eps is {@link #EPS}, the machine epsilon, as in PyTorch; many published models have 1e-6 or 1e-5.
 */
public final class RmsNorm extends Layer {
    /** The distance from 1 to the next larger double, {@code 2^-52}. */
    public static final double EPS = 0x1p-52;

    private final Shape sizes;
    private final double eps;
    private final Affine affine;

    private RmsNorm(Builder options) {
        sizes = options.sizes;
        eps = options.eps;
        affine = Affine.of(this::parameter, sizes, options.elementwiseAffine, false);
    }

    /**
     * Over the last axes, with a weight, and {@link #EPS}.
     *
     * @param sizes of the last axes; mostly one
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static RmsNorm of(int... sizes) {
        return builder(sizes).build();
    }

    /**
     * Over the last axes, for all other options.
     *
     * @param sizes of the last axes; mostly one
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static Builder builder(int... sizes) {
        return new Builder(LastAxes.sizes("rmsNorm", sizes));
    }

    /** Options of an {@link RmsNorm}, under PyTorch's names. */
    public static final class Builder {
        private final Shape sizes;
        private double eps = EPS;
        private boolean elementwiseAffine = true;

        private Builder(Shape sizes) {
            this.sizes = sizes;
        }

        /**
         * What is added to the mean square; {@link RmsNorm#EPS} by default.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder eps(double value) {
            Check.notNegative("rmsNorm: eps", value);
            eps = value;
            return this;
        }

        /** Whether there is a weight; true by default. */
        public Builder elementwiseAffine(boolean learned) {
            elementwiseAffine = learned;
            return this;
        }

        /** The layer. */
        public RmsNorm build() {
            return new RmsNorm(this);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        require(LastAxes.are(sizes, x.shape()), LastAxes.expected(sizes), x.shape());
        return affine.of(RootMeanSquare.of(x, eps, Channels.last(sizes.rank())).quotient(), sizes);
    }

    @Override
    protected String describe() {
        return "RmsNorm(" + LastAxes.text(sizes) + (eps == EPS ? "" : ", eps " + eps)
                + (affine.weight() == null ? ", no weight)" : ")");
    }
}
