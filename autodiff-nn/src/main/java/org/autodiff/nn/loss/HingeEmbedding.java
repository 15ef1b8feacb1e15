package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * For distances d of pairs that should be alike (target +1) or not (target -1): {@code d} for the former,
 * {@code max(0, margin - d)} for the latter; by default the mean over the elements. The target has no gradient. At a
 * distance of exactly the margin the derivative is -1, as in PyTorch.
 *
 * @param margin beyond which pairs that are not alike are left alone; finite, by default 1
 * @param reduction of the elements' losses
 */
public record HingeEmbedding(double margin, Reduction reduction) implements Loss {
    private static final String NAME = "hingeEmbedding";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if the margin is not finite
     */
    public HingeEmbedding {
        Check.finite(NAME + ": margin", margin);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with margin 1. */
    public HingeEmbedding() {
        this(1, Reduction.MEAN);
    }

    /** The same with another margin. */
    public HingeEmbedding margin(double margin) {
        return new HingeEmbedding(margin, reduction);
    }

    /** The same with another reduction. */
    public HingeEmbedding reduction(Reduction reduction) {
        return new HingeEmbedding(margin, reduction);
    }

    /**
     * The loss.
     *
     * @param prediction distances, of any shape
     * @param target of the same shape, +1 or -1
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a target is neither +1 nor -1, or the mean of no elements
     *     is asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.requireSigns(NAME, target);
        Tensor apart = Tensor.of(margin).sub(prediction).clampMin(0);
        return reduction.of(NAME, Tensor.where(target.greater(0), prediction, apart));
    }
}
