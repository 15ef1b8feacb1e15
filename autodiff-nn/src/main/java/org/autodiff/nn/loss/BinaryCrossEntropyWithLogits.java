package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import org.autodiff.Tensor;

/**
 * The cross-entropy of two classes, from raw scores: for each element, with {@code p = sigmoid(x)},
 * {@code -w (v t log p + (1 - t) log(1 - p))}, by default the mean. Finite for finite scores of any size; the gradient
 * with respect to x, without weights, is {@code p - t}.
 *
 * @param weight w of the elements, of a shape that broadcasts to them; by default 1. The mean is still divided by the
 *     number of elements.
 * @param posWeight v, of a shape that broadcasts to the elements, usually one number for each class; by default 1.
 *     Above 1 it gives the positive targets more weight: more recall, less precision.
 * @param reduction of the elements' losses
 */
public record BinaryCrossEntropyWithLogits(Optional<Tensor> weight, Optional<Tensor> posWeight, Reduction reduction)
        implements Loss {
    private static final String NAME = "binaryCrossEntropyWithLogits";

    /** With chosen options. */
    public BinaryCrossEntropyWithLogits {
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Objects.requireNonNull(posWeight, NAME + ": posWeight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, without weights. */
    public BinaryCrossEntropyWithLogits() {
        this(Optional.empty(), Optional.empty(), Reduction.MEAN);
    }

    /** The same with weights of the elements. */
    public BinaryCrossEntropyWithLogits weight(Tensor weight) {
        return new BinaryCrossEntropyWithLogits(Targets.given(NAME + ": weight", weight), posWeight, reduction);
    }

    /** The same with weights of the positive targets. */
    public BinaryCrossEntropyWithLogits posWeight(Tensor posWeight) {
        return new BinaryCrossEntropyWithLogits(weight, Targets.given(NAME + ": posWeight", posWeight), reduction);
    }

    /** The same with another reduction. */
    public BinaryCrossEntropyWithLogits reduction(Reduction reduction) {
        return new BinaryCrossEntropyWithLogits(weight, posWeight, reduction);
    }

    /**
     * The loss.
     *
     * @param prediction scores of any shape
     * @param target of the same shape, in [0, 1]
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a target is not in [0, 1], or the mean of no elements is
     *     asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.requireBroadcasts(NAME, "weight", weight, prediction.shape());
        Targets.requireBroadcasts(NAME, "posWeight", posWeight, prediction.shape());
        Targets.requireProbabilities(NAME, "target", target);
        Tensor each = losses(prediction, target, posWeight);
        return reduction.of(NAME, Targets.weigh(weight, each));
    }

    /** Two terms that are both positive: nothing cancels. chain, since 0 log 0 is 0 for infinite scores too. */
    static Tensor losses(Tensor scores, Tensor target, Optional<Tensor> posWeight) {
        Tensor positive = posWeight.map(target::mul).orElse(target);
        Tensor negative = target.neg().add(1);
        return positive.chain(scores.neg().softplus()).add(negative.chain(scores.softplus()));
    }
}
