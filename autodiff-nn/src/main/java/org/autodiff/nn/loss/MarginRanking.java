package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * For pairs of scores of which the first should be higher (target +1) or the second (target -1):
 * {@code max(0, margin - t (first - second))}, by default the mean. Where that is exactly 0 the derivative is that of
 * the active side, as in PyTorch.
 *
 * @param margin finite, by default 0
 * @param reduction of the pairs' losses
 */
public record MarginRanking(double margin, Reduction reduction) {
    private static final String NAME = "marginRanking";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if the margin is not finite
     */
    public MarginRanking {
        Check.finite(NAME + ": margin", margin);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with margin 0. */
    public MarginRanking() {
        this(0, Reduction.MEAN);
    }

    /** The same with another margin. */
    public MarginRanking margin(double margin) {
        return new MarginRanking(margin, reduction);
    }

    /** The same with another reduction. */
    public MarginRanking reduction(Reduction reduction) {
        return new MarginRanking(margin, reduction);
    }

    /**
     * The loss.
     *
     * @param first scores of any shape
     * @param second scores of the same shape
     * @param target of the same shape, +1 or -1
     * @return a scalar, or with {@link Reduction#NONE} the shape of the scores
     * @throws IllegalArgumentException if the shapes differ, a target is neither +1 nor -1, or the mean of no pairs is
     *     asked for
     */
    public Tensor apply(Tensor first, Tensor second, Tensor target) {
        Targets.requireSameShape(NAME, "first", first, "second", second);
        Targets.requireSameShape(NAME, "first", first, "target", target);
        Targets.requireSigns(NAME, target);
        Tensor each = Tensor.of(margin).sub(target.mul(first.sub(second))).clampMin(0);
        return reduction.of(NAME, each);
    }
}
