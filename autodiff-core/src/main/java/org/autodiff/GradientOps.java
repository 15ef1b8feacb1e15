package org.autodiff;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.internal.custom.Passing;
import org.autodiff.internal.engine.Engine;

/**
 * Operations that leave a value as it is, and change the gradient on its way back. Their derivative is a choice of the
 * program, not what the values say: a numeric check of the derivative ({@code GradCheck}) will disagree with all but
 * {@link #onGradient} with a hook that only looks. To stop a gradient altogether, see {@link Tensor#detach()}.
 */
public sealed interface GradientOps permits Tensor {

    /**
     * The value of another tensor, with the gradient of this one: the straight-through estimator (Bengio et al. 2013).
     * What is constant almost everywhere - rounding, a sign, a sample - is used forward, and this tensor in its place
     * backward:
     *
     * <pre>{@code
     * Tensor quantised = x.straightThrough(x.round());        // d quantised / dx = 1
     * }</pre>
     *
     * <p>Both are of one shape. Forward mode likewise carries the tangent of this tensor, and second derivatives are
     * those of this tensor. The estimate is biased: where there is a smooth function to take instead (a softmax with a
     * temperature), try that first.
     *
     * @param value what the result is; it gets no gradient, neither does what it was computed from
     * @throws IllegalArgumentException if the shapes differ
     */
    default Tensor straightThrough(Tensor value) {
        Objects.requireNonNull(value, "straightThrough: the value is null");
        Tensor self = (Tensor) this;
        if (!value.shape().equals(self.shape())) {
            throw new IllegalArgumentException("straightThrough: the value has shape " + value.shape()
                    + ", the tensor that gets its gradient " + self.shape() + ": must be the same");
        }
        return Engine.apply(new Passing.StraightThrough(), self, value);
    }

    /**
     * The same value; the gradient is multiplied by a factor. It is as if the derivative were that factor, in forward
     * mode and at every order too: in a second derivative it counts twice. With 0 the gradient is zeros, which is not
     * the same as none: see {@link Tensor#detach()}.
     *
     * <p>Not a remedy for gradients that are too large: the optimizer's clipping looks at all of them together.
     *
     * @throws IllegalArgumentException if the factor is infinite or NaN
     */
    default Tensor scaleGradient(double factor) {
        if (!Double.isFinite(factor)) {
            throw new IllegalArgumentException("scaleGradient: the factor must be finite, got " + factor);
        }
        return Engine.apply(new Passing.ScaleGradient(factor), (Tensor) this);
    }

    /**
     * The same value; the gradient is multiplied by {@code -scale}: gradient reversal, for domain-adversarial training
     * (Ganin and Lempitsky 2015), where what lies below is to make worse what stands above.
     *
     * @throws IllegalArgumentException if the scale is infinite or NaN
     */
    default Tensor reverseGradient(double scale) {
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("reverseGradient: the scale must be finite, got " + scale);
        }
        return scaleGradient(-scale);
    }

    /**
     * The same value; on its way back, the gradient goes through a function, which may look at it or return another
     * one. Compute with the tensor that is returned here: a gradient that does not come through it does not meet the
     * hook.
     *
     * <pre>{@code
     * Tensor h = x.tanh().onGradient(g -> {
     *     System.out.println(g.norm());
     *     return g.clamp(-1, 1);
     * });
     * }</pre>
     *
     * <p>The hook is called once for each walk that comes by, with the sum of what arrives over all paths, on the
     * thread that walks; not at all where no gradient arrives. It may keep what it gets. What it computes in tensor
     * operations is differentiated in second derivatives; and a walk back for such a derivative calls it again. Forward
     * mode passes it unchanged, for there is no gradient to see: where the hook changes the gradient, {@code jvp} and
     * {@code vjp} therefore differ. In a batch (a mapped function) it is called for each example by itself.
     *
     * <p>Not for what {@code backward(h)} gives as well: the gradient of an intermediate result.
     *
     * @param hook returns a gradient of the same shape; what it throws, the walk throws
     * @throws IllegalStateException later, from the walk, if the hook returns null or another shape
     */
    default Tensor onGradient(UnaryOperator<Tensor> hook) {
        Objects.requireNonNull(hook, "onGradient: the hook is null");
        return Engine.apply(new Passing.GradientHook(hook), (Tensor) this);
    }
}
