package org.autodiff.sparse;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Whether a pattern lacks entries: the product with a random vector, which knows nothing of the pattern, is compared
 * with that of the matrix. Where they differ a whole row is computed, and what it has outside of the pattern is named;
 * so rounding alone is never taken for an error.
 */
final class Probe {
    private static final double TOLERANCE = 1e-8;
    private static final int MOST_ROWS = 3;
    private static final int MOST_NAMED = 5;

    private final String operation;
    private final Coloring coloring;
    private final Directions directions;

    Probe(String operation, Coloring coloring, Directions directions) {
        this.operation = operation;
        this.coloring = coloring;
        this.directions = directions;
    }

    /** @throws IllegalArgumentException if an entry is missing */
    void check(SparseMatrix matrix) {
        boolean byRows = coloring.columnDirections() == 0 && coloring.rowDirections() > 0;
        if (byRows) {
            check(matrix.transpose(), true);
        } else {
            check(matrix, false);
        }
    }

    private void check(SparseMatrix matrix, boolean transposed) {
        if (matrix.rows() == 0 || matrix.columns() == 0) {
            return;
        }
        double[] vector = new double[matrix.columns()];
        for (int j = 0; j < vector.length; j++) {
            vector[j] = random(j);
        }
        Tensor row = Tensor.of(Shape.of(1, vector.length), vector);
        double[] expected = (transposed ? directions.back(row) : directions.forward(row)).toArray();
        double[] found = matrix.times(vector);
        double[] scale = matrix.scale(vector);
        int looked = 0;
        for (int i = 0; i < found.length && looked < MOST_ROWS; i++) {
            double most = TOLERANCE * (scale[i] + Math.abs(expected[i]));
            if (Math.abs(expected[i] - found[i]) > most) { // NaN and infinity are no matter of the pattern
                looked++;
                requireNothingOutside(matrix.pattern(), i, transposed);
            }
        }
    }

    private void requireNothingOutside(SparsityPattern p, int row, boolean transposed) {
        double[] numbers = line(p, row, transposed);
        double largest = 0;
        for (double x : numbers) {
            largest = Math.max(largest, Math.abs(x));
        }
        List<String> missing = new ArrayList<>();
        int more = 0;
        for (int j = 0; j < numbers.length; j++) {
            if (Math.abs(numbers[j]) > TOLERANCE * largest && !p.contains(row, j)) {
                if (missing.size() == MOST_NAMED) {
                    more++;
                } else {
                    missing.add("(" + (transposed ? j + ", " + row : row + ", " + j) + ") = " + numbers[j]);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(operation + ": the pattern of "
                    + PatternText.summary(coloring.pattern()) + " lacks " + String.join(", ", missing)
                    + (more > 0 ? " and " + more + " more" : "")
                    + ": the numbers would be wrong; add these entries, or have the pattern found"
                    + " (SparsityPattern.ofJacobian, ofHessian); if it was, the function takes another way here:"
                    + " prepare it at this one");
        }
    }

    /** A whole row of the matrix; or a column, if it is transposed. */
    private double[] line(SparsityPattern p, int row, boolean transposed) {
        double[] unit = new double[p.rows()];
        unit[row] = 1;
        Tensor seed = Tensor.of(Shape.of(1, unit.length), unit);
        return (transposed ? directions.forward(seed) : directions.back(seed)).toArray();
    }

    /** A number of size 1/2 to 3/2, always the same for a place. */
    private static double random(int place) {
        long z = (place + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        double half = ((z ^ z >>> 31) >>> 12) * 0x1p-52;
        return z < 0 ? -0.5 - half : 0.5 + half;
    }
}
