package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Gradient descent with momentum, in the classic form, where the velocity is a step:
 *
 * <pre>{@code
 * v <- mu v - rate g
 * p <- p + v                          or, with Nesterov's look ahead,  p <- p + mu v - rate g
 * }</pre>
 *
 * <p>While the rate is constant, parameters take the same path as with {@link Momentum}. When it changes, the velocity
 * here still contains the rates of the earlier steps. With Nesterov's look ahead, the parameter is the point ahead,
 * {@code p + mu v} of Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep
 * learning, ICML 2013, equations 3 and 4; as in Bengio, Boulanger-Lewandowski and Pascanu, Advances in optimizing
 * recurrent networks, 2013, section 3.5.
 *
 * @param mu the share of the velocity that is kept, at least 0; it diverges if this is 1 or more
 * @param nesterov whether to look ahead
 */
public record ClassicMomentum(double mu, boolean nesterov) implements Rule {
    private static final String VELOCITY = "velocity";

    /**
     * The rule with both options.
     *
     * @throws IllegalArgumentException if {@code mu} is negative or not finite
     */
    public ClassicMomentum {
        Check.notNegative("classicMomentum: mu", mu);
    }

    /** Without looking ahead. */
    public ClassicMomentum(double mu) {
        this(mu, false);
    }

    /** The same with or without Nesterov's look ahead. */
    public ClassicMomentum nesterov(boolean nesterov) {
        return new ClassicMomentum(mu, nesterov);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(VELOCITY, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        return (parameter, gradient, state) -> {
            Tensor downhill = gradient.mul(learningRate);
            Tensor velocity = state.get(VELOCITY).mul(mu).sub(downhill);
            Tensor move = nesterov ? velocity.mul(mu).sub(downhill) : velocity;
            return new Update(parameter.add(move), state.next(velocity));
        };
    }
}
