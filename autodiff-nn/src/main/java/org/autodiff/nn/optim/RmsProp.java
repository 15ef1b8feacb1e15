package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * RMSProp: Tieleman and Hinton, Neural networks for machine learning, lecture 6.5, 2012; centred: Graves, Generating
 * sequences with recurrent neural networks, 2013, equations 38 to 45, here with eps outside the root, as in PyTorch.
 *
 * <pre>{@code
 * s <- alpha s + (1 - alpha) g^2
 * m <- alpha m + (1 - alpha) g                only if centred
 * u <- g / (sqrt(s) + eps)                centred: g / (sqrt(s - m^2) + eps)
 * v <- momentum v + u
 * p <- p - rate v                             without momentum, v is u
 * }</pre>
 *
 * <p>Rounding may leave {@code s - m^2} just below 0, which then counts as 0; PyTorch gives NaN there.
 *
 * @param alpha the share of the averages that is kept, in [0, 1)
 * @param eps at least 0
 * @param momentum at least 0
 * @param centred whether to divide by the standard deviation of the gradients and not by their size
 */
public record RmsProp(double alpha, double eps, double momentum, boolean centred) implements Rule {
    private static final String SQUARE = "square";
    private static final String MEAN = "mean";
    private static final String VELOCITY = "velocity";

    /**
     * The rule with the given numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RmsProp {
        Check.fraction("rmsProp: alpha", alpha);
        Check.notNegative("rmsProp: eps", eps);
        Check.notNegative("rmsProp: momentum", momentum);
    }

    /** With PyTorch's numbers: alpha 0.99, eps 1e-8, no momentum, not centred. */
    public RmsProp() {
        this(0.99, 1e-8, 0, false);
    }

    /** The same with another alpha. */
    public RmsProp alpha(double alpha) {
        return new RmsProp(alpha, eps, momentum, centred);
    }

    /** The same with another eps. */
    public RmsProp eps(double eps) {
        return new RmsProp(alpha, eps, momentum, centred);
    }

    /** The same with another momentum. */
    public RmsProp momentum(double momentum) {
        return new RmsProp(alpha, eps, momentum, centred);
    }

    /** The same, centred or not. */
    public RmsProp centred(boolean centred) {
        return new RmsProp(alpha, eps, momentum, centred);
    }

    @Override
    public RuleState start(Shape shape) {
        RuleState state = RuleState.empty().with(SQUARE, Tensor.zeros(shape));
        if (centred) {
            state = state.with(MEAN, Tensor.zeros(shape));
        }
        return momentum == 0 ? state : state.with(VELOCITY, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        return (parameter, gradient, state) -> {
            Tensor square = RuleMath.movingAverage(state.get(SQUARE), gradient.square(), alpha);
            RuleState next = state.with(SQUARE, square);
            Tensor spread = square;
            if (centred) {
                Tensor mean = RuleMath.movingAverage(state.get(MEAN), gradient, alpha);
                next = next.with(MEAN, mean);
                spread = square.sub(mean.square()).clampMin(0);
            }
            Tensor direction = gradient.div(spread.sqrt().add(eps));
            if (momentum != 0) {
                direction = state.get(VELOCITY).mul(momentum).add(direction);
                next = next.with(VELOCITY, direction);
            }
            return new Update(parameter.sub(direction.mul(learningRate)), next);
        };
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }
}
