package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The max-margin loss {@code max(0, margin + corrupt - score)}: the score of a true example should be above that of a
 * corrupted one by the margin (Collobert and Weston, A unified architecture for natural language processing, 2008). By
 * default the mean. Loss and derivatives are 0 where that is so. It is {@link MarginRanking} with all targets +1,
 * except for the derivatives of pairs whose scores differ by exactly the margin.
 *
 * @param margin finite, by default 1
 * @param reduction of the pairs' losses
 */
public record MaxMargin(double margin, Reduction reduction) {
    private static final String NAME = "maxMargin";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if the margin is not finite
     */
    public MaxMargin {
        Check.finite(NAME + ": margin", margin);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with margin 1. */
    public MaxMargin() {
        this(1, Reduction.MEAN);
    }

    /** The same with another margin. */
    public MaxMargin margin(double margin) {
        return new MaxMargin(margin, reduction);
    }

    /** The same with another reduction. */
    public MaxMargin reduction(Reduction reduction) {
        return new MaxMargin(margin, reduction);
    }

    /**
     * The loss.
     *
     * @param score of the true examples, of any shape
     * @param corrupt scores of the corrupted ones, of the same shape
     * @return a scalar, or with {@link Reduction#NONE} the shape of the scores
     * @throws IllegalArgumentException if the shapes differ, or the mean of no pairs is asked for
     */
    public Tensor apply(Tensor score, Tensor corrupt) {
        Targets.requireSameShape(NAME, "score", score, "corrupt", corrupt);
        return reduction.of(NAME, corrupt.sub(score).add(margin).relu());
    }
}
