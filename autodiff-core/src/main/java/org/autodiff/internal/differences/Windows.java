package org.autodiff.internal.differences;

import java.util.ArrayList;
import java.util.List;

/**
 * The limit of a sequence of differences for step to zero, as seen from each rung of the ladder.
 *
 * <p>A window is a rung with its neighbours. Its value is extrapolated (Richardson 1911; Ridders: Accurate
 * computation of F'(x) and F'(x)F''(x); Adv. Eng. Softw. 4, 1982) from the rung and the two coarser ones. Its bar
 * has three parts:
 *
 * <ul>
 *   <li>truncation: what the last extrapolation has changed; but where extrapolation does not bring neighbours
 *       together, the function is not that smooth, and the bar is made of the distances of the raw differences;
 *   <li>noise: the finer rungs, where noise rules, tell its size;
 *   <li>rounding: units in the last place of the values, by the step.
 * </ul>
 */
final class Windows {
    /** How many finer rungs tell the noise, and how many must. */
    private static final int NOISE_RUNGS = 6;

    private static final int NOISE_RUNGS_NEEDED = 3;
    private static final double NOISE_SAFETY = 4;
    private static final double TRUNCATION_SAFETY = 2;

    /** The limit seen from a rung, how far off it may be, and the noise of a value. */
    record Window(int rung, double value, double bar, double noise) {
        /** Whether this window contradicts the other one, and knows well itself. */
        boolean refutes(Window other) {
            double distance = Math.abs(value - other.value);
            return distance > bar + other.bar && distance > 3 * bar;
        }
    }

    private final double[] c;
    private final double[] step;
    private final double[] rounding;
    private final double[] once;
    private final double[] twice;
    private final int power;

    /**
     * @param c the differences, coarse to fine
     * @param x the size of the step, as it enters the truncation
     * @param step the step by which noise is divided
     * @param rounding the error of c by rounding
     * @param power the truncation is a series in {@code x^power}
     */
    private Windows(double[] c, double[] x, double[] step, double[] rounding, int power) {
        this.c = c;
        this.step = step;
        this.rounding = rounding;
        this.power = power;
        once = extrapolated(c, x, 1);
        twice = extrapolated(once, x, 2);
    }

    static List<Window> of(double[] c, double[] x, double[] step, double[] rounding, int power) {
        Windows windows = new Windows(c, x, step, rounding, power);
        List<Window> all = new ArrayList<>();
        for (int k = 1; k + NOISE_RUNGS_NEEDED < c.length; k++) {
            Window window = windows.at(k);
            if (Double.isFinite(window.value) && Double.isFinite(window.bar)) {
                all.add(window);
            }
        }
        return all;
    }

    private double[] extrapolated(double[] t, double[] x, int level) {
        double[] next = t.clone();
        for (int k = level; k < t.length; k++) {
            double ratio = Math.pow(x[k - level] / x[k], power);
            next[k] = t[k] + (t[k] - t[k - 1]) / (ratio - 1);
        }
        return next;
    }

    private Window at(int k) {
        double d1 = Math.abs(c[k - 1] - c[k]);
        double d2 = Math.abs(c[k] - c[k + 1]);
        double value;
        double truncation;
        if (k >= 2 && Math.abs(once[k] - once[k - 1]) <= d1 / 4) {
            value = twice[k];
            truncation = TRUNCATION_SAFETY * Math.abs(twice[k] - once[k]);
        } else {
            value = once[k];
            truncation = Math.max(Math.abs(value - c[k]), Math.max(d1, d2));
            if (k >= 2) {
                truncation = Math.max(truncation, Math.abs(c[k - 2] - c[k]) / 2);
            }
        }
        truncation += tail(d1, d2);
        double noise = 0;
        for (int j = k + 1; j <= k + NOISE_RUNGS && j < c.length; j++) {
            noise = Math.max(noise, Math.abs(once[j] - value) * step[j]);
        }
        double bar = truncation + NOISE_SAFETY * noise / step[k] + 2 * rounding[k] + 0x1p-38 * Math.abs(value);
        return new Window(k, value, bar, noise);
    }

    /** The rest of a series that falls more slowly than the power says: geometric. */
    private double tail(double d1, double d2) {
        double ratio = d2 / d1;
        double slow = power == 1 ? 0.48 : 0.2;
        if (!(ratio > slow)) {
            return 0;
        }
        return ratio < 0.75 ? d2 * ratio / (1 - ratio) : 3 * d2;
    }
}
