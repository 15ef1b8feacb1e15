package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Gradient descent with momentum, in PyTorch's form (SGD with momentum, no dampening):
 *
 * <pre>{@code
 * v <- mu v + g
 * p <- p - rate v                 or, with Nesterov's look ahead,  p <- p - rate (g + mu v)
 * }</pre>
 *
 * <p>The rate multiplies the velocity as it is used, so a change of the rate takes effect at once. Polyak, Some methods
 * of speeding up the convergence of iteration methods, 1964; Sutskever, Martens, Dahl and Hinton, On the importance of
 * initialization and momentum in deep learning, ICML 2013, section 2.
 *
 * @param mu the share of the velocity that is kept, at least 0; from 1 on it diverges
 * @param nesterov whether to look ahead
 */
public record Momentum(double mu, boolean nesterov) implements Rule {
    private static final String VELOCITY = "velocity";

    /**
     * With both choices.
     *
     * @throws IllegalArgumentException if {@code mu} is negative or not finite
     */
    public Momentum {
        Check.notNegative("momentum: mu", mu);
    }

    /** Without looking ahead. */
    public Momentum(double mu) {
        this(mu, false);
    }

    @Override
    public State start(Shape shape) {
        return State.empty().with(VELOCITY, Tensor.zeros(shape));
    }

    @Override
    public Update step(Tensor parameter, Tensor gradient, State state, Tensor learningRate) {
        Tensor velocity = state.get(VELOCITY).mul(mu).add(gradient);
        Tensor direction = nesterov ? velocity.mul(mu).add(gradient) : velocity;
        return new Update(parameter.sub(direction.mul(learningRate)), state.with(VELOCITY, velocity));
    }
}
