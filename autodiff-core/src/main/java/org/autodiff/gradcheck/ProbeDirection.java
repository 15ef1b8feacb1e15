package org.autodiff.gradcheck;

import java.util.Arrays;
import org.autodiff.Rng;

/** Random directions in the space of several arrays. */
final class ProbeDirection {
    /** {@link Claims#STEP} as a power of two, so that steps along a direction are exact. */
    static final double STEP = 0x1p-17;

    private ProbeDirection() {}

    /**
     * A direction in which each element moves at a rate of its own, between 1/2 and 1 times its natural step. The rates
     * have 21 bits: few enough that moving by a small power of two rounds nothing, and too many for two elements to
     * move alike by chance.
     */
    static double[][] random(double[][] point, Rng rng) {
        return Arrays.stream(point)
                .map(x -> Arrays.stream(x).map(e -> rate(e, rng)).toArray())
                .toArray(double[][]::new);
    }

    private static double rate(double x, Rng rng) {
        double size = Math.scalb(1.0, Math.max(0, Math.getExponent(x)));
        double rate = size * (1 + rng.nextInt(1 << 20) * 0x1p-20) / 2;
        return rng.nextBoolean() ? rate : -rate;
    }

    /** The point {@code x + t v}. */
    static double[][] move(double[][] x, double t, double[][] v) {
        double[][] moved = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] xi = x[i];
            double[] vi = v[i];
            moved[i] = new double[xi.length];
            Arrays.setAll(moved[i], k -> xi[k] + t * vi[k]);
        }
        return moved;
    }
}
