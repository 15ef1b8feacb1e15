package org.autodiff.gradcheck;

import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.autodiff.Rng;
import org.autodiff.internal.differences.Differences;
import org.autodiff.internal.differences.Line;
import org.autodiff.internal.differences.Scale;
import org.autodiff.internal.differences.Slope;

/**
 * One point at which a subject is checked: the value and the claims there, and the differences along lines through it.
 */
final class Place {
    private static final double ROUNDING = 4 * Math.ulp(1.0);

    private final Subject subject;
    private final Rows rows;
    private final Judge judge;
    private final Rng rng;
    private final double[][] at;
    private final double[] middle;
    private final double[] magnitudes;
    private final double[][][] claims;
    private final double[][][][] beside = new double[Judge.PROBES][][][];
    private final double[] noise;

    Place(Subject subject, Rows rows, Judge judge, Rng rng, double[][] at) {
        this(subject, rows, judge, rng, at, subject.linearize(at));
    }

    Place(Subject subject, Rows rows, Judge judge, Rng rng, double[][] at, Subject.Linearization here) {
        this.subject = subject;
        this.rows = rows;
        this.judge = judge;
        this.rng = rng;
        this.at = at;
        middle = rows.of(here.value());
        magnitudes = rows.magnitudes(here.value());
        claims = rows.claims(here);
        noise = new double[middle.length];
    }

    double[][] at() {
        return at;
    }

    Subject subject() {
        return subject;
    }

    Rows rows() {
        return rows;
    }

    /** The rows of the value. */
    double[] middle() {
        return middle;
    }

    /** The rows of the value at another point; NaN where the function refuses it, as outside of its domain. */
    double[] rows(double[][] point) {
        return Subject.orOutside(middle.length, () -> rows.of(subject.value(point)));
    }

    double claim(int row, int block, int element) {
        return claims[row][block][element];
    }

    /** The largest claim about an element, in any row. */
    double largest(int block, int element) {
        double largest = 0;
        for (double[][] row : claims) {
            double size = Math.abs(row[block][element]);
            largest = size <= largest ? largest : size; // NaN is the largest
        }
        return largest;
    }

    /** What is claimed of a row along a direction: zero, if the sum is nothing but the rounding of its terms. */
    double claim(int row, double[][] direction) {
        double sum = InnerProduct.along(direction, claims[row]);
        double terms = terms(row, direction);
        return terms < Double.POSITIVE_INFINITY && Math.abs(sum) <= ROUNDING * terms ? 0 : sum;
    }

    /** The sum of the sizes of what such a claim is the sum of. */
    double terms(int row, double[][] direction) {
        return InnerProduct.sizesAlong(direction, claims[row]);
    }

    // ---- along lines

    /** Judges the claims about one element, one for each row. */
    Coordinate[] judge(Block block, int b, int element) {
        double x = at[b][element];
        Line line = t -> rows(ProbeDirection.moveOne(at, b, element, t));
        Differences differences = Differences.of(line, middle, Scale.coordinate(x));
        double unit = unit(x);
        Coordinate[] all = new Coordinate[rows.count()];
        for (int row = 0; row < all.length; row++) {
            double claimed = claims[row][b][element];
            int r = row;
            DoubleSupplier other = otherwise(beside -> beside[r][b][element]);
            Slope slope = slope(differences, row, claimed);
            all[row] = judge.judge(rows.entry(block, element, row), claimed, slope, magnitudes[row], unit, other);
        }
        return all;
    }

    /** Judges the claims along a direction, one for each row. */
    Coordinate[] judge(String block, String name, double[][] direction) {
        Differences differences = along(direction);
        Coordinate[] all = new Coordinate[rows.count()];
        for (int row = 0; row < all.length; row++) {
            double claimed = claim(row, direction);
            int r = row;
            DoubleSupplier other = otherwise(beside -> InnerProduct.along(direction, beside[r]));
            Derivative entry = new Derivative(block, -1, rows.count() == 1 ? -1 : row, name + rows.suffix(row), 1);
            all[row] = judge.judge(entry, claimed, slope(differences, row, claimed), magnitudes[row], 1, other);
        }
        return all;
    }

    private Slope slope(Differences differences, int row, double claimed) {
        Slope slope = differences.slope(row, claimed);
        noise[row] = Math.max(noise[row], slope.noise());
        return slope;
    }

    /** How far off the value of a row may be: rounding, or the noise that was measured so far. */
    double noise(int row) {
        return Math.max(noise[row], Math.ulp(magnitudes[row]));
    }

    /** Differences along a direction. */
    Differences along(double[][] direction) {
        Line line = t -> rows(ProbeDirection.move(at, t, direction));
        return Differences.of(line, middle, Scale.direction(1));
    }

    /** The length of a natural step of a coordinate. */
    static double unit(double x) {
        return x == 0 ? 1 : Math.abs(x);
    }

    private double[][][] claimsBeside() {
        try {
            return rows.claims(subject.linearize(ProbeDirection.besides(at, rng)));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return claims; // outside of its domain: nothing is known of them
        }
    }

    /** What the claims are where every number is some units in the last place off, once in either direction. */
    private DoubleSupplier otherwise(ToDoubleFunction<double[][][]> part) {
        int[] asked = {0};
        return () -> {
            int k = asked[0]++ % beside.length;
            if (beside[k] == null) {
                beside[k] = claimsBeside();
            }
            return part.applyAsDouble(beside[k]);
        };
    }
}
