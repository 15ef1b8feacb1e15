package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import org.autodiff.Tensor;

/**
 * The cross-entropy of two classes, from probabilities: for each element {@code -w (t log p + (1 - t) log(1 - p))}, by
 * default the mean. If p comes from a sigmoid, {@link BinaryCrossEntropyWithLogits} is faster and exact for scores of any
 * size: here a p that was rounded to 0 or 1 has no gradient left.
 *
 * <p>As in PyTorch the logarithms are cut off at -100, so that the loss of p = 0 is 100 and not infinite. The derivative is
 * that of the cut-off function: 0 where {@code log p < -100}. (PyTorch's differs for p within 1e-12 of 0 or 1, where it
 * bounds the divisor of {@code (p - t) / (p (1 - p))}.)
 *
 * @param weight of the elements, of a shape that broadcasts to them; by default 1. It does not change what the mean is
 *     divided by.
 * @param reduction of the elements' losses
 */
public record BinaryCrossEntropy(Optional<Tensor> weight, Reduction reduction) implements Loss {
    private static final String NAME = "binaryCrossEntropy";
    private static final double LEAST_LOG = -100;

    /** With chosen options. */
    public BinaryCrossEntropy {
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, all elements alike. */
    public BinaryCrossEntropy() {
        this(Optional.empty(), Reduction.MEAN);
    }

    /** The same with weights of the elements. */
    public BinaryCrossEntropy weight(Tensor weight) {
        return new BinaryCrossEntropy(Targets.given(NAME + ": weight", weight), reduction);
    }

    /** The same with another reduction. */
    public BinaryCrossEntropy reduction(Reduction reduction) {
        return new BinaryCrossEntropy(weight, reduction);
    }

    /**
     * The loss.
     *
     * @param prediction probabilities, in [0, 1], of any shape
     * @param target of the same shape, in [0, 1]
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a number is not in [0, 1], or the mean of no elements is asked
     *     for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.requireBroadcasts(NAME, "weight", weight, prediction.shape());
        Targets.requireProbabilities(NAME, "prediction", prediction);
        Targets.requireProbabilities(NAME, "target", target);
        Tensor yes = prediction.log().clampMin(LEAST_LOG);
        Tensor no = prediction.neg().log1p().clampMin(LEAST_LOG);
        Tensor each = target.mul(yes).add(target.neg().add(1).mul(no)).neg();
        return reduction.of(NAME, Targets.weigh(weight, each));
    }
}
