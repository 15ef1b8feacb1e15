package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * A score of each class for each sample, and the labels of the samples.
 *
 * @param values by sample and class
 * @param labels of the samples
 * @param classes how many there are
 */
record Scores(double[] values, int[] labels, int classes) {
    /**
     * Checked scores of shape {@code (..., classes)} for labels of shape {@code (...)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit, a label is not a class or a score is NaN
     */
    static Scores of(String metric, Tensor predictions, Tensor targets) {
        Numbers.requireGiven(metric, predictions, targets);
        Shape shape = predictions.shape();
        if (shape.isScalar() || !shape.dropLast(1).equals(targets.shape())) {
            throw Numbers.shapes(
                    metric,
                    predictions,
                    targets,
                    "must be (..., classes) for labels (...); for one score of each sample the metric is made with"
                            + " binary");
        }
        int classes = shape.dim(-1);
        if (classes < 2) {
            throw new IllegalArgumentException(metric + ": predictions of shape " + shape
                    + " have less than two classes; for one score of each sample the metric is made with binary");
        }
        int[] labels = Numbers.labels(metric, targets, classes);
        return new Scores(Numbers.ordered(metric, "score", predictions), labels, classes);
    }

    int samples() {
        return labels.length;
    }

    double get(int sample, int c) {
        return values[sample * classes + c];
    }

    /** The class with the highest score, the first of them if several are equal. */
    int largest(int sample) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (get(sample, c) > get(sample, best)) {
                best = c;
            }
        }
        return best;
    }

    /** How many classes come before that of the label: of higher score, or of the same and before it in order. */
    int rank(int sample) {
        int label = labels[sample];
        double own = get(sample, label);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            if (get(sample, c) > own || (get(sample, c) == own && c < label)) {
                before++;
            }
        }
        return before;
    }
}
