package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * The hinge loss of several classes: for a sample with scores x and class y {@code w_y sum_{i != y} max(0, margin - x_y
 * + x_i)^p / classes}, by default the mean over the samples, not divided by the weights. Classes whose score is below
 * {@code x_y} by the margin contribute nothing, neither to the loss nor to the derivative.
 *
 * <p>The classes are the last axis (PyTorch: axis 1).
 *
 * @param p 1 or 2, by default 1
 * @param margin finite, by default 1
 * @param weight of the classes, of shape {@code (classes)}; by default 1 for all
 * @param reduction of the samples' losses
 */
public record MultiMargin(int p, double margin, Optional<Tensor> weight, Reduction reduction) {
    private static final String NAME = "multiMargin";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if p is neither 1 nor 2, or the margin is not finite
     */
    public MultiMargin {
        if (p != 1 && p != 2) {
            throw new IllegalArgumentException(NAME + ": p must be 1 or 2, got " + p);
        }
        Check.finite(NAME + ": margin", margin);
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, with p 1, margin 1, without weights. */
    public MultiMargin() {
        this(1, 1, Optional.empty(), Reduction.MEAN);
    }

    /** The same with another exponent, 1 or 2. */
    public MultiMargin p(int p) {
        return new MultiMargin(p, margin, weight, reduction);
    }

    /** The same with another margin. */
    public MultiMargin margin(double margin) {
        return new MultiMargin(p, margin, weight, reduction);
    }

    /** The same with weights of the classes, of shape {@code (classes)}. */
    public MultiMargin weight(Tensor weight) {
        return new MultiMargin(p, margin, Targets.given(NAME + ": weight", weight), reduction);
    }

    /** The same with another reduction. */
    public MultiMargin reduction(Reduction reduction) {
        return new MultiMargin(p, margin, weight, reduction);
    }

    /**
     * The loss.
     *
     * @param scores of shape {@code (..., classes)}
     * @param labels of shape {@code (...)}, each in {@code [0, classes)}
     * @return a scalar, or with {@link Reduction#NONE} the shape of the labels
     * @throws IllegalArgumentException if the shapes do not fit, a label is not a class, or the mean of no samples is
     *     asked for
     */
    public Tensor apply(Tensor scores, Index labels) {
        Targets.withoutLast(NAME, "scores", scores, "classes");
        Shape shape = scores.shape();
        int classes = shape.dim(-1);
        Targets.requireClassWeights(NAME, weight, classes);
        Labels checked = Labels.of(NAME, shape, labels, OptionalInt.empty());
        Tensor above =
                scores.sub(checked.pick(scores).unsqueeze(-1)).add(margin).relu();
        Tensor others = (p == 1 ? above : above.square()).maskedFill(Tensor.oneHot(labels, classes), 0);
        Tensor each = others.sum(-1).div(classes);
        return reduction.of(NAME, Targets.weigh(checked.weights(weight), each));
    }
}
