package org.autodiff.gradcheck;

import java.util.List;

/** A row of a Jacobian, or a weighted sum of all of them. */
final class Row {
    private final int output;
    private final double[] weights;

    private Row(int output, double[] weights) {
        this.output = output;
        this.weights = weights;
    }

    static Row of(int output) {
        return new Row(output, null);
    }

    static Row sum(double[] weights) {
        return new Row(-1, weights);
    }

    double[] weights(int outputs) {
        if (weights != null) {
            return weights;
        }
        double[] one = new double[outputs];
        one[output] = 1;
        return one;
    }

    private boolean isSum() {
        return weights != null;
    }

    /** The first half of the name of an entry. */
    String name(String[] outputs) {
        return isSum() ? "d (u . output) / d " : "d " + outputs[output] + " / d ";
    }

    private double of(double[] values) {
        if (!isSum()) {
            return values[output];
        }
        double sum = 0;
        for (int k = 0; k < values.length; k++) {
            sum += weights[k] * values[k];
        }
        return sum;
    }

    /** What rounding is relative to. */
    private double magnitude(double[] values) {
        if (!isSum()) {
            return Math.abs(values[output]);
        }
        double sum = 0;
        for (int k = 0; k < values.length; k++) {
            sum += Math.abs(weights[k] * values[k]);
        }
        return sum;
    }

    static double[] all(List<Row> rows, double[] values) {
        return rows.stream().mapToDouble(r -> r.of(values)).toArray();
    }

    static double[] magnitudes(List<Row> rows, double[] values) {
        return rows.stream().mapToDouble(r -> r.magnitude(values)).toArray();
    }
}
