package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.internal.differences.Differences;
import org.autodiff.internal.differences.Line;
import org.autodiff.internal.differences.Scale;

/**
 * Compares claimed derivatives with differences along lines. The rule is that of {@link Judge}, with two short cuts,
 * for a Jacobian has many entries, and most of them are zero: a claim of zero is right if not one bit of the output
 * moves; and where the error bar is within the tolerance, agreement is agreement, noise or not.
 */
final class Comparison {
    /** Of the unit of a line: as far it is gone to see whether an output moves. */
    private static final double[] STEPS = {-0x1p-12, 0x1p-12, 0x1p-24};

    /** A derivative smaller than this part of the value is the rounding of zero. */
    private static final double ROUNDING = 1e-13;

    private final double tolerance;
    private final Judge judge;
    private final List<Entry> entries = new ArrayList<>();
    private Differences differences;
    private Line line;
    private double[] middle;
    private double[][] beside;
    private double[] magnitudes;
    private double unit;

    Comparison(double tolerance) {
        this.tolerance = tolerance;
        judge = new Judge(tolerance, 0);
    }

    /** From now on along the axis of a number x. */
    void axis(Line line, double[] at, double[] sizes, double x) {
        from(line, at, sizes, Scale.coordinate(x), Place.unit(x));
    }

    /** From now on along a direction of {@link ProbeDirection}. */
    void direction(Line line, double[] at, double[] sizes) {
        from(line, at, sizes, Scale.direction(1), 1);
    }

    private void from(Line values, double[] at, double[] sizes, Scale scale, double length) {
        differences = Differences.of(values, at, scale);
        middle = at;
        beside = null;
        line = values;
        magnitudes = sizes;
        unit = length;
    }

    /** A claim: the derivative of one component of the line. */
    void add(int input, String name, int component, double yours) {
        entries.add(
                yours == 0 && rests(component)
                        ? new Entry(input, name, 0, 0, 0, Entry.Outcome.AGREES, "")
                        : judged(input, name, component, yours));
    }

    private boolean rests(int component) {
        if (beside == null) {
            beside = Arrays.stream(STEPS).mapToObj(step -> line.at(step * unit)).toArray(double[][]::new);
        }
        double f = middle[component];
        return Arrays.stream(beside).allMatch(values -> values[component] == f);
    }

    private Entry judged(int input, String name, int component, double yours) {
        Coordinate c = judge.judge(
                new Derivative("x" + input, component, name),
                yours,
                differences.slope(component, yours),
                magnitudes[component],
                unit,
                () -> Math.abs(yours) <= ROUNDING * magnitudes[component] / unit ? 0 : yours);
        double bound = tolerance * Math.max(Math.abs(yours), Math.abs(c.numeric()));
        boolean near = c.status() == Status.INCONCLUSIVE && c.errorBar() <= bound && c.error() <= bound;
        Entry.Outcome outcome = near || c.status() == Status.PASS
                ? Entry.Outcome.AGREES
                : c.status().isWrong() ? Entry.Outcome.WRONG : Entry.Outcome.UNDECIDED;
        return new Entry(input, name, yours, c.numeric(), c.errorBar(), outcome, c.why());
    }

    /** What became of all claims so far; they are forgotten. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>(entries);
        entries.clear();
        return all;
    }
}
