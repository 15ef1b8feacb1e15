package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.autodiff.Rng;

/** Random directions in the space of several arrays, and points along them. */
final class ProbeDirection {
    /** Of the root mean square of a block: as far an element moves at least, whose own size says nothing. */
    private static final double LEAST = 0x1p-10;

    private ProbeDirection() {}

    /**
     * A direction in which each element moves at a rate of its own, between 1/2 and 1 times its natural step. The rates
     * have 21 bits: few enough that moving by a small power of two rounds nothing, and too many for two elements to
     * move alike by chance.
     */
    static double[][] random(double[][] point, Rng rng) {
        return map(point, x -> {
            double size = Math.scalb(1.0, Math.max(0, Math.getExponent(x)));
            double rate = size * (1 + rng.nextInt(1 << 20) * 0x1p-20) / 2;
            return rng.nextBoolean() ? rate : -rate;
        });
    }

    /**
     * A direction of one block in which every element moves as far as it is large, either way: by a power of two, so
     * that small steps round nothing.
     */
    static double[][] signs(double[][] point, int block, Rng rng) {
        double[][] direction = zeros(point);
        double least = LEAST * rootMeanSquare(point[block]);
        direction[block] = map(point[block], x -> {
            double size = Math.max(Math.abs(x), least);
            double rate = size == 0 ? 1 : Math.scalb(1.0, Math.getExponent(size));
            return rng.nextBoolean() ? rate : -rate;
        });
        return direction;
    }

    static double[][] zeros(double[][] like) {
        return map(like, x -> 0);
    }

    /** The root mean square of some numbers; 0 of none, and of zeros. */
    static double rootMeanSquare(double[] x) {
        double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
        if (largest == 0 || !Double.isFinite(largest)) {
            return 0;
        }
        double sum = Arrays.stream(x).map(e -> e / largest * (e / largest)).sum();
        return largest * Math.sqrt(sum / x.length);
    }

    /**
     * A point of which every number is up to 2^20 units in the last place off: a derivative stays what it is for some
     * nine digits, and what is made of rounding does not. (A few units would not do: they leave many sums the same.)
     */
    static double[][] besides(double[][] point, Rng rng) {
        return map(point, x -> x + (rng.nextBoolean() ? 1 : -1) * (1 + rng.nextInt(1 << 20)) * Math.ulp(x));
    }

    /** The point {@code x + t v}. */
    static double[][] move(double[][] x, double t, double[][] v) {
        double[][] moved = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] xi = x[i];
            double[] vi = v[i];
            moved[i] = new double[xi.length];
            Arrays.setAll(moved[i], k -> vi[k] == 0 ? xi[k] : xi[k] + t * vi[k]);
        }
        return moved;
    }

    /** The point with one element moved. */
    static double[][] moveOne(double[][] x, int block, int element, double t) {
        double[][] moved = x.clone();
        moved[block] = x[block].clone();
        moved[block][element] += t;
        return moved;
    }

    private static double[][] map(double[][] point, DoubleUnaryOperator f) {
        return Arrays.stream(point).map(x -> map(x, f)).toArray(double[][]::new);
    }

    private static double[] map(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).toArray();
    }
}
