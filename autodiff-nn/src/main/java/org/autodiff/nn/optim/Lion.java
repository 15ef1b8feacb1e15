package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Lion: Chen, Liang, Huang and others, Symbolic discovery of optimization algorithms, NeurIPS 2023, algorithm 2.
 *
 * <pre>{@code
 * p <- p - rate sign(beta1 m + (1 - beta1) g)
 * m <- beta2 m + (1 - beta2) g
 * }</pre>
 *
 * <p>The paper's weight decay is {@link #withDecoupledWeightDecay}. Every number moves by the rate or not at all, so
 * choose a rate 3 to 10 times smaller than for Adam, and a decay as much larger. The sign has no derivative: an
 * unrolled step is differentiable only with respect to the rate and the parameter.
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 */
public record Lion(double beta1, double beta2) implements Rule {
    private static final String MEAN = "mean";

    /**
     * The rule with the given numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Lion {
        Check.fraction("lion: beta1", beta1);
        Check.fraction("lion: beta2", beta2);
    }

    /** With the numbers of the paper: 0.9 and 0.99. */
    public Lion() {
        this(0.9, 0.99);
    }

    /** The same with other betas. */
    public Lion betas(double beta1, double beta2) {
        return new Lion(beta1, beta2);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(MEAN, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        return (parameter, gradient, state) -> {
            Tensor mean = state.get(MEAN);
            Tensor direction = RuleMath.movingAverage(mean, gradient, beta1).sign();
            Tensor next = RuleMath.movingAverage(mean, gradient, beta2);
            return new Update(parameter.sub(direction.mul(learningRate)), state.next(next));
        };
    }

    @Override
    public double defaultLearningRate() {
        return 1e-4;
    }
}
