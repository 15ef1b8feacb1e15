package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Rectified Adam: Liu, Jiang, He, Chen, Liu, Gao and Han, On the variance of the adaptive learning rate and beyond,
 * ICLR 2020, algorithm 2, with the threshold 5 of the authors' program and of PyTorch. In the step t = 1, 2, ...:
 *
 * <pre>{@code
 * m <- beta1 m + (1 - beta1) g
 * v <- beta2 v + (1 - beta2) g^2
 * R   = 2 / (1 - beta2) - 1
 * r   = R - 2 t beta2^t / (1 - beta2^t)               how many squares v is the mean of, in effect
 * r > 5:  c = sqrt((r - 4) (r - 2) R / ((R - 4) (R - 2) r))
 *         p <- p - rate c (m / (1 - beta1^t)) sqrt(1 - beta2^t) / (sqrt(v) + eps)
 * else:   p <- p - rate (m / (1 - beta1^t))
 * }</pre>
 *
 * <p>So the first steps are those of momentum, as there are too few squares yet to divide by their mean. With beta2 up
 * to 2/3, R never exceeds 5, and all steps are.
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param eps at least 0
 */
public record RAdam(double beta1, double beta2, double eps) implements Rule {
    private static final double ENOUGH = 5;

    private static final String MEAN = "mean";
    private static final String SQUARE = "square";

    /**
     * The rule with the given numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RAdam {
        Check.fraction("rAdam: beta1", beta1);
        Check.fraction("rAdam: beta2", beta2);
        Check.notNegative("rAdam: eps", eps);
    }

    /** With PyTorch's numbers: 0.9, 0.999 and 1e-8. */
    public RAdam() {
        this(0.9, 0.999, 1e-8);
    }

    /** The same with other betas. */
    public RAdam betas(double beta1, double beta2) {
        return new RAdam(beta1, beta2, eps);
    }

    /** The same with another eps. */
    public RAdam eps(double eps) {
        return new RAdam(beta1, beta2, eps);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(MEAN, Tensor.zeros(shape)).with(SQUARE, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Tensor corrected = RuleMath.oneMinusPower(beta2, t);
        double limit = 2 / (1 - beta2) - 1;
        Tensor length =
                t.mul(RuleMath.oneMinus(corrected)).mul(-2).div(corrected).add(limit);
        Tensor adaptive = length.greater(ENOUGH);
        // where the square root is of a negative number, it is not selected below
        Tensor rectified = length.sub(4)
                .mul(length.sub(2))
                .mul(limit / ((limit - 4) * (limit - 2)))
                .div(length)
                .mul(corrected)
                .sqrt();
        Tensor one = Tensor.of(1);
        Tensor rate = learningRate.mul(Tensor.where(adaptive, rectified, one)).div(RuleMath.oneMinusPower(beta1, t));
        return (parameter, gradient, state) -> {
            Tensor mean = RuleMath.movingAverage(state.get(MEAN), gradient, beta1);
            Tensor square = RuleMath.movingAverage(state.get(SQUARE), gradient.square(), beta2);
            Tensor size = Tensor.where(adaptive, square.sqrt().add(eps), one);
            return new Update(parameter.sub(mean.div(size).mul(rate)), state.next(mean, square));
        };
    }
}
