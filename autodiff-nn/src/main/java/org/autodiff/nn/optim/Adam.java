package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Adam: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.
 *
 * <pre>{@code
 * m <- beta1 m + (1 - beta1) g                        the mean of the gradients, weighted towards the last
 * v <- beta2 v + (1 - beta2) g^2                      the mean of their squares
 * p <- p - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * }</pre>
 *
 * <p>The divisors make up for m and v starting at 0. In the first step every number with a gradient well above epsilon
 * moves by the learning rate.
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon at least 0
 */
public record Adam(double beta1, double beta2, double epsilon) implements Rule {
    private static final String MEAN = "mean";
    private static final String SQUARE = "square";

    /** beta^t is carried along as a product, which needs no power function and is exact at t = 1. */
    private static final String POWER_1 = "beta1Power";

    private static final String POWER_2 = "beta2Power";

    /**
     * With chosen numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Adam {
        Check.fraction("adam: beta1", beta1);
        Check.fraction("adam: beta2", beta2);
        Check.notNegative("adam: epsilon", epsilon);
    }

    /** With the numbers of the paper: 0.9, 0.999 and 1e-8. */
    public Adam() {
        this(0.9, 0.999, 1e-8);
    }

    @Override
    public State start(Shape shape) {
        return State.empty()
                .with(MEAN, Tensor.zeros(shape))
                .with(SQUARE, Tensor.zeros(shape))
                .with(POWER_1, Tensor.of(1))
                .with(POWER_2, Tensor.of(1));
    }

    @Override
    public Update step(Tensor parameter, Tensor gradient, State state, Tensor learningRate) {
        Tensor mean = state.get(MEAN).mul(beta1).add(gradient.mul(1 - beta1));
        Tensor square = state.get(SQUARE).mul(beta2).add(gradient.square().mul(1 - beta2));
        Tensor power1 = state.get(POWER_1).mul(beta1);
        Tensor power2 = state.get(POWER_2).mul(beta2);
        Tensor size = square.div(oneMinus(power2)).sqrt().add(epsilon);
        Tensor rate = learningRate.div(oneMinus(power1));
        State next = state.with(MEAN, mean)
                .with(SQUARE, square)
                .with(POWER_1, power1)
                .with(POWER_2, power2);
        return new Update(parameter.sub(mean.div(size).mul(rate)), next);
    }

    private static Tensor oneMinus(Tensor x) {
        return Tensor.of(1).sub(x);
    }
}
