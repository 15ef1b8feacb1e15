package org.autodiff.nn.loss;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * The negative log-likelihood of targets t by normal distributions whose mean m and variance v are predicted: for each
 * element {@code (log v + (m - t)^2 / v) / 2}, by default the mean (Nix and Weigend, Estimating the mean and variance
 * of the target probability distribution, 1994). The full loss also has the constant {@code log(2 pi) / 2}.
 *
 * <p>Variances below eps are raised to it. As in PyTorch, the derivative with respect to such a variance is that at
 * eps, and not 0, so that it can grow again.
 *
 * @param full whether the constant is added; by default not
 * @param eps the smallest variance, finite, above 0; by default 1e-6
 * @param reduction of the elements' losses
 */
public record GaussianNll(boolean full, double eps, Reduction reduction) {
    private static final String NAME = "gaussianNll";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if eps is not finite and above 0
     */
    public GaussianNll {
        Check.positive(NAME + ": eps", eps);
        Reduction.check(NAME, reduction);
    }

    /** The mean, without the constant, eps 1e-6. */
    public GaussianNll() {
        this(false, 1e-6, Reduction.MEAN);
    }

    /** The same with or without the constant. */
    public GaussianNll full(boolean full) {
        return new GaussianNll(full, eps, reduction);
    }

    /** The same with another smallest variance. */
    public GaussianNll eps(double eps) {
        return new GaussianNll(full, eps, reduction);
    }

    /** The same with another reduction. */
    public GaussianNll reduction(Reduction reduction) {
        return new GaussianNll(full, eps, reduction);
    }

    /**
     * The loss.
     *
     * @param mean of any shape
     * @param target of the same shape
     * @param variance of the same shape, or with axes of size 1 where it is the same for several elements; at least 0
     * @return a scalar, or with {@link Reduction#NONE} the shape of the mean
     * @throws IllegalArgumentException if the shapes do not fit, a variance is negative or NaN, or the mean of no
     *     elements is asked for
     */
    public Tensor apply(Tensor mean, Tensor target, Tensor variance) {
        Targets.requireSameShape(NAME, "mean", mean, "target", target);
        Objects.requireNonNull(variance, NAME + ": variance is null");
        Shape shape = mean.shape();
        if (variance.rank() != shape.rank() || !variance.shape().broadcastsTo(shape)) {
            throw new IllegalArgumentException(NAME + ": variance of shape " + variance.shape() + " for means of shape "
                    + shape + ": must be the same, or 1 at some axes");
        }
        Targets.requireNotNegative(NAME, "variance", variance);
        Tensor v = raised(variance);
        Tensor each = v.log().add(mean.sub(target).square().div(v)).mul(0.5);
        return reduction.of(NAME, full ? each.add(0.5 * Math.log(2 * Math.PI)) : each);
    }

    /** max(v, eps) with derivative 1 everywhere: the difference from v is added as a constant. */
    private Tensor raised(Tensor v) {
        Tensor small = v.less(eps);
        Tensor missing = Tensor.of(eps).sub(v).detach();
        return v.add(missing.maskedFill(small.not(), 0));
    }
}
