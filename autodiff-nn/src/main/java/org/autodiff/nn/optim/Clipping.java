package org.autodiff.nn.optim;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.PNorm;

/**
 * Limits gradients: a pure function of all gradients of a step, written in operations of tensors. An optimizer applies
 * its clipping before its rules:
 *
 * <pre>{@code
 * Optimizer optimizer = Optimizer.of(model, new Sgd(), 0.1).clip(Clipping.byGlobalNorm(1));
 * optimizer.step(loss.backward());
 * double norm = optimizer.gradientNorm().getAsDouble();
 * }</pre>
 *
 * <p>Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1.
 */
@FunctionalInterface
public interface Clipping {
    /** The clipped gradients, in the order of the argument. */
    Clipped apply(List<Tensor> gradients);

    /**
     * The outcome of clipping.
     *
     * @param gradients in the order and the shapes in which they came
     * @param norm of all of them together before they were clipped, a scalar; infinite or NaN if one of them is
     */
    record Clipped(List<Tensor> gradients, Tensor norm) {
        /** An outcome with a copy of the list. */
        public Clipped {
            gradients = List.copyOf(gradients);
        }
    }

    /**
     * Clamps every number to {@code [-limit, limit]}; PyTorch's {@code clip_grad_value_}. The norm is the largest
     * absolute value.
     *
     * @throws IllegalArgumentException if the limit is negative or not finite
     */
    static Clipping byValue(double limit) {
        Check.notNegative("clipping: limit", limit);
        return gradients -> new Clipped(
                gradients.stream().map(g -> g.clamp(-limit, limit)).toList(), Norms.total(gradients, PNorm.MAX));
    }

    /** Scales down the gradient of each parameter by its own 2-norm; see {@link #byNorm(double, PNorm)}. */
    static Clipping byNorm(double maxNorm) {
        return byNorm(maxNorm, PNorm.TWO);
    }

    /**
     * Scales down the gradient of each parameter by its own p-norm: {@code g min(1, maxNorm / (|g| + 1e-6))}.
     *
     * @param p at least 1; {@link PNorm#MAX} for the largest absolute value
     * @throws IllegalArgumentException if the largest norm is negative or not finite, or p is below 1
     */
    static Clipping byNorm(double maxNorm, PNorm p) {
        Norms.require(maxNorm, p);
        return gradients -> {
            List<Tensor> norms = Norms.each(gradients, p);
            return new Clipped(Norms.scaled(gradients, norms, maxNorm), Norms.ofNorms(norms, p));
        };
    }

    /** Scales down all gradients by the 2-norm of all of them together; see {@link #byGlobalNorm(double, PNorm)}. */
    static Clipping byGlobalNorm(double maxNorm) {
        return byGlobalNorm(maxNorm, PNorm.TWO);
    }

    /**
     * Scales down all gradients by the p-norm of all of them together, which keeps their direction:
     * {@code g min(1, maxNorm / (norm + 1e-6))}; PyTorch's {@code clip_grad_norm_}.
     *
     * @param p at least 1; {@link PNorm#MAX} for the largest absolute value
     * @throws IllegalArgumentException if the largest norm is negative or not finite, or p is below 1
     */
    static Clipping byGlobalNorm(double maxNorm, PNorm p) {
        Norms.require(maxNorm, p);
        return gradients -> {
            Tensor norm = Norms.total(gradients, p);
            Tensor share = Norms.share(norm, maxNorm);
            return new Clipped(gradients.stream().map(g -> g.mul(share)).toList(), norm);
        };
    }

    /**
     * The same, but a norm that is infinite or NaN throws an {@link IllegalArgumentException}, before any parameter has
     * moved. Otherwise such gradients are clipped and passed on like others.
     */
    default Clipping refusingNonFinite() {
        return gradients -> {
            Clipped clipped = apply(gradients);
            if (!Double.isFinite(clipped.norm().item())) {
                throw new IllegalArgumentException("clipping: the norm of the gradients must be finite, got "
                        + clipped.norm().item());
            }
            return clipped;
        };
    }
}
