package org.autodiff.internal.kernel.linalg;

/**
 * A function of one positive number, and its divided differences: {@code f[a, b] = (f(b) - f(a)) / (b - a)}, {@code
 * f[a, b, c] = (f[b, c] - f[a, b]) / (c - a)}, and so on; at equal arguments the limits, which are derivatives.
 *
 * <p>The formula itself loses all digits where arguments are near each other. So the first one has a closed form, and
 * arguments within a factor of two are put into the Taylor series around their middle, {@code f[x_0, ..., x_k] = sum_m
 * t_(k+m) h_m(x_0 - c, ..., x_k - c)} with the complete homogeneous symmetric polynomials {@code h_m} (C. de Boor,
 * Divided differences, Surveys in Approximation Theory 1, 2005). Farther ones lose at most a digit in each
 * order.
 */
public enum Divided {
    /** The square root. */
    SQRT {
        @Override
        public double value(double x) {
            return Math.sqrt(x);
        }

        @Override
        double first(double a, double b) {
            return 1 / (Math.sqrt(a) + Math.sqrt(b));
        }

        @Override
        double[] series(int n) {
            double[] t = new double[n];
            t[0] = 1;
            for (int j = 1; j < n; j++) {
                t[j] = t[j - 1] * (1.5 - j) / j;
            }
            return t;
        }

        @Override
        double scale(double c) {
            return Math.sqrt(c);
        }
    },
    /** The natural logarithm. */
    LOG {
        @Override
        public double value(double x) {
            return StrictMath.log(x);
        }

        @Override
        double first(double a, double b) {
            double ratio = (b - a) / a;
            if (ratio == 0) {
                return 1 / a;
            }
            return ratio < 1 ? StrictMath.log1p(ratio) / (b - a) : (StrictMath.log(b) - StrictMath.log(a)) / (b - a);
        }

        @Override
        double[] series(int n) {
            double[] t = new double[n];
            for (int j = 1; j < n; j++) {
                t[j] = (j % 2 == 0 ? -1.0 : 1.0) / j;
            }
            return t;
        }

        @Override
        double scale(double c) {
            return 1;
        }
    };

    /**
     * What lies within a factor of two is at most 1/3 away from the middle: powers of that vanish after so many terms.
     */
    private static final int TERMS = 48;

    /** {@code f(x)}. */
    public abstract double value(double x);

    /** {@code f[a, b]} for {@code a <= b}. */
    abstract double first(double a, double b);

    /** The Taylor coefficients of {@code f(c (1 + u)) / scale(c)} in powers of u, but for the constant one. */
    abstract double[] series(int n);

    abstract double scale(double c);

    /** The divided difference of order {@code x.length - 1} at positive numbers in ascending order. */
    public double at(double... x) {
        return at(x, 0, x.length);
    }

    private double at(double[] x, int from, int to) {
        double least = x[from];
        double most = x[to - 1];
        if (to - from == 1) {
            return value(least);
        } else if (to - from == 2) {
            return first(least, most);
        } else if (most <= 2 * least) {
            return near(x, from, to);
        }
        return (at(x, from + 1, to) - at(x, from, to - 1)) / (most - least);
    }

    private double near(double[] x, int from, int to) {
        int order = to - from - 1;
        double c = x[from] + (x[to - 1] - x[from]) / 2;
        double[] h = new double[TERMS + 4 * order];
        h[0] = 1;
        for (int i = from; i < to; i++) {
            double u = (x[i] - c) / c;
            for (int m = 1; m < h.length; m++) {
                h[m] += u * h[m - 1];
            }
        }
        double[] t = series(h.length + order);
        double sum = 0;
        for (int m = h.length - 1; m >= 0; m--) { // the small ones first
            sum += t[order + m] * h[m];
        }
        double y = scale(c) * sum;
        for (int i = 0; i < order; i++) {
            y /= c;
        }
        return y;
    }
}
