package org.autodiff.nn.optim;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Adam with decoupled weight decay: Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm
 * 2. The same as {@code adam.withDecoupledWeightDecay(weightDecay)}.
 *
 * @param adam the rule without the decay
 * @param weightDecay at least 0
 */
public record AdamW(Adam adam, double weightDecay) implements Rule {
    /**
     * The rule of both.
     *
     * @throws IllegalArgumentException if the decay is negative or not finite
     */
    public AdamW {
        Objects.requireNonNull(adam, "adamW: adam is null");
        Check.notNegative("adamW: weightDecay", weightDecay);
    }

    /**
     * The rule with Adam's numbers and a decay, in PyTorch's order.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdamW(double beta1, double beta2, double eps, double weightDecay) {
        this(new Adam(beta1, beta2, eps), weightDecay);
    }

    /** With a chosen decay. */
    public AdamW(double weightDecay) {
        this(new Adam(), weightDecay);
    }

    /** With PyTorch's decay, 0.01. */
    public AdamW() {
        this(0.01);
    }

    /** The same with other betas. */
    public AdamW betas(double beta1, double beta2) {
        return new AdamW(adam.betas(beta1, beta2), weightDecay);
    }

    /** The same with another eps. */
    public AdamW eps(double eps) {
        return new AdamW(adam.eps(eps), weightDecay);
    }

    /** The same with or without bias correction. */
    public AdamW biasCorrection(boolean biasCorrection) {
        return new AdamW(adam.biasCorrection(biasCorrection), weightDecay);
    }

    /** The same with or without AMSGrad. */
    public AdamW amsgrad(boolean amsgrad) {
        return new AdamW(adam.amsgrad(amsgrad), weightDecay);
    }

    /** The same with another decay. */
    public AdamW weightDecay(double weightDecay) {
        return new AdamW(adam, weightDecay);
    }

    @Override
    public RuleState start(Shape shape) {
        return adam.start(shape);
    }

    @Override
    public Step at(Tensor t, Tensor learningRate) {
        return adam.withDecoupledWeightDecay(weightDecay).at(t, learningRate);
    }
}
