package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The negative log-likelihood of labels: {@code -w_y x_y} for a sample of class y with log-probabilities x, such as
 * {@code logits.logSoftmax(-1)}. {@link CrossEntropy} does both at once.
 *
 * <p>The classes are the last axis (PyTorch: axis 1). {@link Reduction#MEAN} divides the sum by that of the weights of
 * the samples' classes, as PyTorch does; ignored samples have weight 0.
 *
 * @param weight of the classes, of shape {@code (classes)}; by default 1 for all
 * @param ignoreIndex a label whose samples contribute nothing, whatever their log-probabilities are; by default -100
 * @param reduction of the samples' losses
 */
public record Nll(Optional<Tensor> weight, int ignoreIndex, Reduction reduction) {
    private static final String NAME = "nll";

    /** With chosen options. */
    public Nll {
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, without weights. */
    public Nll() {
        this(Optional.empty(), CrossEntropy.IGNORED, Reduction.MEAN);
    }

    /** The same with weights of the classes, of shape {@code (classes)}. */
    public Nll weight(Tensor weight) {
        return new Nll(Targets.given(NAME + ": weight", weight), ignoreIndex, reduction);
    }

    /** The same with another label that is ignored; it may be that of a class. */
    public Nll ignoreIndex(int label) {
        return new Nll(weight, label, reduction);
    }

    /** The same with another reduction. */
    public Nll reduction(Reduction reduction) {
        return new Nll(weight, ignoreIndex, reduction);
    }

    /**
     * The loss. Whether these are logarithms of probabilities is not checked.
     *
     * @param logProbabilities of shape {@code (..., classes)}
     * @param labels of shape {@code (...)}, each in {@code [0, classes)} or ignored
     * @return a scalar, or with {@link Reduction#NONE} the shape of the labels
     * @throws IllegalArgumentException if the shapes do not fit, a label is neither a class nor ignored, or the mean of
     *     no samples is asked for
     */
    public Tensor apply(Tensor logProbabilities, Index labels) {
        Targets.withoutLast(NAME, "log-probabilities", logProbabilities, "classes");
        Shape shape = logProbabilities.shape();
        Targets.requireClassWeights(NAME, weight, shape.dim(-1));
        Labels checked = Labels.of(NAME, shape, labels, OptionalInt.of(ignoreIndex));
        Optional<Tensor> weights = checked.weights(weight);
        Tensor each = Targets.weigh(weights, checked.pick(logProbabilities).neg());
        return weights.isPresent() ? reduction.of(NAME, each, weights.get()) : reduction.of(NAME, each);
    }
}
