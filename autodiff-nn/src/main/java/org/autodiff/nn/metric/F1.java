package org.autodiff.nn.metric;

/**
 * The harmonic mean of precision and recall: {@code 2 tp / (2 tp + fp + fn)}, in [0, 1].
 *
 * <p>For a class without samples and predictions that is 0 / 0; it is then what {@link #zeroDivision} says, by default
 * 0. The mean over the classes ({@link Average#MACRO}) leaves out those that are neither predicted nor the class of a
 * sample, and, as the weighted mean does, those that are NaN. These rules are scikit-learn's.
 */
public final class F1 extends ClassScore {
    private F1(Options options) {
        super("f1", options);
    }

    /**
     * Of class 1 of two, where the prediction is one score: class 1 is predicted if it is at least the threshold.
     *
     * @param threshold 0.5 for probabilities, 0 for logits
     * @throws IllegalArgumentException if it is not finite
     */
    public static F1 binary(double threshold) {
        return new F1(Options.binary(threshold));
    }

    /**
     * Of several classes: predictions of shape {@code (..., classes)}, logits or probabilities, and labels of shape
     * {@code (...)}. The class with the highest score is predicted, the first of them if several are equal.
     *
     * @throws IllegalArgumentException if there are less than two classes
     */
    public static F1 of(int classes, Average average) {
        return new F1(Options.of(classes, average));
    }

    /**
     * The same, without samples, with another value where it is not defined.
     *
     * @param value 0, 1 or NaN
     */
    public F1 zeroDivision(double value) {
        return new F1(options().zeroDivision(value));
    }

    @Override
    double ratio(long right, long predicted, long actual) {
        return 2.0 * right / (predicted + actual);
    }
}
