package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/**
 * Predicted numbers and true ones, element by element.
 *
 * @param predictions all finite
 * @param targets all finite, as many
 */
record Pairs(double[] predictions, double[] targets) {
    /** Beyond this a square, and soon a sum of squares, is beyond the range of double. */
    private static final double LARGEST = 0x1p500;

    /**
     * Checked numbers.
     *
     * @throws IllegalArgumentException if the shapes differ, or a number is not finite
     */
    static Pairs of(String metric, Tensor predictions, Tensor targets) {
        Numbers.requireGiven(metric, predictions, targets);
        if (!predictions.shape().equals(targets.shape())) {
            throw Numbers.shapes(metric, predictions, targets, "must be the same; they are not broadcast");
        }
        return new Pairs(Numbers.finite(metric, "prediction", predictions), Numbers.finite(metric, "target", targets));
    }

    /** The same, of numbers that can be squared. */
    static Pairs toSquare(String metric, Tensor predictions, Tensor targets) {
        Pairs pairs = of(metric, predictions, targets);
        requireSmall(metric, "prediction", predictions, pairs.predictions);
        requireSmall(metric, "target", targets, pairs.targets);
        return pairs;
    }

    private static void requireSmall(String metric, String what, Tensor tensor, double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (Math.abs(numbers[i]) > LARGEST) {
                throw Numbers.bad(
                        metric, what, tensor, i, numbers[i], "must be within 2^500 of 0, so that squares are finite");
            }
        }
    }

    int size() {
        return predictions.length;
    }

    double error(int i) {
        return predictions[i] - targets[i];
    }
}
