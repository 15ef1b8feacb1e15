package org.autodiff.benchmarks;

import java.util.function.ToDoubleFunction;

/** Checks of what is measured, against plain Java: a wrong result is never timed. */
final class Check {
    private Check() {}

    /** Throws if an element differs by more than a tolerance, relative to those above 1. */
    static void close(String what, double[] actual, double[] expected, double tolerance) {
        if (actual.length != expected.length) {
            throw new AssertionError(what + ": " + actual.length + " elements instead of " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            if (!(error <= tolerance * Math.max(1, Math.abs(expected[i])))) { // also for NaN
                throw new AssertionError(
                        what + ": element " + i + " is " + actual[i] + " and should be " + expected[i]);
            }
        }
    }

    /** The centred difference of a function where it changes with one element. */
    static double slope(ToDoubleFunction<double[]> f, double[] x, int i) {
        double h = 1e-5;
        double at = x[i];
        x[i] = at + h;
        double above = f.applyAsDouble(x);
        x[i] = at - h;
        double below = f.applyAsDouble(x);
        x[i] = at;
        return (above - below) / (2 * h);
    }
}
