package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Adam with the infinity norm: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 2, with
 * an eps as in PyTorch. In the step t = 1, 2, ...:
 *
 * <pre>{@code
 * m <- beta1 m + (1 - beta1) g
 * u <- max(beta2 u, |g| + eps)
 * p <- p - rate / (1 - beta1^t) m / u
 * }</pre>
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param eps at least 0; with 0, a gradient that is 0 from the start gives NaN
 */
public record Adamax(double beta1, double beta2, double eps) implements Rule {
    private static final String MEAN = "mean";
    private static final String LARGEST = "largest";

    /**
     * The rule with the given numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Adamax {
        Check.fraction("adamax: beta1", beta1);
        Check.fraction("adamax: beta2", beta2);
        Check.notNegative("adamax: eps", eps);
    }

    /** With PyTorch's numbers: 0.9, 0.999 and 1e-8. */
    public Adamax() {
        this(0.9, 0.999, 1e-8);
    }

    /** The same with other betas. */
    public Adamax betas(double beta1, double beta2) {
        return new Adamax(beta1, beta2, eps);
    }

    /** The same with another eps. */
    public Adamax eps(double eps) {
        return new Adamax(beta1, beta2, eps);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(MEAN, Tensor.zeros(shape)).with(LARGEST, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Tensor rate = learningRate.div(RuleMath.oneMinusPower(beta1, t));
        return (parameter, gradient, state) -> {
            Tensor mean = RuleMath.movingAverage(state.get(MEAN), gradient, beta1);
            Tensor largest =
                    state.get(LARGEST).mul(beta2).maximum(gradient.abs().add(eps));
            return new Update(parameter.sub(mean.div(largest).mul(rate)), state.next(mean, largest));
        };
    }

    @Override
    public double defaultLearningRate() {
        return 2e-3;
    }
}
