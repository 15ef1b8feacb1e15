package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * Labels of classes, checked against the scores that they belong to. An ignored label is replaced by class 0, and
 * {@link Targets#weigh} removes what is computed for it.
 *
 * @param classes of the samples
 * @param positions of these classes in the row-major elements of the scores
 * @param kept 0 for ignored labels, 1 for others; absent if none is ignored
 */
record Labels(Index classes, Index positions, Optional<Tensor> kept) {
    /**
     * Labels for scores of shape {@code (..., classes)}.
     *
     * @throws IllegalArgumentException if the labels do not have the shape {@code (...)}, or one is neither a class nor
     *     ignored
     */
    static Labels of(String loss, Shape scores, Index labels, OptionalInt ignored) {
        Objects.requireNonNull(labels, () -> loss + ": labels are null");
        Shape samples = scores.dropLast(1);
        if (!labels.shape().equals(samples)) {
            throw new IllegalArgumentException(loss + ": labels of shape " + labels.shape() + " for scores of shape "
                    + scores + ": must be " + samples + ", the shape of the scores without the last axis, the classes");
        }
        int count = scores.dim(-1);
        int[] classes = labels.toArray();
        int[] positions = new int[classes.length];
        double[] kept = new double[classes.length];
        boolean some = false;
        for (int i = 0; i < classes.length; i++) {
            if (ignored.isPresent() && classes[i] == ignored.getAsInt()) {
                classes[i] = 0;
                some = true;
            } else {
                requireClass(loss, scores, classes[i], i, ignored);
                kept[i] = 1;
            }
            positions[i] = i * count + classes[i];
        }
        return new Labels(
                Index.of(samples, classes),
                Index.of(samples, positions),
                some ? Optional.of(Tensor.of(samples, kept)) : Optional.empty());
    }

    private static void requireClass(String loss, Shape scores, int label, int position, OptionalInt ignored) {
        int last = scores.dim(-1) - 1;
        if (label < 0 || label > last) {
            throw new IllegalArgumentException(loss + ": label " + label + " at position " + position
                    + " is not a class of scores of shape " + scores + ": must be in [0, " + last + "]"
                    + (ignored.isPresent() ? ", or " + ignored.getAsInt() + " to be ignored" : ""));
        }
    }

    /** The scores of the labels. */
    Tensor pick(Tensor scores) {
        return scores.reshape(-1).gatherRows(positions);
    }

    /** The weight of each sample: that of its class, and 0 if it is ignored; absent if all are 1. */
    Optional<Tensor> weights(Optional<Tensor> ofClasses) {
        return ofClasses
                .map(w -> w.gatherRows(classes))
                .map(w -> kept.isPresent() ? kept.get().chain(w) : w)
                .or(() -> kept);
    }
}
