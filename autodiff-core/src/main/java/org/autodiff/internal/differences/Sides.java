package org.autodiff.internal.differences;

/** The values of one component at {@code -h, 0, h} for all rungs of a ladder. */
record Sides(double[] step, double[] minus, double middle, double[] plus) {
    static Sides of(Values values, int component, double[] step) {
        double[] minus = new double[step.length];
        double[] plus = new double[step.length];
        for (int k = 0; k < step.length; k++) {
            plus[k] = values.at(step[k], component);
            minus[k] = values.at(-step[k], component);
        }
        return new Sides(step, minus, values.at(0, component), plus);
    }

    int size() {
        return step.length;
    }

    /** The rungs whose values are finite on both sides, or on the one asked for. */
    Sides finite(boolean left, boolean right) {
        int n = 0;
        double[] h = new double[size()];
        double[] m = new double[size()];
        double[] p = new double[size()];
        for (int k = 0; k < size(); k++) {
            if ((!left || Double.isFinite(minus[k])) && (!right || Double.isFinite(plus[k]))) {
                h[n] = step[k];
                m[n] = minus[k];
                p[n++] = plus[k];
            }
        }
        return new Sides(
                java.util.Arrays.copyOf(h, n), java.util.Arrays.copyOf(m, n), middle, java.util.Arrays.copyOf(p, n));
    }

    /** {@code (f(h) - f(-h)) / 2h}; halves where the difference would overflow. */
    double central(int k) {
        double difference = plus[k] - minus[k];
        double h = step[k];
        return Double.isFinite(difference) ? difference / (2 * h) : (plus[k] / 2 - minus[k] / 2) / h;
    }

    double forward(int k) {
        return slope(middle, plus[k], step[k]);
    }

    double backward(int k) {
        return slope(minus[k], middle, step[k]);
    }

    private static double slope(double a, double b, double h) {
        double difference = b - a;
        return Double.isFinite(difference) ? difference / h : 2 * ((b / 2 - a / 2) / h);
    }

    /** What the two sides have in common beyond the middle: {@code (f(h) + f(-h)) / 2 - f(0)}. */
    double even(int k) {
        return (plus[k] / 2 - middle / 2) + (minus[k] / 2 - middle / 2);
    }

    /**
     * The slope of the even part between two rungs: it does not depend on the middle, which may be the inexact
     * value.
     */
    double bend(int k) {
        double rise = (plus[k] - plus[k + 1]) / 2 + (minus[k] - minus[k + 1]) / 2;
        return rise / (step[k] - step[k + 1]);
    }

    double steepest(int k) {
        return Math.max(Math.abs(forward(k)), Math.abs(backward(k)));
    }

    /** One unit in the last place of the values of a rung. */
    double ulp(int k) {
        return Math.ulp(Math.max(Math.abs(plus[k]), Math.abs(minus[k])));
    }

    Rung rung(int k) {
        return new Rung(step[k], finite(central(k)), finite(forward(k)), finite(backward(k)));
    }

    private static double finite(double x) {
        return Double.isFinite(x) ? x : Double.NaN;
    }
}
