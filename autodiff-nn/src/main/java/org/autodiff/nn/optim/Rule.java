package org.autodiff.nn.optim;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * How an optimizer moves parameters: a pure function, written in operations of tensors only. So a training step can be
 * differentiated like anything else, for example a validation loss after ten steps of Adam with respect to the learning
 * rate:
 *
 * <pre>{@code
 * Rule rule = new Adam();
 * UnaryOperator<Tensor> slope = Autodiff.grad(rate -> {
 *     Update now = new Update(w, rule.start(w.shape()));
 *     for (int t = 1; t <= 10; t++) {
 *         Tensor gradient = Autodiff.grad(trainingLoss, now.parameter());
 *         now = rule.at(Tensor.of(t), rate).apply(now.parameter(), gradient, now.state());
 *     }
 *     return validationLoss.apply(now.parameter());
 * });
 * }</pre>
 *
 * <p>A step has two parts. {@link #at} computes what is the same for all parameters, such as the bias corrections of
 * Adam; the {@link Step} that it gives then moves each of them. A rule of one's own is as short as
 *
 * <pre>{@code
 * record SignDescent() implements Rule {
 *     public RuleState start(Shape shape) {
 *         return RuleState.empty();
 *     }
 *
 *     public Step at(Tensor t, Tensor learningRate) {
 *         return (parameter, gradient, state) ->
 *                 new Update(parameter.sub(gradient.sign().mul(learningRate)), state);
 *     }
 * }
 * }</pre>
 *
 * <p>Rules are immutable; the numbers in them are fixed. The number of the step and the learning rate are tensors, so
 * that a recorded step can be replayed with those of now: do not take numbers out of them. An {@link Optimizer} applies
 * a rule to the parameters of a model. It need not call the rule in each step: one of elementwise operations it knows
 * after two ({@link org.autodiff.InPlace}). So what changes from step to step must be in the arguments.
 *
 * <p>With the same options, the rules of this package give the numbers of PyTorch's optimizers, up to rounding.
 */
public interface Rule {
    /** The state before the first step, for a parameter of this shape. */
    RuleState start(Shape shape);

    /**
     * The rule in one step, for all parameters that have made as many steps as each other.
     *
     * @param t the number of the step, a scalar: 1 for the first
     * @param learningRate a scalar
     */
    Step at(Tensor t, Tensor learningRate);

    /** A rule in one step. */
    @FunctionalInterface
    interface Step {
        /**
         * Moves one parameter.
         *
         * @param parameter its value before the step
         * @param gradient of the loss with respect to it, in the same shape
         * @param state from {@link Rule#start} or the step before
         */
        Update apply(Tensor parameter, Tensor gradient, RuleState state);
    }

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
