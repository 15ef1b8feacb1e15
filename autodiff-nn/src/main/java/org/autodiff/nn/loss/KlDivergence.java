package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The Kullback-Leibler divergence {@code sum t log(t / p)} of a predicted distribution p from the target distribution
 * t, where p comes as its logarithm, such as {@code logits.logSoftmax(-1)}. As in PyTorch the losses are those of the
 * elements, {@code t (log t - prediction)}: {@link Reduction#MEAN}, the default, divides by the number of elements,
 * while {@link Reduction#BATCH_MEAN} gives the mean of the samples' divergences.
 *
 * @param logTarget whether the target comes as its logarithm too; by default not
 * @param reduction of the elements' losses
 */
public record KlDivergence(boolean logTarget, Reduction reduction) implements Loss {
    private static final String NAME = "klDivergence";

    /** With chosen options. */
    public KlDivergence {
        Reduction.check(NAME, reduction);
    }

    /** The mean over all elements, with targets that are probabilities. */
    public KlDivergence() {
        this(false, Reduction.MEAN);
    }

    /** The same with targets that are logarithms of probabilities, or probabilities. */
    public KlDivergence logTarget(boolean logTarget) {
        return new KlDivergence(logTarget, reduction);
    }

    /** The same with another reduction. */
    public KlDivergence reduction(Reduction reduction) {
        return new KlDivergence(logTarget, reduction);
    }

    /**
     * The loss. A target probability of 0 contributes 0. Whether probabilities sum to 1 is not checked.
     *
     * @param prediction logarithms of probabilities, of any shape
     * @param target of the same shape: probabilities, at least 0, or their logarithms
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a probability is negative or NaN, or the mean of no
     *     elements is asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        if (logTarget) {
            return reduction.of(NAME, target.exp().chain(target.sub(prediction)));
        }
        Targets.requireNotNegative(NAME, "target", target);
        return reduction.of(NAME, target.chain(target.log().sub(prediction)));
    }
}
