package org.autodiff.nn.optim;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Gradient ascent: the rule sees the negative gradient. Weight decay still shrinks parameters, whether it is added
 * before or after: {@code rule.maximize().withWeightDecay(0.1)} is the same as
 * {@code rule.withWeightDecay(0.1).maximize()}.
 *
 * @param rule what moves the parameter
 */
public record Maximize(Rule rule) implements Rule {
    /** The ascent of any rule. */
    public Maximize {
        Objects.requireNonNull(rule, "maximize: rule is null");
    }

    @Override
    public RuleState start(Shape shape) {
        return rule.start(shape);
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Step step = rule.at(t, learningRate);
        return (parameter, gradient, state) -> step.apply(parameter, gradient.neg(), state);
    }

    @Override
    public double defaultLearningRate() {
        return rule.defaultLearningRate();
    }

    /** The penalty is not maximised, so the decay goes inside. */
    @Override
    public Rule withWeightDecay(double decay) {
        return new Maximize(rule.withWeightDecay(decay));
    }
}
