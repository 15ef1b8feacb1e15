package org.autodiff.internal.differences;

import java.util.List;

/**
 * The derivative at t = 0 of one component along a line, as far as values tell it.
 *
 * @param kind what the component looks like around 0
 * @param value the estimate; NaN if there is none. At a kink the mean of both sides
 * @param errorBar how far off the value may be; infinite if nothing is known
 * @param left the derivative from below; the same as {@code value} unless the kind is a kink. Of a function
 *     made of steps (a staircase, rounded values, or an inner solver) its slope between the steps. NaN if unknown
 * @param right the derivative from above
 * @param sideBar how far off {@code left} and {@code right} may be
 * @param noise the measured size of the noise of the component (one standard deviation of a value)
 * @param step the step of the rung that decided; NaN if none did
 * @param ladder all rungs that were looked at, coarse to fine
 */
public record Slope(
        Kind kind,
        double value,
        double errorBar,
        double left,
        double right,
        double sideBar,
        double noise,
        double step,
        List<Rung> ladder) {
    /** What may vanish of a value by underflow. */
    private static final double UNDERFLOW = 64 * Double.MIN_VALUE;

    /** What a component looks like around 0. */
    public enum Kind {
        /** Differentiable; the value is within the error bar. */
        SMOOTH,
        /** Not one bit moves, with coarse steps neither: the slope is zero. */
        CONSTANT,
        /** Both one-sided slopes exist and differ. */
        KINK,
        /** The values to the left and to the right do not meet. */
        JUMP,
        /** The noise of the values hides the slope; {@code noise} is its size. */
        NOISY,
        /** The rungs contradict each other. */
        UNSTABLE,
        /** Values that are not finite are in the way: no slope, or one side only (the other is NaN). */
        NOT_FINITE
    }

    public Slope {
        ladder = List.copyOf(ladder);
    }

    /**
     * A slope of zero where not one bit moves. Values below the smallest number there is vanish, and so may several
     * terms of one that is zero.
     */
    static Slope flat(Kind kind, double middle, double step, List<Rung> ladder) {
        double bar = Math.max(Math.max(Math.ulp(middle), UNDERFLOW) / step, UNDERFLOW);
        return new Slope(kind, 0, bar, 0, 0, bar, 0, step, ladder);
    }

    /** Nothing is known of the slope. */
    static Slope unknown(Kind kind, List<Rung> ladder) {
        double none = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        return new Slope(kind, none, infinite, none, none, infinite, 0, none, ladder);
    }

    /** Without the rungs. */
    @Override
    public String toString() {
        String sides = kind == Kind.KINK || kind == Kind.NOT_FINITE
                ? " left " + left + " right " + right + " +- " + sideBar
                : "";
        return kind + " " + value + " +- " + errorBar + sides + " noise " + noise + " step " + step + " of "
                + ladder.size();
    }

    /**
     * The distance of a claim from the nearest number that the derivative may be called: at a kink each between both
     * sides (a subgradient), of a function made of flat steps zero as well as the slope over many steps; else the
     * value.
     */
    public double distance(double claimed) {
        double toValue = Math.abs(claimed - value);
        double toSides = Math.min(Math.abs(claimed - left), Math.abs(claimed - right));
        return switch (kind) {
            case KINK -> Math.min(left, right) <= claimed && claimed <= Math.max(left, right) ? 0 : toSides;
            case NOISY -> Math.min(toValue, toSides);
            default -> toValue;
        };
    }
}
