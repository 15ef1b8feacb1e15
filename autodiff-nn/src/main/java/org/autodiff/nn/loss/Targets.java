package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/** The checks that losses share. */
final class Targets {
    private Targets() {}

    /** Broadcasting (8, 1) against (8) would compare every prediction with every target, and train to nonsense. */
    static void requireSameShape(String loss, Tensor prediction, Tensor target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException(loss + ": prediction of shape " + prediction.shape()
                    + " and target of shape " + target.shape() + ": must be the same, losses do not broadcast");
        }
    }

    /**
     * Where in the row-major elements of {@code (..., classes)} each label's class stands.
     *
     * @throws IllegalArgumentException if the labels do not have the shape {@code (...)}, or one is not a class
     */
    static Index positions(String loss, Shape scores, Index labels) {
        Shape samples = scores.dropLast(1);
        if (!labels.shape().equals(samples)) {
            throw new IllegalArgumentException(loss + ": labels of shape " + labels.shape() + " for logits of shape "
                    + scores + ": must be " + samples + ", the shape of the logits without the last axis, the classes");
        }
        int classes = scores.dim(-1);
        int[] positions = labels.toArray();
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0 || positions[i] >= classes) {
                throw new IllegalArgumentException(loss + ": label " + positions[i] + " at position " + i
                        + " is not a class of logits of shape " + scores + ": must be in [0, " + (classes - 1) + "]");
            }
            positions[i] += i * classes;
        }
        return Index.of(samples, positions);
    }
}
