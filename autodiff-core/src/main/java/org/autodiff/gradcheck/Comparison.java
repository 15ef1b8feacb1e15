package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.internal.differences.Differences;
import org.autodiff.internal.differences.Line;
import org.autodiff.internal.differences.Scale;

/** Compares claimed derivatives with differences along lines. */
final class Comparison {
    private final Judge judge;
    private final List<Entry> entries = new ArrayList<>();
    private Differences differences;
    private double[] magnitudes;
    private double unit;

    Comparison(double tolerance) {
        judge = new Judge(tolerance, 0);
    }

    /** From now on along the axis of a number x. */
    void axis(Line line, double[] middle, double[] sizes, double x) {
        differences = Differences.of(line, middle, Scale.coordinate(x));
        magnitudes = sizes;
        unit = Place.unit(x);
    }

    /** From now on along a direction of {@link ProbeDirection}. */
    void direction(Line line, double[] middle, double[] sizes) {
        differences = Differences.of(line, middle, Scale.direction(1));
        magnitudes = sizes;
        unit = 1;
    }

    /** A claim: the derivative of one component of the line. */
    void add(int input, String name, boolean sum, int component, double yours) {
        Coordinate c = judge.judge(
                new Derivative("x" + input, component, name),
                yours,
                differences.slope(component, yours),
                magnitudes[component],
                unit,
                () -> yours);
        Entry.Outcome outcome = c.status() == Status.PASS
                ? Entry.Outcome.AGREES
                : c.status().isWrong() ? Entry.Outcome.WRONG : Entry.Outcome.UNDECIDED;
        entries.add(new Entry(input, name, sum, yours, c.numeric(), c.errorBar(), outcome, c.why()));
    }

    /** What became of all claims so far; they are forgotten. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>(entries);
        entries.clear();
        return all;
    }
}
