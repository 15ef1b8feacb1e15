package org.autodiff.nn.loss;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The hinge loss where a sample belongs to several classes: with scores x, {@code sum_{j, i} max(0, 1 - (x_j - x_i)) /
 * classes} over its classes j and all others i; by default the mean over the samples. Pairs at least the margin of 1
 * apart contribute nothing, neither to the loss nor to the derivative.
 *
 * <p>The classes are the last axis. Memory grows with their square.
 *
 * @param reduction of the samples' losses
 */
public record MultiLabelMargin(Reduction reduction) {
    private static final String NAME = "multiLabelMargin";

    /** Ends the list of the classes of a sample. */
    private static final int END = -1;

    /** With a chosen reduction. */
    public MultiLabelMargin {
        Reduction.check(NAME, reduction);
    }

    /** The mean. */
    public MultiLabelMargin() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public MultiLabelMargin reduction(Reduction reduction) {
        return new MultiLabelMargin(reduction);
    }

    /**
     * The loss.
     *
     * @param scores of shape {@code (..., classes)}
     * @param labels of the same shape: for each sample its classes, then -1 if there are fewer than classes; what
     *     follows a -1 is not read. A class that is named twice counts twice.
     * @return a scalar, or with {@link Reduction#NONE} the shape without the classes
     * @throws IllegalArgumentException if the shapes differ, a label before the first -1 is not a class, or the mean of
     *     no samples is asked for
     */
    public Tensor apply(Tensor scores, Index labels) {
        Targets.withoutLast(NAME, "scores", scores, "classes");
        Objects.requireNonNull(labels, NAME + ": labels are null");
        Shape shape = scores.shape();
        Targets.requireSameShape(NAME, "scores", shape, "labels", labels.shape());
        Tensor times = Tensor.of(shape, counts(shape, labels.toArray()));
        Tensor pairs = scores.unsqueeze(-2).sub(scores.unsqueeze(-1)).add(1).relu(); // (..., j, i)
        Tensor counted = times.unsqueeze(-1).mul(times.equalTo(0).unsqueeze(-2));
        Tensor each = counted.chain(pairs).sum(-2, -1).div(shape.dim(-1));
        return reduction.of(NAME, each);
    }

    /** How often each class is named. */
    private static double[] counts(Shape shape, int[] labels) {
        int classes = shape.dim(-1);
        double[] counts = new double[labels.length];
        for (int start = 0; start < labels.length; start += classes) {
            for (int i = start; i < start + classes && labels[i] != END; i++) {
                if (labels[i] < 0 || labels[i] >= classes) {
                    throw new IllegalArgumentException(NAME + ": label " + labels[i] + " at position " + i
                            + " is not a class of scores of shape " + shape + ": must be in [0, " + (classes - 1)
                            + "], or -1 after the last one");
                }
                counts[start + labels[i]]++;
            }
        }
        return counts;
    }
}
