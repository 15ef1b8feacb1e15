package org.autodiff.gradcheck;

import java.util.Arrays;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Which numbers of a value are checked. If they are few, each component by itself, so that a report shows the
 * Jacobian's own entries; if they are many, their sum with fixed random weights.
 */
final class Rows {
    /** The most entries of a Jacobian, and the most components, that are checked one by one. */
    private static final int MOST_ENTRIES = 4096;

    private static final int MOST_COMPONENTS = 256;

    private final Shape shape;
    private final double[] weights; // null: each component by itself

    private Rows(Shape shape, double[] weights) {
        this.shape = shape;
        this.weights = weights;
    }

    /** Rows for a value of some shape, of which so many coordinates will be checked. */
    static Rows of(Shape shape, long coordinates, Rng rng) {
        int m = shape.size();
        boolean few = m <= MOST_COMPONENTS && m * coordinates <= MOST_ENTRIES;
        return new Rows(shape, few ? null : weights(shape, rng));
    }

    /** A single row, for a function that wants one number. */
    static Rows sum(Shape shape, Rng rng) {
        return new Rows(shape, weights(shape, rng));
    }

    /** Random ones; but a lone component stays itself. */
    private static double[] weights(Shape shape, Rng rng) {
        double[] w = Sampling.weights(shape, rng);
        return w.length == 1 ? new double[] {1} : w;
    }

    /** Whether the rows are one weighted sum of several components. */
    boolean isSum() {
        return weights != null && weights.length > 1;
    }

    int count() {
        return weights == null ? shape.size() : 1;
    }

    /** The gradient of a row with respect to the value. */
    double[] upstream(int row) {
        if (weights != null) {
            return weights.clone();
        }
        double[] u = new double[shape.size()];
        u[row] = 1;
        return u;
    }

    /** The rows of a value. */
    double[] of(NdArray value) {
        Subject.requireSameShape(shape, value.shape());
        double[] y = value.toArray();
        return weights == null ? y : new double[] {InnerProduct.of(weights, y)};
    }

    /** What the rounding of each row is relative to. */
    double[] magnitudes(NdArray value) {
        double[] y = value.toArray();
        return weights == null
                ? Arrays.stream(y).map(Math::abs).toArray()
                : new double[] {InnerProduct.sizes(weights, y)};
    }

    /** What is claimed of each row: an array for each row and block. */
    double[][][] claims(Subject.Linearization at) {
        double[][][] claims = new double[count()][][];
        Arrays.setAll(claims, row -> at.vjp(upstream(row)));
        return claims;
    }

    /** {@code dy[4]/dW1[3, 2]}; if there is one component, or a sum, only {@code W1[3, 2]}. */
    Derivative entry(Block block, int element, int row) {
        String x = block.coordinate(element);
        if (weights != null || shape.size() == 1) {
            return new Derivative(block.name(), element, x);
        }
        String name = "d" + Block.element("y", shape, row) + "/d" + x;
        return new Derivative(block.name(), element, row, name, 1);
    }

    /** The name of a row in a sentence, with a blank before it; empty if there is only one. */
    String suffix(int row) {
        return count() == 1 ? "" : " of " + Block.element("y", shape, row);
    }
}
