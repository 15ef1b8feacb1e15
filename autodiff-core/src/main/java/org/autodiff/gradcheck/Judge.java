package org.autodiff.gradcheck;

import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.autodiff.gradcheck.Coordinate.Rung;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.internal.differences.Slope;

/**
 * Decides about one derivative, by itself: no other coordinate has a say. With a the claim, n the differences and e
 * their error bar, {@code bound = absolute + relative max(|a|, |n|)}:
 *
 * <ul>
 *   <li>PASS if {@code |a - n| <= bound + e}, and e is small: at most {@code max(relative, min(10^-5, 10 relative))}
 *       of the larger of the two, that is 10^-5 for the usual 10^-6;
 *   <li>PASS also, whatever the differences look like but at a kink, if {@code |a - n| + e <= absolute}; and where they
 *       are rough, if all that are long enough for their noise are that close to a, or, of a claim of zero, to zero;
 *   <li>WRONG if {@code |a - n| > bound + 3 e}, of differences that are stable;
 *   <li>a claim of zero is confirmed by an n within e, if e is as short as rounding permits; if n is outside of 3 e,
 *       it is DISCONNECTED. A claim that is not zero, but the rounding of a gradient that is, counts as zero: it is
 *       another number some units in the last place beside;
 *   <li>at a kink a claim outside of what the one-sided derivatives enclose is WRONG, any other one undecided;
 *   <li>all else is INCONCLUSIVE. Differences that are not finite or not stable never make a claim wrong.
 * </ul>
 */
final class Judge {
    /** The longest error bar relative to the derivative that confirms anything, unless more is tolerated. */
    private static final double RESOLUTION = 1e-5;

    /** The same in units of what is tolerated. */
    private static final double RESOLUTION_OF_TOLERANCE = 10;

    /** Error bars are estimates; a wrong verdict wants more than one. */
    private static final double SURE = 3;

    /** The same where values carry noise. */
    private static final double SURE_OF_NOISE = 10;

    /** The error bar in units of {@code |f| / |x|} up to which zero can be confirmed. */
    private static final double FLOOR = 1e-9;

    /** The same where only short steps are possible, as near a kink, and a multiple of what rounding leaves of them. */
    private static final double FLOOR_OF_SHORT_STEPS = 1e-7;

    private static final double ROUNDING_OF_STEPS = 100;

    /** The noise in units of that floor, up to which it is the rounding of terms that cancel. */
    private static final double NOISE_OF_NOTHING = 1e-3;

    /** Noise in units of the last place of the value, up to which it is the rounding of long sums. */
    private static final double MOST_ROUNDING = 1e4;

    /** Noise relative to the value beyond which it is not that of a solver that converged. */
    private static final double SOLVER = 1e-2;

    /** Fewer differences than these say nothing by all being small. */
    private static final int LEAST_RUNGS = 3;

    /** So often a claim is asked for beside. */
    static final int PROBES = 4;

    private static final String ZERO = "zero but for rounding";

    /** So much of what is tolerated needs no explanation. */
    private static final double SUSPECT = 1e-3;

    /** The error bar relative to the derivative with which it is clear that there is one. */
    private static final double CLEAN = 0.01;

    /** What the rounding of subnormal numbers may add up to: it is not relative to anything. */
    private static final double SUBNORMAL = 1024 * Double.MIN_VALUE;

    private final double relative;
    private final double absolute;
    private final boolean smoothOnly;

    Judge(double relative, double absolute) {
        this(relative, absolute, false);
    }

    private Judge(double relative, double absolute, boolean smoothOnly) {
        this.relative = relative;
        this.absolute = absolute;
        this.smoothOnly = smoothOnly;
    }

    /** The same, but nothing is wrong where the differences are not smooth. */
    Judge ofSmoothOnly() {
        return new Judge(relative, absolute, true);
    }

    /**
     * Judges.
     *
     * @param magnitude of the value, which rounding is relative to
     * @param unit how far the line moves by its natural step
     * @param beside the claim some units in the last place beside; may be costly, and is rarely asked for
     */
    Coordinate judge(
            Derivative entry, double claimed, Slope slope, double magnitude, double unit, DoubleSupplier beside) {
        double n = slope.value();
        double bound = absolute + relative * Math.max(Math.abs(claimed), Math.abs(Double.isNaN(n) ? 0 : n)) + SUBNORMAL;
        Finding finding = finding(claimed, slope, bound, floor(slope, magnitude, unit), magnitude, beside);
        boolean smooth = slope.kind() == Slope.Kind.SMOOTH || slope.kind() == Slope.Kind.CONSTANT;
        if (finding.status().isWrong() && isSeenByShortSteps(claimed, slope, bound)) {
            finding = found(
                    Status.INCONCLUSIVE, "long and short steps disagree, and the short ones do not exclude yours");
        }
        if (smoothOnly && !smooth && finding.status().isWrong()) {
            finding = found(Status.INCONCLUSIVE, "the function is not smooth here");
        }
        boolean kink = slope.kind() == Slope.Kind.KINK;
        return new Coordinate(
                entry.block(),
                entry.index(),
                entry.component(),
                entry.name(),
                entry.order(),
                claimed,
                n,
                kink ? slope.sideBar() : slope.errorBar(),
                bound,
                slope.left(),
                slope.right(),
                finding.status(),
                finding.why(),
                slope.ladder().stream()
                        .map(r -> new Rung(r.step(), r.central(), r.forward(), r.backward()))
                        .toList());
    }

    /** Whether a claim is right on a tread of a staircase, or within a small fast part: long steps see neither. */
    private static boolean isSeenByShortSteps(double a, Slope slope, double bound) {
        return slope.kind() != Slope.Kind.KINK
                && slope.left() == slope.right()
                && (slope.left() != slope.value() || slope.sideBar() > slope.errorBar())
                && Math.abs(a - slope.left()) <= bound + SURE * slope.sideBar();
    }

    /** What was found, and why. */
    private record Finding(Status status, String why) {}

    private static Finding found(Status status, String why, Object... numbers) {
        return new Finding(status, String.format(Locale.ROOT, why, numbers));
    }

    private Finding finding(
            double a, Slope slope, double bound, double floor, double magnitude, DoubleSupplier beside) {
        if (slope.kind() != Slope.Kind.KINK && Math.abs(a - slope.value()) + slope.errorBar() <= absolute) {
            return found(Status.PASS, ""); // be it rough: what is tolerated is more than that
        }
        if (isRough(slope) && isNearEachRung(a, slope, absolute)) {
            return found(Status.PASS, "");
        }
        if (isRough(slope) && isNearEachRung(0, slope, floor) && isNothing(a, floor, beside)) {
            return found(Status.PASS, ZERO);
        }
        return switch (slope.kind()) {
            case CONSTANT -> a == 0 ? found(Status.PASS, "") : smooth(a, slope, bound, floor, beside);
            case SMOOTH -> smooth(a, slope, bound, floor, beside);
            case KINK -> kink(a, slope, bound);
            case NOISY -> noisy(a, slope, bound, floor, magnitude, beside);
            case JUMP -> found(Status.INCONCLUSIVE, "the function jumps here");
            case UNSTABLE -> found(Status.INCONCLUSIVE, "differences with different steps contradict each other");
            case NOT_FINITE ->
                found(Status.INCONCLUSIVE, "the function or its differences are not finite: the edge of its domain?");
        };
    }

    private static boolean isRough(Slope slope) {
        return slope.kind() == Slope.Kind.NOISY || slope.kind() == Slope.Kind.UNSTABLE;
    }

    /** Whether a claim is as good as the difference with each step that is long enough for the noise to say so. */
    private static boolean isNearEachRung(double a, Slope slope, double allowed) {
        var telling = slope.ladder().stream()
                .filter(r -> slope.noise() <= allowed * r.step())
                .toList();
        return telling.size() >= LEAST_RUNGS && telling.stream().allMatch(r -> Math.abs(r.central() - a) <= allowed);
    }

    private static boolean isNothing(double a, double floor, DoubleSupplier beside) {
        return a == 0 || (Math.abs(a) <= floor && isRounding(a, beside));
    }

    private Finding smooth(double a, Slope slope, double bound, double floor, DoubleSupplier beside) {
        double n = slope.value();
        double e = slope.errorBar();
        if (!Double.isFinite(n) || !(e < Double.POSITIVE_INFINITY)) {
            return found(Status.INCONCLUSIVE, "the differences tell nothing");
        }
        if (!Double.isFinite(a)) {
            boolean clean = e <= CLEAN * Math.abs(n) || (Double.isFinite(floor) && e <= floor);
            return found(clean ? Status.WRONG : Status.INCONCLUSIVE, "yours is not finite");
        }
        double distance = Math.abs(a - n);
        double size = Math.max(Math.abs(a), Math.abs(n));
        if (a != 0 && distance <= bound + e && e <= Math.max(resolution() * size, absolute)) {
            return found(Status.PASS, "");
        }
        boolean zero = a == 0 || (Math.abs(a) <= Math.max(e, floor) && isRounding(a, beside));
        if (distance > bound + SURE * e) {
            if (a == 0) {
                return found(Status.DISCONNECTED, "yours is zero, and the function moves");
            }
            return zero && Math.abs(n) <= e && e <= floor ? found(Status.PASS, ZERO) : found(Status.WRONG, "");
        }
        if (zero && Math.abs(n) <= e + absolute && e <= Math.max(floor, absolute)) {
            return found(Status.PASS, a == 0 ? "" : ZERO);
        }
        if (distance > bound + e) {
            return found(Status.INCONCLUSIVE, "at the edge of the error bar");
        }
        return found(Status.INCONCLUSIVE, "the differences see nothing smaller than %.0e", e);
    }

    private double resolution() {
        return Math.max(relative, Math.min(RESOLUTION, RESOLUTION_OF_TOLERANCE * relative));
    }

    /** How short an error bar can be expected to be, where the slope is zero. */
    private static double floor(Slope slope, double magnitude, double unit) {
        double size = magnitude;
        for (var rung : slope.ladder()) {
            double forward = Math.abs(rung.forward()) * rung.step();
            double backward = Math.abs(rung.backward()) * rung.step();
            size = Math.max(size, Double.isFinite(forward + backward) ? Math.max(forward, backward) : 0);
        }
        double rounding = ROUNDING_OF_STEPS * Math.max(slope.noise(), Math.ulp(magnitude)) / slope.step();
        double shortSteps = Math.min(FLOOR_OF_SHORT_STEPS * size / unit, rounding);
        double floor = Math.max(FLOOR * size / unit, Double.isNaN(shortSteps) ? 0 : shortSteps);
        return Math.max(floor, Double.MIN_NORMAL);
    }

    /** Whether a claim is made of rounding: then it is wholly another one beside. */
    private static boolean isRounding(double a, DoubleSupplier beside) {
        for (int i = 0; i < PROBES; i++) {
            double b = beside.getAsDouble();
            if (Math.abs(a - b) > 0.1 * Math.abs(a)) {
                return true;
            }
        }
        return false;
    }

    private static Finding kink(double a, Slope slope, double bound) {
        double low = Math.min(slope.left(), slope.right());
        double high = Math.max(slope.left(), slope.right());
        double margin = bound + SURE * slope.sideBar();
        if (a >= low - margin && a <= high + margin) {
            return found(Status.KINK, "slopes %.6g and %.6g", slope.left(), slope.right());
        }
        return found(
                a == 0 ? Status.DISCONNECTED : Status.WRONG,
                "a kink, and yours is not between its slopes %.6g and %.6g",
                slope.left(),
                slope.right());
    }

    private Finding noisy(double a, Slope slope, double bound, double floor, double magnitude, DoubleSupplier beside) {
        boolean known = Double.isFinite(slope.value()) && slope.errorBar() < Double.POSITIVE_INFINITY;
        double distance = Math.abs(a - slope.value());
        double e = SURE_OF_NOISE * slope.errorBar();
        if (known && distance <= bound + slope.errorBar() && e <= resolution() * Math.abs(slope.value())) {
            return found(Status.PASS, "");
        }
        boolean nothing = Math.abs(slope.value()) <= floor && slope.noise() <= NOISE_OF_NOTHING * floor;
        if (nothing && isNothing(a, floor, beside)) {
            return found(Status.PASS, ZERO);
        }
        if (known && distance > bound + e) {
            return found(a == 0 ? Status.DISCONNECTED : Status.WRONG, "in spite of noise %.0e", slope.noise());
        }
        boolean rounding = slope.noise() <= MOST_ROUNDING * Math.ulp(magnitude);
        return found(
                Status.INCONCLUSIVE,
                rounding ? "the rounding of the function, %.0e, hides it" : "the function carries noise %.0e%s",
                slope.noise(),
                slope.noise() > SOLVER * magnitude ? "" : " (an inner solver?)");
    }

    /**
     * The smallest relative error of a claim that would have been called wrong; NaN if there is nothing to be seen, as
     * where the whole claim is less than what is tolerated.
     */
    static double smallestError(Coordinate c) {
        double size = Math.max(Math.abs(c.claimed()), Math.abs(c.numeric()));
        double longest = Math.max(RESOLUTION * size, c.bound());
        boolean seen = c.status() == Status.PASS && c.claimed() != 0 && c.errorBar() <= longest;
        return seen && size > c.bound() ? threshold(c) / size : Double.NaN;
    }

    /** Whether a claim is off by more than its error bar explains, be it right within the tolerance. */
    static boolean isSuspect(Coordinate c) {
        return !(c.error() <= SURE * c.errorBar() + SUSPECT * c.bound());
    }

    /** The error of a claim from which on it is called wrong. */
    static double threshold(Coordinate c) {
        return c.bound() + SURE * c.errorBar();
    }
}
