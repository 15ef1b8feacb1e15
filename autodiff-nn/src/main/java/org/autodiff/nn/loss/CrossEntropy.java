package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The cross-entropy of the distribution {@code softmax(logits)} relative to the target distribution t:
 * {@code -sum_c t_c log softmax(logits)_c} for each sample, by default the mean over the samples. The classes are the
 * last axis. It takes raw scores, not probabilities, so that it stays finite for scores of any size; the gradient with
 * respect to the logits of a sample is {@code softmax(logits) - t}.
 *
 * @param reduction of the samples' losses
 */
public record CrossEntropy(Reduction reduction) implements Loss {
    private static final String NAME = "crossEntropy";

    /** The mean over the samples. */
    public CrossEntropy() {
        this(Reduction.MEAN);
    }

    /**
     * The loss where each sample belongs to one class.
     *
     * @param logits of shape {@code (..., classes)}
     * @param labels of shape {@code (...)}, each in {@code [0, classes)}
     * @return a scalar, or with {@link Reduction#NONE} the shape of the labels
     * @throws IllegalArgumentException if the shapes do not fit, a label is not a class, or the mean of no samples is
     *     asked for
     */
    public Tensor apply(Tensor logits, Index labels) {
        Shape samples = samples(logits);
        Index chosen = Targets.positions(NAME, logits.shape(), labels);
        reduction.requireSome(NAME, samples);
        Tensor each = logits.logSoftmax(-1).reshape(-1).gatherRows(chosen).neg();
        return reduction.of(each);
    }

    /**
     * The loss where the targets are distributions over the classes. A probability of 0 contributes 0, whatever the
     * logit. The targets are taken as they are: whether they are positive and sum to 1 is not checked.
     *
     * @param logits of shape {@code (..., classes)}
     * @param probabilities of the same shape
     * @return a scalar, or with {@link Reduction#NONE} the shape without the classes
     * @throws IllegalArgumentException if the shapes differ, or the mean of no samples is asked for
     */
    @Override
    public Tensor apply(Tensor logits, Tensor probabilities) {
        Shape samples = samples(logits);
        if (probabilities.shape().equals(samples)) {
            throw new IllegalArgumentException(
                    NAME + ": target of shape " + samples + " for logits of shape " + logits.shape()
                            + ": must be probabilities of the same shape; labels of classes are given as an Index");
        }
        Targets.requireSameShape(NAME, logits, probabilities);
        reduction.requireSome(NAME, samples);
        // chain, not mul: a class that is masked by a logit of minus infinity has log 0, and 0 log 0 is 0
        Tensor each = probabilities.chain(logits.logSoftmax(-1)).sum(-1).neg();
        return reduction.of(each);
    }

    private static Shape samples(Tensor logits) {
        Shape shape = logits.shape();
        if (shape.isScalar() || shape.dim(-1) == 0) {
            throw new IllegalArgumentException(
                    NAME + ": logits need a last axis with the classes, at least one, got shape " + shape);
        }
        return shape.dropLast(1);
    }
}
