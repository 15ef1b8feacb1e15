package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * How an optimizer moves one parameter: a pure function, written in operations of tensors only. So a training step can
 * be differentiated like anything else, for example a validation loss after ten steps of Adam with respect to the
 * learning rate:
 *
 * <pre>{@code
 * Rule rule = new Adam();
 * UnaryOperator<Tensor> slope = Autodiff.grad(rate -> {
 *     Update now = new Update(w, rule.start(w.shape()));
 *     for (int i = 0; i < 10; i++) {
 *         Tensor gradient = Autodiff.grad(trainingLoss, now.parameter());
 *         now = rule.step(now.parameter(), gradient, now.state(), rate);
 *     }
 *     return validationLoss.apply(now.parameter());
 * });
 * }</pre>
 *
 * <p>Rules are immutable; the numbers in them are fixed. What changes from step to step, such as powers of a decay
 * rate, is a tensor in the {@link RuleState}. The learning rate is passed to each step because it changes during
 * training. An {@link Optimizer} applies a rule to the parameters of a model.
 *
 * <p>With the same options, the rules of this package give the numbers of PyTorch's optimizers, up to rounding.
 */
public interface Rule {
    /** The state before the first step, for a parameter of this shape. */
    RuleState start(Shape shape);

    /**
     * One step.
     *
     * @param parameter its value before the step
     * @param gradient of the loss with respect to it, in the same shape
     * @param state from {@link #start} or the step before
     * @param learningRate a scalar
     */
    Update step(Tensor parameter, Tensor gradient, RuleState state, Tensor learningRate);

    /** The learning rate that is used if none is given. */
    default double defaultLearningRate() {
        return 1e-3;
    }

    /**
     * This rule with weight decay as part of the gradient, which PyTorch calls {@code weight_decay} in all optimizers
     * but AdamW: see {@link WeightDecay}.
     *
     * @throws IllegalArgumentException if the decay is negative or not finite
     */
    default Rule withWeightDecay(double decay) {
        return new WeightDecay(this, decay);
    }

    /**
     * This rule with weight decay that is not part of the gradient, as in AdamW: see {@link DecoupledWeightDecay}.
     *
     * @throws IllegalArgumentException if the decay is negative or not finite
     */
    default Rule withDecoupledWeightDecay(double decay) {
        return new DecoupledWeightDecay(this, decay);
    }

    /** This rule as gradient ascent: see {@link Maximize}. */
    default Rule maximize() {
        return new Maximize(this);
    }
}
