package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * One {@link BinaryCrossEntropyWithLogits} for each class, averaged over the classes, for samples that belong to
 * several: with {@code p = sigmoid(x)}, {@code -sum_c w_c (t_c log p_c + (1 - t_c) log(1 - p_c)) / classes}; by default
 * the mean over the samples. The classes are the last axis.
 *
 * @param weight of the classes, of shape {@code (classes)}; by default 1 for all. The divisors stay the same.
 * @param reduction of the samples' losses
 */
public record MultiLabelSoftMargin(Optional<Tensor> weight, Reduction reduction) implements Loss {
    private static final String NAME = "multiLabelSoftMargin";

    /** With chosen options. */
    public MultiLabelSoftMargin {
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, without weights. */
    public MultiLabelSoftMargin() {
        this(Optional.empty(), Reduction.MEAN);
    }

    /** The same with weights of the classes, of shape {@code (classes)}. */
    public MultiLabelSoftMargin weight(Tensor weight) {
        return new MultiLabelSoftMargin(Targets.given(NAME + ": weight", weight), reduction);
    }

    /** The same with another reduction. */
    public MultiLabelSoftMargin reduction(Reduction reduction) {
        return new MultiLabelSoftMargin(weight, reduction);
    }

    /**
     * The loss.
     *
     * @param prediction scores of shape {@code (..., classes)}
     * @param target of the same shape, in [0, 1]
     * @return a scalar, or with {@link Reduction#NONE} the shape without the classes
     * @throws IllegalArgumentException if the shapes differ, a target is not in [0, 1], or the mean of no samples is
     *     asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.withoutLast(NAME, "scores", prediction, "classes");
        Shape shape = prediction.shape();
        Targets.requireClassWeights(NAME, weight, shape.dim(-1));
        Targets.requireProbabilities(NAME, "target", target);
        Tensor each = BinaryCrossEntropyWithLogits.losses(prediction, target, Optional.empty());
        return reduction.of(NAME, Targets.weigh(weight, each).mean(-1));
    }
}
