package org.autodiff.nn.optim;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Weight decay that is not part of the gradient: the parameter is multiplied by {@code 1 - rate decay}, and then moved
 * by the rule, which does not see the decay. Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019,
 * algorithm 2; as in PyTorch, the decay is multiplied by the learning rate.
 *
 * @param rule what moves the parameter
 * @param decay at least 0
 */
public record DecoupledWeightDecay(Rule rule, double decay) implements Rule {
    /**
     * A rule with a decay.
     *
     * @throws IllegalArgumentException if the decay is negative or not finite
     */
    public DecoupledWeightDecay {
        Objects.requireNonNull(rule, "decoupledWeightDecay: rule is null");
        Check.notNegative("decoupledWeightDecay: decay", decay);
    }

    @Override
    public RuleState start(Shape shape) {
        return rule.start(shape);
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        Step step = rule.at(t, learningRate);
        Tensor kept = RuleMath.oneMinus(learningRate.mul(decay));
        return (parameter, gradient, state) -> step.apply(parameter.mul(kept), gradient, state);
    }

    @Override
    public double defaultLearningRate() {
        return rule.defaultLearningRate();
    }
}
