package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * The true class of each sample and the one that was decided for.
 *
 * @param truth of each sample
 * @param predicted for each sample
 */
record Decisions(int[] truth, int[] predicted) {
    /** How a decision is made from scores. */
    interface Rule {
        /**
         * Decides for each sample.
         *
         * @throws IllegalArgumentException if the shapes do not fit, a label is not a class or a score is NaN
         */
        Decisions apply(String metric, Tensor predictions, Tensor targets);
    }

    int size() {
        return truth.length;
    }

    /** The class with the highest score, the first of them if several are equal. */
    static Rule largest() {
        return (metric, predictions, targets) -> {
            Scores scores = Scores.of(metric, predictions, targets);
            int[] predicted = new int[scores.samples()];
            for (int i = 0; i < predicted.length; i++) {
                predicted[i] = scores.largest(i);
            }
            return new Decisions(scores.labels(), predicted);
        };
    }

    /** The same for a known number of classes. */
    static Rule largestOf(int classes) {
        Rule rule = largest();
        return (metric, predictions, targets) -> {
            Numbers.requireGiven(metric, predictions, targets);
            Shape shape = predictions.shape();
            if (shape.isScalar() || shape.dim(-1) != classes) {
                throw new IllegalArgumentException(metric + ": predictions of shape " + shape + " for " + classes
                        + " classes: must be (..., " + classes + ")");
            }
            return rule.apply(metric, predictions, targets);
        };
    }

    /** Class 1 if the only score is at least a threshold, else class 0. */
    static Rule atLeast(double threshold) {
        Check.finite("metric: threshold", threshold);
        return (metric, predictions, targets) -> {
            Numbers.requireGiven(metric, predictions, targets);
            if (!Numbers.onePerTarget(predictions, targets)) {
                throw Numbers.shapes(
                        metric, predictions, targets, "must be one score for each, or made without a threshold");
            }
            int[] truth = Numbers.labels(metric, targets, 2);
            double[] scores = Numbers.ordered(metric, "score", predictions);
            int[] predicted = new int[scores.length];
            for (int i = 0; i < scores.length; i++) {
                predicted[i] = scores[i] >= threshold ? 1 : 0;
            }
            return new Decisions(truth, predicted);
        };
    }
}
