package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * AdaDelta: Zeiler, ADADELTA: an adaptive learning rate method, 2012, algorithm 1. The method of the paper has no
 * learning rate, which corresponds to 1.
 *
 * <pre>{@code
 * s <- rho s + (1 - rho) g^2
 * d <- sqrt(a + eps) / sqrt(s + eps) g
 * a <- rho a + (1 - rho) d^2
 * p <- p - rate d
 * }</pre>
 *
 * @param rho the share of the averages that is kept, in [0, 1]
 * @param eps at least 0; with 0 parameters never start to move
 */
public record AdaDelta(double rho, double eps) implements Rule {
    private static final String SQUARE = "square";
    private static final String DELTA = "delta";

    /**
     * The rule with the given numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdaDelta {
        Check.probability("adaDelta: rho", rho);
        Check.notNegative("adaDelta: eps", eps);
    }

    /** With PyTorch's numbers: 0.9 and 1e-6. */
    public AdaDelta() {
        this(0.9, 1e-6);
    }

    /** The same with another rho. */
    public AdaDelta rho(double rho) {
        return new AdaDelta(rho, eps);
    }

    /** The same with another eps. */
    public AdaDelta eps(double eps) {
        return new AdaDelta(rho, eps);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(SQUARE, Tensor.zeros(shape)).with(DELTA, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        return (parameter, gradient, state) -> {
            Tensor square = RuleMath.movingAverage(state.get(SQUARE), gradient.square(), rho);
            Tensor past = state.get(DELTA);
            Tensor delta = past.add(eps).div(square.add(eps)).sqrt().mul(gradient);
            Tensor sizes = RuleMath.movingAverage(past, delta.square(), rho);
            return new Update(parameter.sub(delta.mul(learningRate)), state.next(square, sizes));
        };
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }
}
