package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The negative log-likelihood of counts t by a Poisson distribution: for each element, without terms of t alone,
 *
 * <pre>{@code
 * e^x - t x               if the prediction x is the logarithm of the rate
 * x - t log(x + eps)      if it is the rate
 * }</pre>
 *
 * by default the mean. The full loss also has {@code log t!} by Stirling's formula,
 * {@code t log t - t + log(2 pi t) / 2}, where {@code t > 1}, and 0 elsewhere.
 *
 * @param logInput whether the prediction is the logarithm of the rate; by default so
 * @param full whether Stirling's term is added; by default not
 * @param eps finite, at least 0, read if the prediction is the rate; by default 1e-8
 * @param reduction of the elements' losses
 */
public record PoissonNll(boolean logInput, boolean full, double eps, Reduction reduction) implements Loss {
    private static final String NAME = "poissonNll";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if eps is not finite and at least 0
     */
    public PoissonNll {
        Check.notNegative(NAME + ": eps", eps);
        Reduction.check(NAME, reduction);
    }

    /** The mean, of logarithms of rates, without Stirling's term, eps 1e-8. */
    public PoissonNll() {
        this(true, false, 1e-8, Reduction.MEAN);
    }

    /** The same for logarithms of rates, or for rates. */
    public PoissonNll logInput(boolean logInput) {
        return new PoissonNll(logInput, full, eps, reduction);
    }

    /** The same with or without Stirling's term. */
    public PoissonNll full(boolean full) {
        return new PoissonNll(logInput, full, eps, reduction);
    }

    /** The same with another eps. */
    public PoissonNll eps(double eps) {
        return new PoissonNll(logInput, full, eps, reduction);
    }

    /** The same with another reduction. */
    public PoissonNll reduction(Reduction reduction) {
        return new PoissonNll(logInput, full, eps, reduction);
    }

    /**
     * The loss.
     *
     * @param prediction logarithms of rates, or rates, of any shape. A rate below {@code -eps} gives NaN.
     * @param target of the same shape, at least 0
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a target is negative or NaN, or the mean of no elements is
     *     asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.requireNotNegative(NAME, "target", target);
        // chain: at rate 0, whose logarithm is minus infinity, a count of 0 has the loss 0
        Tensor each = logInput
                ? prediction.exp().sub(target.chain(prediction))
                : prediction.sub(target.chain(prediction.add(eps).log()));
        return reduction.of(NAME, full ? each.add(stirling(target)) : each);
    }

    private static Tensor stirling(Tensor t) {
        Tensor term = t.mul(t.log()).sub(t).add(t.mul(2 * Math.PI).log().mul(0.5));
        return term.maskedFill(t.lessEqual(1), 0);
    }
}
