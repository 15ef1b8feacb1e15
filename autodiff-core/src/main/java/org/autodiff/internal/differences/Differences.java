package org.autodiff.internal.differences;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.differences.Slope.Kind;
import org.autodiff.internal.differences.Windows.Window;

/**
 * Estimates derivatives along a line from values. Values are computed once for all components.
 */
public final class Differences {
    private final Values values;
    private final Scale scale;
    private final double[] steps;

    private Differences(Line line, double[] middle, Scale scale) {
        this.values = new Values(line, middle);
        this.scale = scale;
        this.steps = Ladder.steps(scale);
    }

    /**
     * Nothing is computed yet.
     *
     * @param middle the components at t = 0
     */
    public static Differences of(Line line, double[] middle, Scale scale) {
        return new Differences(line, middle, scale);
    }

    /**
     * The slope of one component.
     *
     * @param expected what the caller expects; agreement with it ends the search early, but never changes the value or
     *     the bar. NaN if there is nothing to expect
     */
    public Slope slope(int component, double expected) {
        if (!Double.isFinite(values.at(0, component))) {
            return nothing(Kind.NOT_FINITE, 0, List.of());
        }
        Slope early = EarlyEnd.of(values, component, scale, steps, expected);
        if (early != null) {
            return early;
        }
        Slope slope = whole(component, steps);
        boolean weak = slope.errorBar() > 1e-6 * Math.abs(slope.value());
        if (!weak || slope.kind() != Kind.SMOOTH && slope.kind() != Kind.NOISY) {
            return slope;
        }
        Slope wider = whole(component, Ladder.widened(steps, scale));
        boolean better = wider.kind() == Kind.SMOOTH || wider.kind() == slope.kind();
        boolean consistent = Math.abs(wider.value() - slope.value()) <= slope.errorBar() + wider.errorBar();
        return better && consistent && wider.errorBar() < slope.errorBar() ? wider : slope;
    }

    /** How often the line has been evaluated so far. */
    public int evaluations() {
        return values.evaluations();
    }

    private Slope whole(int component, double[] steps) {
        Sides all = Sides.of(values, component, steps);
        List<Rung> ladder = IntStream.range(0, all.size()).mapToObj(all::rung).toList();
        if (isConstant(all)) {
            double bar = Math.ulp(all.middle()) / all.step()[0];
            return new Slope(Kind.CONSTANT, 0, bar, 0, 0, bar, 0, all.step()[0], ladder);
        }
        Sides sides = all.finite(true, true);
        if (sides.size() < 6) {
            return oneSided(component, all, ladder);
        }
        int n = sides.size();
        double[] h = sides.step();
        JumpSearch search = new JumpSearch(values, component, scale);
        double[] c = new double[n];
        double[] rounding = new double[n];
        for (int k = 0; k < n; k++) {
            c[k] = sides.central(k);
            rounding[k] = (sides.ulp(k) + scale.inexact(h[k]) * sides.steepest(k)) / h[k];
        }
        Choice choice = Choice.of(
                Windows.of(c, h, h, rounding, 2),
                (fine, coarse) -> search.endsByJump(sides, fine.value(), fine.rung(), coarse.value(), coarse.rung()));
        double[] bend = new double[n - 1];
        double[] x = new double[n - 1];
        for (int k = 0; k < n - 1; k++) {
            bend[k] = sides.bend(k);
            x[k] = h[k] + h[k + 1];
        }
        Choice half = Choice.of(
                Windows.of(bend, x, h, rounding, 1),
                (fine, coarse) -> search.endsByJump(
                        sides, sides.central(fine.rung()), fine.rung(), sides.central(coarse.rung()), coarse.rung()));
        if (choice.window() == null || half.window() == null) {
            return nothing(Kind.UNSTABLE, 0, ladder);
        }
        Window w = choice.window();
        double kink = Math.abs(half.window().value());
        if (isJump(sides)) {
            return nothing(Kind.JUMP, 0, ladder);
        }
        double size = 0;
        for (int k = 0; k <= Math.min(n - 1, half.window().rung() + 3); k++) {
            size = Math.max(size, Math.max(Math.abs(sides.forward(k)), Math.abs(sides.backward(k))));
        }
        if (kink > 3 * half.window().bar() && kink > 1e-7 * size) {
            Choice middle = Choice.of(
                    Windows.of(c, h, h, rounding, 1),
                    (fine, coarse) ->
                            search.endsByJump(sides, fine.value(), fine.rung(), coarse.value(), coarse.rung()));
            Window m = middle.window() == null ? w : middle.window();
            double bar = m.bar() + half.window().bar();
            return new Slope(
                    Kind.KINK,
                    m.value(),
                    bar,
                    m.value() - half.window().value(),
                    m.value() + half.window().value(),
                    bar,
                    Math.max(m.noise(), half.window().noise()),
                    h[half.window().rung()],
                    ladder);
        }
        double bar = w.bar() + Math.max(0, kink - half.window().bar());
        double noise = Math.max(w.noise(), sides.ulp(w.rung()));
        Kind kind = Kind.SMOOTH;
        boolean unsure = bar > 1e-6 * Math.abs(w.value());
        if (choice.steps() || half.steps() || unsure && noise > 1e3 * sides.ulp(w.rung())) {
            kind = Kind.NOISY;
        }
        double doubt = bar + half.window().bar();
        boolean rounded = doubt < 1e3 * sides.ulp(w.rung()) / h[half.window().rung()];
        if (!rounded && doubt > 0.1 * Math.abs(w.value()) && doubt > 0.01 * size) {
            kind = kind == Kind.NOISY ? kind : Kind.UNSTABLE;
        }
        return new Slope(kind, w.value(), bar, w.value(), w.value(), bar, noise, h[w.rung()], ladder);
    }

    private static boolean isConstant(Sides sides) {
        for (int k = 0; k < sides.size(); k++) {
            if (sides.plus()[k] != sides.middle() || sides.minus()[k] != sides.middle()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the finest rungs see the same leap, far above rounding. */
    private static boolean isJump(Sides sides) {
        int n = sides.size();
        double leap = sides.plus()[n - 1] - sides.minus()[n - 1];
        if (!(Math.abs(leap) > 1e3 * sides.ulp(n - 1))) {
            return false;
        }
        for (int k = n - 6; k < n; k++) {
            double other = sides.plus()[k] - sides.minus()[k];
            if (!(Math.abs(other - leap) <= 1e-3 * Math.abs(leap))) {
                return false;
            }
        }
        return true;
    }

    private Slope oneSided(int component, Sides all, List<Rung> ladder) {
        Window left = side(component, all.finite(true, false), true);
        Window right = side(component, all.finite(false, true), false);
        Window known = left != null ? left : right;
        if (known == null) {
            return nothing(Kind.NOT_FINITE, 0, ladder);
        }
        double bar = left != null && right != null ? Math.max(left.bar(), right.bar()) : known.bar();
        return new Slope(
                Kind.NOT_FINITE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                left == null ? Double.NaN : left.value(),
                right == null ? Double.NaN : right.value(),
                bar,
                known.noise(),
                Double.NaN,
                ladder);
    }

    private Window side(int component, Sides sides, boolean left) {
        int n = sides.size();
        if (n < 6) {
            return null;
        }
        double[] c = new double[n];
        double[] rounding = new double[n];
        for (int k = 0; k < n; k++) {
            c[k] = left ? sides.backward(k) : sides.forward(k);
            double value = left ? sides.minus()[k] : sides.plus()[k];
            rounding[k] = Math.ulp(Math.max(Math.abs(value), Math.abs(sides.middle()))) / sides.step()[k];
        }
        Window window = Choice.of(Windows.of(c, sides.step(), sides.step(), rounding, 1), (fine, coarse) -> false)
                .window();
        double size = Math.abs(c[n - 1]);
        return window == null || window.bar() > 0.1 * size && window.bar() > 0.1 * Math.abs(window.value())
                ? null
                : window;
    }

    private Slope nothing(Kind kind, double noise, List<Rung> ladder) {
        double none = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        return new Slope(kind, none, infinite, none, none, infinite, noise, none, new ArrayList<>(ladder));
    }
}
