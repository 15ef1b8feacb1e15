package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * The cross-entropy of the distribution {@code p = softmax(logits / temperature)} relative to the target distribution
 * t: {@code -sum_c w_c t_c log p_c} for each sample, by default the mean over the samples. It takes raw scores, not
 * probabilities, so that it stays finite for scores of any size; without options the gradient with respect to the
 * logits of a sample is {@code p - t}.
 *
 * <p>The classes are the last axis; in PyTorch, whose options and means these are, they are axis 1.
 *
 * @param weight of the classes, of shape {@code (classes)}; by default 1 for all
 * @param ignoreIndex a label whose samples contribute nothing, whatever their logits are; by default -100
 * @param labelSmoothing s in [0, 1], by default 0: the targets become {@code (1 - s) t + s / classes}, the weights stay
 *     those of the classes (Szegedy and others, Rethinking the Inception architecture, 2016, section 7)
 * @param temperature T, finite and above 0, by default 1: p is {@code e^(c z) / sum e^(c z)} with {@code c = 1 / T};
 *     above 1 the probabilities are closer to each other. The loss is not multiplied by T or its square.
 * @param reduction of the samples' losses
 */
public record CrossEntropy(
        Optional<Tensor> weight, int ignoreIndex, double labelSmoothing, double temperature, Reduction reduction)
        implements Loss {
    /** The label that is ignored unless another one is chosen; as in PyTorch. */
    static final int IGNORED = -100;

    private static final String NAME = "crossEntropy";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if the label smoothing or the temperature is out of its range
     */
    public CrossEntropy {
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Check.between(NAME + ": labelSmoothing", labelSmoothing, 0, 1);
        Check.positive(NAME + ": temperature", temperature);
        Reduction.check(NAME, reduction);
    }

    /** The mean over the samples, without weights. */
    public CrossEntropy() {
        this(Optional.empty(), IGNORED, 0, 1, Reduction.MEAN);
    }

    /** The same with weights of the classes, of shape {@code (classes)}. */
    public CrossEntropy weight(Tensor weight) {
        return new CrossEntropy(
                Targets.given(NAME + ": weight", weight), ignoreIndex, labelSmoothing, temperature, reduction);
    }

    /** The same with another label that is ignored; it may be that of a class. */
    public CrossEntropy ignoreIndex(int label) {
        return new CrossEntropy(weight, label, labelSmoothing, temperature, reduction);
    }

    /** The same with targets mixed with this share of the uniform distribution. */
    public CrossEntropy labelSmoothing(double share) {
        return new CrossEntropy(weight, ignoreIndex, share, temperature, reduction);
    }

    /** The same with another temperature. */
    public CrossEntropy temperature(double temperature) {
        return new CrossEntropy(weight, ignoreIndex, labelSmoothing, temperature, reduction);
    }

    /** The same with another reduction. */
    public CrossEntropy reduction(Reduction reduction) {
        return new CrossEntropy(weight, ignoreIndex, labelSmoothing, temperature, reduction);
    }

    /**
     * The loss where each sample belongs to one class. {@link Reduction#MEAN} divides the sum by that of the weights of
     * the samples' classes; ignored samples have weight 0.
     *
     * @param logits of shape {@code (..., classes)}
     * @param labels of shape {@code (...)}, each in {@code [0, classes)} or ignored
     * @return a scalar, or with {@link Reduction#NONE} the shape of the labels
     * @throws IllegalArgumentException if the shapes do not fit, a label is neither a class nor ignored, or the mean of
     *     no samples is asked for
     */
    public Tensor apply(Tensor logits, Index labels) {
        requireClasses(logits);
        Labels checked = Labels.of(NAME, logits.shape(), labels, OptionalInt.of(ignoreIndex));
        Tensor log = logProbabilities(logits);
        Optional<Tensor> weights = checked.weights(weight);
        Tensor each = Targets.weigh(weights, checked.pick(log).neg());
        if (labelSmoothing > 0) {
            Tensor uniform = Targets.weigh(weight, log).mean(-1).neg();
            each = each.mul(1 - labelSmoothing)
                    .add(Targets.weigh(checked.kept(), uniform).mul(labelSmoothing));
        }
        return weights.isPresent() ? reduction.of(NAME, each, weights.get()) : reduction.of(NAME, each);
    }

    /**
     * The loss where the targets are distributions over the classes. A probability of 0 contributes 0, whatever the
     * logit. Whether the targets are positive and sum to 1 is not checked. {@link Reduction#MEAN} divides the sum by
     * the number of samples, also if the classes have weights.
     *
     * @param logits of shape {@code (..., classes)}
     * @param probabilities of the same shape
     * @return a scalar, or with {@link Reduction#NONE} the shape without the classes
     * @throws IllegalArgumentException if the shapes differ, a class is to be ignored, or the mean of no samples is
     *     asked for
     */
    @Override
    public Tensor apply(Tensor logits, Tensor probabilities) {
        Shape samples = requireClasses(logits);
        Objects.requireNonNull(probabilities, NAME + ": target is null");
        if (probabilities.shape().equals(samples)) {
            throw new IllegalArgumentException(
                    NAME + ": target of shape " + samples + " for logits of shape " + logits.shape()
                            + ": must be probabilities of the same shape; labels of classes are given as an Index");
        }
        Targets.requireSameShape(NAME, logits, probabilities);
        if (ignoreIndex >= 0) {
            throw new IllegalArgumentException(
                    NAME + ": ignoreIndex " + ignoreIndex + " needs labels of classes, got probabilities");
        }
        Tensor target = labelSmoothing == 0
                ? probabilities
                : probabilities
                        .mul(1 - labelSmoothing)
                        .add(labelSmoothing / logits.shape().dim(-1));
        // chain, not mul: a class that is masked by a logit of minus infinity has log 0, and 0 log 0 is 0
        Tensor each = Targets.weigh(weight, target).chain(logProbabilities(logits));
        return reduction.of(NAME, each.sum(-1).neg());
    }

    private Tensor logProbabilities(Tensor logits) {
        return (temperature == 1 ? logits : logits.div(temperature)).logSoftmax(-1);
    }

    private Shape requireClasses(Tensor logits) {
        Shape samples = Targets.withoutLast(NAME, "logits", logits, "classes");
        Targets.requireClassWeights(NAME, weight, logits.shape().dim(-1));
        return samples;
    }
}
