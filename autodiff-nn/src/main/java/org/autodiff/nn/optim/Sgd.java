package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Gradient descent, {@code p <- p - rate g}; stochastic if the gradient is that of a mini-batch. */
public record Sgd() implements Rule {
    @Override
    public RuleState start(Shape shape) {
        return RuleState.empty();
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        return (parameter, gradient, state) -> new Update(parameter.sub(gradient.mul(learningRate)), state);
    }
}
