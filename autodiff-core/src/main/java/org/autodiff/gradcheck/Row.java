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
        return isSum() ? InnerProduct.of(weights, values) : values[output];
    }

    /** What rounding is relative to. */
    private double magnitude(double[] values) {
        return isSum() ? InnerProduct.sizes(weights, values) : Math.abs(values[output]);
    }

    static double[] all(List<Row> rows, double[] values) {
        return rows.stream().mapToDouble(r -> r.of(values)).toArray();
    }

    static double[] magnitudes(List<Row> rows, double[] values) {
        return rows.stream().mapToDouble(r -> r.magnitude(values)).toArray();
    }
}
