package org.autodiff.nn.data;

import org.autodiff.nn.internal.Check;

/**
 * What takes the place of a missing value. What is computed is computed from the training part only.
 *
 * @param kind how it is found
 * @param number of {@link #constant(double)}
 * @param word of {@link #constant(String)}
 */
public record Missing(Kind kind, double number, String word) {
    /** How the replacement is found. */
    public enum Kind {
        /** None is taken: the value is an error. */
        REFUSE,
        /** None: rows with such a value are left out. */
        DROP,
        /** The mean of the training part's numbers. */
        MEAN,
        /** The median of the training part's numbers. */
        MEDIAN,
        /** A given number or text. */
        CONSTANT
    }

    /** A missing value is refused, with its row and column: the default. */
    public static Missing refuse() {
        return new Missing(Kind.REFUSE, 0, null);
    }

    /** Rows with a missing value are left out, also when predicting; see {@link TableEncoder#kept}. */
    public static Missing drop() {
        return new Missing(Kind.DROP, 0, null);
    }

    /** The mean of the numbers of the training part. */
    public static Missing mean() {
        return new Missing(Kind.MEAN, 0, null);
    }

    /** The median of the numbers of the training part: the mean of the two in the middle if they are even in number. */
    public static Missing median() {
        return new Missing(Kind.MEDIAN, 0, null);
    }

    /** A given number, in columns of numbers; must be finite. */
    public static Missing constant(double number) {
        Check.finite("missing: constant", number);
        return new Missing(Kind.CONSTANT, number, null);
    }

    /** A given text, in columns of text: a category of its own, such as {@code unknown}, or one that there is. */
    public static Missing constant(String word) {
        if (word == null) {
            throw new IllegalArgumentException("missing: the constant text is null");
        }
        return new Missing(Kind.CONSTANT, 0, word);
    }
}
