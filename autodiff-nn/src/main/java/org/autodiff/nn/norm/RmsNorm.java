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

    private RmsNorm(Shape sizes, double eps, boolean weighted) {
        LastAxes.requireSizes("rmsNorm", sizes);
        Check.notNegative("rmsNorm: eps", eps);
        this.sizes = sizes;
        this.eps = eps;
        affine = Affine.of(this::parameter, sizes, weighted, false);
    }

    /**
     * Over the last axes, with a weight, and {@link #EPS}.
     *
     * @param sizes of the last axes; mostly one
     * @throws IllegalArgumentException if there are none, or one is not positive
     */
    public static RmsNorm of(int... sizes) {
        return of(Shape.of(sizes), EPS);
    }

    /**
     * Over the last axes, with a weight.
     *
     * @param eps added to the mean square, at least 0
     * @throws IllegalArgumentException if there are no sizes, one is not positive, or eps is negative or not finite
     */
    public static RmsNorm of(Shape sizes, double eps) {
        return new RmsNorm(sizes, eps, true);
    }

    /**
     * Over the last axes, without a weight.
     *
     * @param eps added to the mean square, at least 0
     * @throws IllegalArgumentException if there are no sizes, one is not positive, or eps is negative or not finite
     */
    public static RmsNorm withoutWeight(Shape sizes, double eps) {
        return new RmsNorm(sizes, eps, false);
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
