package org.autodiff.examples.check;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.autodiff.gradcheck.Coordinate;
import org.autodiff.gradcheck.Coordinate.Rung;

/**
 * How the error of the central differences of one coordinate depends on the step. With h it falls until truncation, as
 * h^2, meets rounding, as 1/h.
 *
 * @param coordinate what the differences are of
 * @param rungs those whose central difference is finite, by step, small ones first
 * @param best the index of the one that is nearest to the result
 */
record StepErrors(Coordinate coordinate, List<Rung> rungs, int best) {
    private static final double CLEARLY = 3;

    static StepErrors of(Coordinate coordinate) {
        double result = coordinate.numeric();
        List<Rung> rungs = coordinate.ladder().stream()
                .filter(rung -> Double.isFinite(rung.central() - result))
                .sorted(Comparator.comparingDouble(Rung::step))
                .toList();
        int best = -1;
        for (int i = 0; i < rungs.size(); i++) {
            if (best < 0 || distance(rungs.get(i), result) < distance(rungs.get(best), result)) {
                best = i;
            }
        }
        return new StepErrors(coordinate, rungs, best);
    }

    private static double distance(Rung rung, double result) {
        return Math.abs(rung.central() - result);
    }

    /** Half of the last digit of the result: no error can be shown smaller on a logarithmic axis. */
    double floor() {
        return Math.max(Double.MIN_NORMAL, Math.ulp(coordinate.numeric()) / 2);
    }

    double[] steps() {
        return of(Rung::step);
    }

    /** The errors, at least the {@link #floor}. */
    double[] errors() {
        return of(rung -> Math.max(floor(), distance(rung, coordinate.numeric())));
    }

    double[] of(ToDoubleFunction<Rung> number) {
        return rungs.stream().mapToDouble(number).toArray();
    }

    /** The index of the first step above the best one whose error is well above its; -1 if there is none. */
    int nextAbove() {
        double[] errors = errors();
        return IntStream.range(best, errors.length)
                .filter(i -> errors[i] > CLEARLY * errors[best])
                .findFirst()
                .orElse(-1);
    }

    /** The same below the best one. */
    int nextBelow() {
        double[] errors = errors();
        return IntStream.rangeClosed(0, best)
                .map(i -> best - i)
                .filter(i -> errors[i] > CLEARLY * errors[best])
                .findFirst()
                .orElse(-1);
    }

    /** The exponent p of h^p in the errors of the steps above the best one; empty if there are too few of them. */
    OptionalDouble truncation() {
        return exponent(best, rungs.size());
    }

    /** The same of the steps below the best one. */
    OptionalDouble rounding() {
        return exponent(0, best + 1);
    }

    /** The slope of a straight line through the logarithms of errors that are well above the best one. */
    private OptionalDouble exponent(int from, int to) {
        double[] steps = steps();
        double[] errors = errors();
        int n = 0;
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        for (int i = Math.max(0, from); i < to; i++) {
            if (errors[i] > CLEARLY * errors[best]) {
                double x = Math.log(steps[i]);
                double y = Math.log(errors[i]);
                n++;
                sx += x;
                sy += y;
                sxx += x * x;
                sxy += x * y;
            }
        }
        double spread = n * sxx - sx * sx;
        return n < 2 || spread <= 0 ? OptionalDouble.empty() : OptionalDouble.of((n * sxy - sx * sy) / spread);
    }
}
