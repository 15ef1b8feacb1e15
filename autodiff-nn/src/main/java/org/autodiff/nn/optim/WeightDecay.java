package org.autodiff.nn.optim;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Weight decay as part of the gradient: the rule sees {@code g + decay p}, the gradient of the loss with a penalty
 * {@code decay / 2 |p|^2}. With gradient descent this shrinks the parameter; a rule that divides by the size of past
 * gradients divides the decay too, unlike {@link DecoupledWeightDecay}.
 *
 * @param rule what moves the parameter
 * @param decay at least 0
 */
public record WeightDecay(Rule rule, double decay) implements Rule {
    /**
     * A rule with a decay.
     *
     * @throws IllegalArgumentException if the decay is negative or not finite
     */
    public WeightDecay {
        Objects.requireNonNull(rule, "weightDecay: rule is null");
        Check.notNegative("weightDecay: decay", decay);
    }

    @Override
    public RuleState start(Shape shape) {
        return rule.start(shape);
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Step step = rule.at(t, learningRate);
        return (parameter, gradient, state) -> step.apply(parameter, gradient.add(parameter.mul(decay)), state);
    }

    @Override
    public double defaultLearningRate() {
        return rule.defaultLearningRate();
    }
}
