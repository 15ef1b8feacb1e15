package org.autodiff.examples.data;

import java.util.List;

/**
 * Rows of numbers, each with a class.
 *
 * @param source where the rows come from, for messages and reports
 * @param features the names of the numeric columns
 * @param classes the names of the classes, in their order; a label is an index into them
 * @param values the numbers, row-major: {@code values[row * features.size() + column]}
 * @param labels the class of each row
 * @param lines the line of the source on which each row begins, counted from 1
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only, and large
public record LabelledData(
        String source, List<String> features, List<String> classes, double[] values, int[] labels, long[] lines) {

    /** Checks that the sizes agree. */
    public LabelledData {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
        if (values.length != (long) labels.length * features.size() || lines.length != labels.length) {
            throw new IllegalArgumentException("labelled data: " + values.length + " values and " + lines.length
                    + " lines do not fit " + labels.length + " rows of " + features.size() + " features");
        }
    }

    /** The number of rows. */
    public int rows() {
        return labels.length;
    }

    /** The number of numeric columns. */
    public int columns() {
        return features.size();
    }

    /** One number. */
    public double value(int row, int column) {
        return values[row * columns() + column];
    }

    /** The name of a row's class. */
    public String className(int row) {
        return classes.get(labels[row]);
    }
}
