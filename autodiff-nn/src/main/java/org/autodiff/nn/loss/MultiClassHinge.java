package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * The hinge loss of several classes that looks at the best wrong class only: for a sample with scores x and class y
 * {@code w_y max(0, margin + max_{i != y} x_i - x_y)}, by default the mean over the samples, not divided by the
 * weights. Crammer and Singer, On the algorithmic implementation of multiclass kernel-based vector machines, JMLR 2001,
 * section 3; Keras' {@code CategoricalHinge}. {@link MultiMargin} adds up over all wrong classes instead.
 *
 * <p>The derivative is {@code w_y} for the best wrong class and {@code -w_y} for the true one; 0 where the loss is 0,
 * and where the hinge bends. Wrong classes that tie share it equally, as in {@code max}. With a single class it is 0.
 *
 * <p>The classes are the last axis.
 *
 * @param margin finite, by default 1
 * @param weight of the classes, of shape {@code (classes)}; by default 1 for all
 * @param reduction of the samples' losses
 */
public record MultiClassHinge(double margin, Optional<Tensor> weight, Reduction reduction) {
    private static final String NAME = "multiClassHinge";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if the margin is not finite
     */
    public MultiClassHinge {
        Check.finite(NAME + ": margin", margin);
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, with margin 1, without weights. */
    public MultiClassHinge() {
        this(1, Optional.empty(), Reduction.MEAN);
    }

    /** The same with another margin. */
    public MultiClassHinge margin(double margin) {
        return new MultiClassHinge(margin, weight, reduction);
    }

    /** The same with weights of the classes, of shape {@code (classes)}. */
    public MultiClassHinge weight(Tensor weight) {
        return new MultiClassHinge(margin, Targets.given(NAME + ": weight", weight), reduction);
    }

    /** The same with another reduction. */
    public MultiClassHinge reduction(Reduction reduction) {
        return new MultiClassHinge(margin, weight, reduction);
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
        Tensor bestOther = scores.maskedFill(Tensor.oneHot(labels, classes), Double.NEGATIVE_INFINITY)
                .max(-1);
        Tensor each = bestOther.sub(checked.pick(scores)).add(margin).relu();
        return reduction.of(NAME, Targets.weigh(checked.weights(weight), each));
    }
}
