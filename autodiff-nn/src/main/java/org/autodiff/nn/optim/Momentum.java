package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Gradient descent with momentum, in PyTorch's form:
 *
 * <pre>{@code
 * v <- mu v + (1 - dampening) g       in the first step  v <- g
 * p <- p - rate v                     or, with Nesterov's look ahead,  p <- p - rate (g + mu v)
 * }</pre>
 *
 * <p>The rate multiplies the velocity as it is used, so a change of the rate takes effect at once; in
 * {@link ClassicMomentum} it is part of the velocity. Polyak, Some methods of speeding up the convergence of iteration
 * methods, 1964; Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep
 * learning, ICML 2013, section 2.
 *
 * @param mu the share of the velocity that is kept, at least 0; from 1 on it diverges
 * @param dampening the share of a gradient that does not enter the velocity, in [0, 1]
 * @param nesterov whether to look ahead
 */
public record Momentum(double mu, double dampening, boolean nesterov) implements Rule {
    private static final String VELOCITY = "velocity";

    /**
     * With all choices.
     *
     * @throws IllegalArgumentException if a number is out of its range, dampening is combined with looking ahead, or
     *     either is asked for without momentum
     */
    public Momentum {
        Check.notNegative("momentum: mu", mu);
        Check.probability("momentum: dampening", dampening);
        if (nesterov && (mu == 0 || dampening != 0)) {
            throw new IllegalArgumentException(
                    "momentum: nesterov needs mu above 0 and no dampening, got mu " + mu + ", dampening " + dampening);
        }
        if (dampening != 0 && mu == 0) {
            throw new IllegalArgumentException("momentum: dampening needs mu above 0, got dampening " + dampening);
        }
    }

    /** Without dampening. */
    public Momentum(double mu, boolean nesterov) {
        this(mu, 0, nesterov);
    }

    /** Without dampening and without looking ahead. */
    public Momentum(double mu) {
        this(mu, 0, false);
    }

    /**
     * The same with another dampening.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public Momentum dampening(double dampening) {
        return new Momentum(mu, dampening, nesterov);
    }

    /**
     * The same, looking ahead or not.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public Momentum nesterov(boolean nesterov) {
        return new Momentum(mu, dampening, nesterov);
    }

    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty().with(VELOCITY, Tensor.zeros(shape));
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Tensor share = dampening == 0 ? null : RuleMath.oneMinus(t.greater(1).mul(dampening)); // of a gradient
        return (parameter, gradient, state) -> {
            Tensor entering = share == null ? gradient : gradient.mul(share);
            Tensor velocity = state.get(VELOCITY).mul(mu).add(entering);
            Tensor direction = nesterov ? velocity.mul(mu).add(gradient) : velocity;
            return new Update(parameter.sub(direction.mul(learningRate)), state.next(velocity));
        };
    }
}
