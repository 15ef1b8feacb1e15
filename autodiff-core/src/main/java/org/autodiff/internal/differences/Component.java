package org.autodiff.internal.differences;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.autodiff.internal.differences.Jumps.Jump;
import org.autodiff.internal.differences.Slope.Kind;
import org.autodiff.internal.differences.Windows.Window;

/** What a whole ladder tells of one component. */
final class Component {
    private static final int FEWEST_RUNGS = 6;
    /** Beyond this, relative to the slope, noise is worth a word. */
    private static final double UNSURE = 1e-6;
    /** Units in the last place from which on noise is not that of a careful function. */
    private static final double NOISY = 1e3;
    /** How often the noise must fit into what the function moves by, lest its slope be an accident. */
    private static final double SIGNAL = 10;

    /** Around zero, squares of shorter steps vanish, and so may the function. */
    private static final double UNDERFLOW = 1e-150;

    /** Units in the last place up to which a difference of slopes is rounding. */
    private static final double ROUNDING = 32;

    /** The order of a difference that falls about like the step. */
    private static final double LINEAR = 0.8;

    private final Scale scale;
    private final Jumps jumps;
    private final Sides all;
    private final List<Rung> ladder;

    Component(Values values, int component, Scale scale, double[] steps) {
        this.scale = scale;
        jumps = new Jumps(values, component, scale);
        all = Sides.of(values, component, steps);
        ladder = IntStream.range(0, all.size()).mapToObj(all::rung).toList();
    }

    Slope slope() {
        if (flatFrom(all) == 0) {
            return Slope.flat(Kind.CONSTANT, all.middle(), all.step()[0], ladder);
        }
        Sides both = all.finite(true, true);
        return both.size() < FEWEST_RUNGS ? oneSided() : twoSided(both);
    }

    /** The rung from which on not one bit moves. */
    private static int flatFrom(Sides sides) {
        int k = sides.size();
        while (k > 0 && sides.plus()[k - 1] == sides.middle() && sides.minus()[k - 1] == sides.middle()) {
            k--;
        }
        return k;
    }

    /** Whether the first rung that moves does so by more than rounding: a kink or a jump ends a flat stretch. */
    private static boolean movesAtOnce(Sides sides, int k) {
        return sides.steepest(k) * sides.step()[k] > NOISY * Math.max(sides.ulp(k), Math.ulp(sides.middle()));
    }

    /** Whether values are finite, and the difference quotients of short steps are not. */
    private static boolean overflows(Sides sides) {
        return IntStream.range(sides.size() - FEWEST_RUNGS, sides.size())
                .allMatch(k -> !Double.isFinite(sides.forward(k)) || !Double.isFinite(sides.backward(k)));
    }

    private Slope twoSided(Sides sides) {
        if (isJump(sides)) {
            return nothing(Kind.JUMP);
        }
        if (overflows(sides)) {
            return nothing(Kind.UNSTABLE);
        }
        double[] h = sides.step();
        Differenced differenced = Differenced.of(sides, scale);
        Jump stairs = stairs(sides);
        int flat = flatFrom(sides);
        if (flat > 0 && flat < sides.size() && sides.middle() == 0 && h[flat] < UNDERFLOW) {
            double bar = sides.steepest(Math.max(0, flat - 1));
            return new Slope(Kind.SMOOTH, 0, bar, 0, 0, bar, 0, h[flat], ladder);
        }
        if (flat == 0) { // it moves only where one side is not finite
            return Slope.flat(Kind.SMOOTH, sides.middle(), h[0], ladder);
        }
        if (stairs.size() == 0 && sides.size() - flat >= FEWEST_RUNGS && movesAtOnce(sides, flat - 1)) {
            return Slope.flat(Kind.SMOOTH, sides.middle(), sides.step()[flat], ladder);
        }
        // Of a function that is flat between its steps, only the rungs that are longer than a step tell anything.
        int end = stairs.size() > 0 ? flat : sides.size();
        Choice choice = Choice.of(
                widened(sides, before(end, differenced.central(2))),
                (fine, coarse) -> jumps.end(sides, fine.value(), fine.rung(), coarse.value(), coarse.rung()));
        // Where the slope does not end in steps, the kink does not either: a jump beside is just that.
        Choice bend = Choice.of(
                before(end, differenced.bend()),
                (fine, coarse) -> choice.steps()
                        && jumps.end(
                                sides,
                                sides.central(fine.rung()),
                                fine.rung(),
                                sides.central(coarse.rung()),
                                coarse.rung()));
        Window w = choice.window();
        Window b = bend.window();
        if (w == null || b == null) {
            return nothing(stairs.size() > 0 ? Kind.NOISY : Kind.UNSTABLE);
        }
        double steepest = 0;
        for (int k = 0; k <= Math.min(sides.size() - 1, b.rung() + 3); k++) {
            steepest = Math.max(steepest, sides.steepest(k));
        }
        double kink = Math.abs(b.value());
        if (kink > 3 * b.bar() && kink > 1e-7 * steepest) {
            return kink(sides, before(end, differenced.central(1)), w, b);
        }
        double bar = w.bar() + Math.max(0, kink - b.bar());
        Jump seam = stairs.size() > 0 || choice.steps() ? Jump.NONE : Seam.near(sides, w.rung(), jumps);
        if (seam.size() > 0) {
            bar += seam.size() / seam.at();
        }
        double ulp = sides.ulp(w.rung());
        double noise = Math.max(Math.max(w.noise(), ulp), Math.max(seam.size(), stairs.size()));
        boolean unsure = bar > UNSURE * Math.abs(w.value());
        Kind kind = Kind.SMOOTH;
        boolean steps = choice.steps() || bend.steps() || stairs.size() > 0 || seam.size() > 0;
        if (unsure && (steps || isNoisy(sides, w, ulp))) {
            kind = Kind.NOISY;
            if (seam.size() == 0 && Math.abs(w.value()) * h[w.rung()] < SIGNAL * noise) {
                bar = Double.POSITIVE_INFINITY;
            }
        } else if (unsure) {
            double doubt = bar + b.bar();
            boolean rounding = doubt < NOISY * ulp / h[b.rung()];
            if (!rounding && doubt > 0.1 * Math.abs(w.value()) && doubt > 0.01 * steepest) {
                kind = Kind.UNSTABLE;
            }
        }
        // Between its steps the function has another slope, namely none, and a program may mean that one.
        if (stairs.size() > 0) {
            double flatBar = Math.ulp(sides.middle()) / h[Math.min(flat, h.length - 1)];
            return new Slope(kind, w.value(), bar, 0, 0, flatBar, noise, h[w.rung()], ladder);
        }
        double side = choice.steps() ? choice.fine().value() : w.value();
        double sideBar = choice.steps() ? choice.fine().bar() : bar;
        return new Slope(kind, w.value(), bar, side, side, sideBar, noise, h[w.rung()], ladder);
    }

    /** With bars that are no shorter than the distance between the slopes of both sides, unless that falls. */
    private static List<Window> widened(Sides sides, List<Window> windows) {
        return windows.stream()
                .map(w -> differenceFalls(sides, w.rung())
                        ? w
                        : new Window(w.rung(), w.value(), Math.max(w.bar(), difference(sides, w.rung())), w.noise()))
                .toList();
    }

    /**
     * Whether the distance between the slopes of both sides falls like the step, as that of a smooth function does; or
     * is rounding.
     */
    private static boolean differenceFalls(Sides sides, int k) {
        if (k == 0
                || difference(sides, k) * sides.step()[k]
                        <= ROUNDING * Math.max(sides.ulp(k), Math.ulp(sides.middle()))) {
            return true;
        }
        double[] h = sides.step();
        double order = Math.log(difference(sides, k - 1) / difference(sides, k)) / Math.log(h[k - 1] / h[k]);
        return order > LINEAR;
    }

    private static double difference(Sides sides, int k) {
        return Math.abs(sides.forward(k) - sides.backward(k));
    }

    /**
     * Whether what looks like noise stays, down to the finest rungs; what falls with the step is the function
     * itself.
     */
    private static boolean isNoisy(Sides sides, Window w, double ulp) {
        double range = 0;
        for (int k = 0; k < sides.size(); k++) {
            range = Math.max(range, sides.steepest(k) * sides.step()[k]);
        }
        double fine = 0;
        for (int k = sides.size() - FEWEST_RUNGS; k < sides.size(); k++) {
            fine = Math.max(fine, Math.abs(sides.central(k) - w.value()) * sides.step()[k]);
        }
        return fine > NOISY * ulp && fine > 0.01 * w.noise() && fine > 0x1p-52 * range;
    }

    private static List<Window> before(int rung, List<Window> windows) {
        return windows.stream().filter(w -> w.rung() < rung).toList();
    }

    private Slope kink(Sides sides, List<Window> central, Window w, Window b) {
        Window m = Choice.of(
                        central,
                        (fine, coarse) -> jumps.end(sides, fine.value(), fine.rung(), coarse.value(), coarse.rung()))
                .window();
        if (m == null) {
            m = w;
        }
        double bar = m.bar() + b.bar();
        double noise = Math.max(m.noise(), b.noise());
        return new Slope(
                Kind.KINK,
                m.value(),
                bar,
                m.value() - b.value(),
                m.value() + b.value(),
                bar,
                noise,
                sides.step()[b.rung()],
                ladder);
    }

    /**
     * The jump by which a flat stretch ends, of a function that is flat between many jumps: rounded, or a bisection. A
     * function with a few values only is not rounded; and jumps of a unit in the last place are everywhere.
     */
    private Jump stairs(Sides sides) {
        int k = flatFrom(sides) - 1;
        if (k < 0 || k + 1 >= sides.size()) {
            return Jump.NONE;
        }
        Set<Double> different = new HashSet<>();
        for (int i = 0; i <= k; i++) {
            different.add(sides.plus()[i]);
            different.add(sides.minus()[i]);
        }
        different.add(sides.middle());
        if (different.size() <= 3) {
            return Jump.NONE;
        }
        int sign = sides.plus()[k] != sides.middle() ? 1 : -1;
        double[] h = sides.step();
        Jump jump = jumps.between(sign * h[k + 1], sign * h[k], t -> sides.middle());
        return jump.size() > 8 * Math.max(sides.ulp(k), Math.ulp(sides.middle())) ? jump : Jump.NONE;
    }

    /** Whether the finest rungs see the same leap, far above rounding. */
    private static boolean isJump(Sides sides) {
        int n = sides.size();
        double leap = sides.plus()[n - 1] - sides.minus()[n - 1];
        if (!(Math.abs(leap) > NOISY * sides.ulp(n - 1))) {
            return false;
        }
        for (int k = n - FEWEST_RUNGS; k < n; k++) {
            double other = sides.plus()[k] - sides.minus()[k];
            if (!(Math.abs(other - leap) <= 1e-3 * Math.abs(leap))) {
                return false;
            }
        }
        return true;
    }

    private Slope oneSided() {
        Window left = side(all.finite(true, false), true);
        Window right = side(all.finite(false, true), false);
        if (left == null && right == null) {
            return nothing(Kind.NOT_FINITE);
        }
        double none = Double.NaN;
        return new Slope(
                Kind.NOT_FINITE,
                none,
                Double.POSITIVE_INFINITY,
                left == null ? none : left.value(),
                right == null ? none : right.value(),
                Math.max(left == null ? 0 : left.bar(), right == null ? 0 : right.bar()),
                Math.max(left == null ? 0 : left.noise(), right == null ? 0 : right.noise()),
                none,
                ladder);
    }

    private Window side(Sides sides, boolean left) {
        if (sides.size() < FEWEST_RUNGS) {
            return null;
        }
        Window w = Choice.of(Differenced.of(sides, scale).side(left), (fine, coarse) -> false)
                .window();
        if (w == null) {
            return null;
        }
        int last = sides.size() - 1;
        double size = Math.max(Math.abs(w.value()), Math.abs(left ? sides.backward(last) : sides.forward(last)));
        return w.bar() > 0.1 * size ? null : w;
    }

    private Slope nothing(Kind kind) {
        return Slope.unknown(kind, ladder);
    }
}
