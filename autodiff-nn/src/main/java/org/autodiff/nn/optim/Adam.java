package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Adam: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1. In the step t = 1, 2, ...:
 *
 * <pre>{@code
 * m <- beta1 m + (1 - beta1) g                        the mean of the gradients, weighted towards the last
 * v <- beta2 v + (1 - beta2) g^2                      the mean of their squares
 * p <- p - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 * }</pre>
 *
 * <p>The divisors correct the bias that comes from m and v starting at 0; without bias correction they are 1. In the
 * first step every number with a gradient well above eps moves by the learning rate. AMSGrad replaces v in the last
 * line by the largest v so far: Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018, algorithm 2;
 * as in PyTorch, the largest is taken before the bias is corrected.
 *
 * <p>For weight decay see {@link AdamW}, or {@link #withWeightDecay}, which makes it part of the gradient.
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param eps at least 0; with 0, a gradient that is 0 from the start gives NaN
 * @param biasCorrection whether to correct the bias of the start at 0
 * @param amsgrad whether to divide by the largest v so far
 */
public record Adam(double beta1, double beta2, double eps, boolean biasCorrection, boolean amsgrad) implements Rule {
    private static final String MEAN = "mean";
    private static final String SQUARE = "square";
    private static final String LARGEST = "largestSquare";

    /**
     * The rule with all options.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adam {
        Check.fraction("adam: beta1", beta1);
        Check.fraction("adam: beta2", beta2);
        Check.notNegative("adam: eps", eps);
    }

    /** The rule with bias correction and without AMSGrad. */
    public Adam(double beta1, double beta2, double eps) {
        this(beta1, beta2, eps, true, false);
    }

    /** With the numbers of the paper: 0.9, 0.999 and 1e-8. */
    public Adam() {
        this(0.9, 0.999, 1e-8);
    }

    /** The same with other betas. */
    public Adam betas(double beta1, double beta2) {
        return new Adam(beta1, beta2, eps, biasCorrection, amsgrad);
    }

    /** The same with another eps. */
    public Adam eps(double eps) {
        return new Adam(beta1, beta2, eps, biasCorrection, amsgrad);
    }

    /** The same with or without bias correction. */
    public Adam biasCorrection(boolean biasCorrection) {
        return new Adam(beta1, beta2, eps, biasCorrection, amsgrad);
    }

    /** The same with or without AMSGrad. */
    public Adam amsgrad(boolean amsgrad) {
        return new Adam(beta1, beta2, eps, biasCorrection, amsgrad);
    }

    @Override
    public RuleState start(Shape shape) {
        RuleState state = RuleState.empty().with(MEAN, Tensor.zeros(shape)).with(SQUARE, Tensor.zeros(shape));
        return amsgrad ? state.with(LARGEST, Tensor.zeros(shape)) : state;
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        if (!biasCorrection) {
            return step(learningRate, Tensor.of(eps));
        }
        // sqrt(v) / c + eps = (sqrt(v) + c eps) / c, which saves a pass over all elements
        Tensor c = RuleMath.oneMinusPower(beta2, t).sqrt();
        return step(learningRate.mul(c).div(RuleMath.oneMinusPower(beta1, t)), c.mul(eps));
    }

    private Step step(Tensor rate, Tensor epsilons) {
        return (parameter, gradient, state) -> {
            Tensor mean = RuleMath.movingAverage(state.get(MEAN), gradient, beta1);
            Tensor square = RuleMath.movingAverage(state.get(SQUARE), gradient.square(), beta2);
            Tensor largest = amsgrad ? state.get(LARGEST).maximum(square) : square;
            Tensor move = mean.div(largest.sqrt().add(epsilons)).mul(rate);
            return new Update(
                    parameter.sub(move), amsgrad ? state.next(mean, square, largest) : state.next(mean, square));
        };
    }
}
