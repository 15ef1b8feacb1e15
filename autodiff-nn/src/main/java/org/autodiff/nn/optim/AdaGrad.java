package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * AdaGrad: Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic optimization, JMLR
 * 2011, figure 1, with diagonal matrices. In the step t = 1, 2, ...:
 *
 * <pre>{@code
 * s <- s + g^2
 * p <- p - rate / (1 + (t - 1) rateDecay) g / (sqrt(s) + eps)
 * }</pre>
 *
 * @param rateDecay how fast the rate falls in addition, at least 0
 * @param initial the first value of s, at least 0
 * @param eps at least 0
 */
public record AdaGrad(double rateDecay, double initial, double eps) implements Rule {
    private static final String SUM = "sum";

    /**
     * The rule with the given numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdaGrad {
        Check.notNegative("adaGrad: rateDecay", rateDecay);
        Check.notNegative("adaGrad: initial", initial);
        Check.notNegative("adaGrad: eps", eps);
    }

    /** With PyTorch's numbers: 0, 0 and 1e-10. */
    public AdaGrad() {
        this(0, 0, 1e-10);
    }

    /** The same with another rate decay. */
    public AdaGrad rateDecay(double rateDecay) {
        return new AdaGrad(rateDecay, initial, eps);
    }

    /** The same with another first value of the sum. */
    public AdaGrad initial(double initial) {
        return new AdaGrad(rateDecay, initial, eps);
    }

    /** The same with another eps. */
    public AdaGrad eps(double eps) {
        return new AdaGrad(rateDecay, initial, eps);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(SUM, Tensor.full(shape, initial));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Tensor rate = rateDecay == 0
                ? learningRate
                : learningRate.div(t.sub(1).mul(rateDecay).add(1));
        return (parameter, gradient, state) -> {
            Tensor sum = state.get(SUM).add(gradient.square());
            Tensor move = gradient.div(sum.sqrt().add(eps));
            return new Update(parameter.sub(move.mul(rate)), state.next(sum));
        };
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }
}
