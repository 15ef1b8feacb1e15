package org.autodiff.internal.differences;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.autodiff.internal.differences.Windows.Window;

/** The sequences of differences that are made of the values of a ladder, each with its windows. */
record Differenced(Sides sides, double[] rounding) {
    static Differenced of(Sides sides, Scale scale) {
        double[] h = sides.step();
        double[] rounding = new double[h.length];
        for (int k = 0; k < h.length; k++) {
            double steepest = sides.steepest(k);
            double displaced = Double.isFinite(steepest) ? scale.inexact(h[k]) * steepest : 0;
            rounding[k] = (sides.ulp(k) + displaced) / h[k];
        }
        return new Differenced(sides, rounding);
    }

    /** Of the central differences; the power is 2 for smooth functions, and 1 where both sides differ. */
    List<Window> central(int power) {
        return Windows.of(sequence(sides.size(), sides::central), sides.step(), sides.step(), rounding, power);
    }

    /** Of half the distance between the slopes of both sides. */
    List<Window> bend() {
        int n = sides.size() - 1;
        double[] h = sides.step();
        double[] between = sequence(n, k -> h[k] + h[k + 1]);
        return Windows.of(sequence(n, sides::bend), between, h, rounding, 1);
    }

    /** Of the differences to one side. */
    List<Window> side(boolean left) {
        IntToDoubleFunction slope = left ? sides::backward : sides::forward;
        double[] own = sequence(sides.size(), k -> {
            double value = left ? sides.minus()[k] : sides.plus()[k];
            return Math.ulp(Math.max(Math.abs(value), Math.abs(sides.middle()))) / sides.step()[k];
        });
        return Windows.of(sequence(sides.size(), slope), sides.step(), sides.step(), own, 1);
    }

    private static double[] sequence(int n, IntToDoubleFunction term) {
        return IntStream.range(0, n).mapToDouble(term).toArray();
    }
}
