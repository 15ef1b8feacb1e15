package org.autodiff.nn.metric;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Checks of predictions and targets, with the same words for all metrics. */
final class Numbers {
    private Numbers() {}

    static void requireGiven(String metric, Tensor predictions, Tensor targets) {
        Objects.requireNonNull(predictions, () -> metric + ": predictions are null");
        Objects.requireNonNull(targets, () -> metric + ": targets are null");
    }

    static IllegalArgumentException shapes(String metric, Tensor predictions, Tensor targets, String rule) {
        return new IllegalArgumentException(metric + ": predictions of shape " + predictions.shape()
                + " for targets of shape " + targets.shape() + ": " + rule);
    }

    /** Whether the shape is that of the targets, or that with a last axis of size 1. */
    static boolean onePerTarget(Tensor predictions, Tensor targets) {
        Shape shape = predictions.shape();
        return shape.equals(targets.shape())
                || (!shape.isScalar() && shape.dim(-1) == 1 && shape.dropLast(1).equals(targets.shape()));
    }

    /** Numbers none of which is NaN. */
    static double[] ordered(String metric, String what, Tensor tensor) {
        double[] numbers = tensor.toArray();
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isNaN(numbers[i])) {
                throw bad(metric, what, tensor, i, numbers[i], "must be a number");
            }
        }
        return numbers;
    }

    /** Numbers all of which are finite. */
    static double[] finite(String metric, String what, Tensor tensor) {
        double[] numbers = tensor.toArray();
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                throw bad(metric, what, tensor, i, numbers[i], "must be finite");
            }
        }
        return numbers;
    }

    /** Labels, each a class. */
    static int[] labels(String metric, Tensor targets, int classes) {
        double[] numbers = targets.toArray();
        int[] labels = new int[numbers.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) numbers[i];
            if (labels[i] != numbers[i] || labels[i] < 0 || labels[i] >= classes) {
                throw bad(
                        metric,
                        "label",
                        targets,
                        i,
                        numbers[i],
                        "must be a class, a whole number in [0, " + (classes - 1) + "]");
            }
        }
        return labels;
    }

    static IllegalArgumentException bad(
            String metric, String what, Tensor tensor, int position, double value, String rule) {
        String text = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
        return new IllegalArgumentException(metric + ": " + what + " at position " + position + " of shape "
                + tensor.shape() + " is " + text + ": " + rule);
    }

    /** Throws for a metric without samples. */
    static void requireSamples(String metric, long samples) {
        if (samples == 0) {
            throw new IllegalStateException(metric + ": no samples have been counted: call update before value");
        }
    }
}
