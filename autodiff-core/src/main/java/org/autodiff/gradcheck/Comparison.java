package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.gradcheck.Coordinate.Status;

/** Compares claimed derivatives with differences along lines, and judges them together. */
final class Comparison {
    private final Judge judge;
    private final List<Claim> claims = new ArrayList<>();
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Boolean> sums = new ArrayList<>();
    private Stencil stencil;
    private double[] magnitudes;
    private double unit;

    Comparison(double tolerance) {
        judge = new Judge(tolerance);
    }

    /** From now on along the axis of a number x. */
    void axis(Line line, double[] middle, double[] sizes, double x) {
        unit = Math.max(1, Math.abs(x));
        stencil = new Stencil(line, middle, x + Claims.STEP * unit - x);
        magnitudes = sizes;
    }

    /** From now on along a direction of {@link ProbeDirection}. */
    void direction(Line line, double[] middle, double[] sizes) {
        unit = 1;
        stencil = new Stencil(line, middle, ProbeDirection.STEP);
        magnitudes = sizes;
    }

    /** A claim: the derivative of one component of the line. */
    void add(int input, String name, boolean sum, int component, double yours) {
        claims.add(new Claim("x" + input, name, yours, stencil, component, magnitudes[component], unit));
        inputs.add(input);
        sums.add(sum);
    }

    /** What became of all claims so far; they are forgotten. */
    List<Entry> entries() {
        List<Coordinate> judged = judge.judge(claims);
        List<Entry> entries = new ArrayList<>();
        for (int k = 0; k < judged.size(); k++) {
            Coordinate c = judged.get(k);
            boolean rests = c.claimed() == 0 && c.numeric() == 0;
            Entry.Outcome outcome = rests || c.status() == Status.PASS
                    ? Entry.Outcome.AGREES
                    : c.status().isWrong() ? Entry.Outcome.WRONG : Entry.Outcome.UNDECIDED;
            String reason = c.status() == Status.KINK ? "a kink" : "differences too inexact";
            entries.add(new Entry(
                    inputs.get(k), c.name(), sums.get(k), c.claimed(), c.numeric(), c.errorBar(), outcome, reason));
        }
        claims.clear();
        inputs.clear();
        sums.clear();
        return entries;
    }
}
