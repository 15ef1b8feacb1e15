package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;

import org.autodiff.gradcheck.collection.ChkderFunctions.VectorFunction;

/** Those of the {@link ChkderFunctions} that exist for any number of variables. */
final class ChkderSystems {
    private ChkderSystems() {}

    /** 31 components of 6 variables. */
    static VectorFunction watson() {
        int n = 6;
        return ChkderFunctions.of(
                "Watson",
                x -> {
                    double[] f = new double[31];
                    for (int i = 0; i < 29; i++) {
                        double t = (i + 1) / 29.0;
                        double s1 = 0;
                        double s2 = 0;
                        for (int j = 0; j < n; j++) {
                            s1 += j == 0 ? 0 : j * x[j] * pow(t, j - 1);
                            s2 += x[j] * pow(t, j);
                        }
                        f[i] = s1 - s2 * s2 - 1;
                    }
                    f[29] = x[0];
                    f[30] = x[1] - x[0] * x[0] - 1;
                    return f;
                },
                x -> {
                    double[][] d = new double[31][n];
                    for (int i = 0; i < 29; i++) {
                        double t = (i + 1) / 29.0;
                        double s2 = 0;
                        for (int j = 0; j < n; j++) {
                            s2 += x[j] * pow(t, j);
                        }
                        for (int j = 0; j < n; j++) {
                            d[i][j] = (j == 0 ? 0 : j * pow(t, j - 1)) - 2 * s2 * pow(t, j);
                        }
                    }
                    d[29][0] = 1;
                    d[30][0] = -2 * x[0];
                    d[30][1] = 1;
                    return d;
                },
                new double[n]);
    }

    /** The shifted Chebyshev polynomials of x from 0 to n, and their derivatives. */
    private static double[][] chebyshev(double x, int n) {
        double z = 2 * x - 1;
        double[] t = new double[n + 1];
        double[] d = new double[n + 1];
        t[0] = 1;
        t[1] = z;
        d[1] = 2;
        for (int i = 2; i <= n; i++) {
            t[i] = 2 * z * t[i - 1] - t[i - 2];
            d[i] = 4 * t[i - 1] + 2 * z * d[i - 1] - d[i - 2];
        }
        return new double[][] {t, d};
    }

    static VectorFunction chebyquad() {
        int n = 7;
        double[] start = new double[n];
        for (int j = 0; j < n; j++) {
            start[j] = (j + 1.0) / (n + 1);
        }
        return ChkderFunctions.of(
                "Chebyquad",
                x -> {
                    double[] f = new double[n];
                    for (int i = 1; i <= n; i++) {
                        for (double v : x) {
                            f[i - 1] += chebyshev(v, n)[0][i] / n;
                        }
                        f[i - 1] += i % 2 == 0 ? 1.0 / (i * i - 1) : 0;
                    }
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 1; i <= n; i++) {
                        for (int j = 0; j < n; j++) {
                            d[i - 1][j] = chebyshev(x[j], n)[1][i] / n;
                        }
                    }
                    return d;
                },
                start);
    }

    private static double[] filled(int n, double value) {
        double[] x = new double[n];
        java.util.Arrays.fill(x, value);
        return x;
    }

    private static double sum(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v;
        }
        return sum;
    }

    static VectorFunction brownAlmostLinear() {
        int n = 8;
        return ChkderFunctions.of(
                "Brown almost-linear",
                x -> {
                    double[] f = new double[n];
                    double product = 1;
                    for (int i = 0; i < n; i++) {
                        f[i] = x[i] + sum(x) - (n + 1);
                        product *= x[i];
                    }
                    f[n - 1] = product - 1;
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 0; i < n - 1; i++) {
                        java.util.Arrays.fill(d[i], 1);
                        d[i][i] = 2;
                    }
                    for (int j = 0; j < n; j++) {
                        d[n - 1][j] = 1;
                        for (int k = 0; k < n; k++) {
                            d[n - 1][j] *= k == j ? 1 : x[k];
                        }
                    }
                    return d;
                },
                filled(n, 0.5));
    }

    private static double[] grid(int n) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            double t = (i + 1.0) / (n + 1);
            x[i] = t * (t - 1);
        }
        return x;
    }

    static VectorFunction discreteBoundaryValue() {
        int n = 9;
        double h = 1.0 / (n + 1);
        return ChkderFunctions.of(
                "discrete boundary value",
                x -> {
                    double[] f = new double[n];
                    for (int i = 0; i < n; i++) {
                        double before = i == 0 ? 0 : x[i - 1];
                        double after = i == n - 1 ? 0 : x[i + 1];
                        f[i] = 2 * x[i] - before - after + h * h * pow(x[i] + (i + 1) * h + 1, 3) / 2;
                    }
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 0; i < n; i++) {
                        d[i][i] = 2 + 1.5 * h * h * pow(x[i] + (i + 1) * h + 1, 2);
                        if (i > 0) {
                            d[i][i - 1] = -1;
                        }
                        if (i < n - 1) {
                            d[i][i + 1] = -1;
                        }
                    }
                    return d;
                },
                grid(n));
    }

    static VectorFunction discreteIntegralEquation() {
        int n = 9;
        double h = 1.0 / (n + 1);
        return ChkderFunctions.of(
                "discrete integral equation",
                x -> {
                    double[] f = new double[n];
                    for (int i = 0; i < n; i++) {
                        double t = (i + 1) * h;
                        f[i] = x[i];
                        for (int j = 0; j < n; j++) {
                            double s = (j + 1) * h;
                            f[i] += h / 2 * (j <= i ? (1 - t) * s : t * (1 - s)) * pow(x[j] + s + 1, 3);
                        }
                    }
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 0; i < n; i++) {
                        double t = (i + 1) * h;
                        for (int j = 0; j < n; j++) {
                            double s = (j + 1) * h;
                            d[i][j] = 1.5 * h * (j <= i ? (1 - t) * s : t * (1 - s)) * pow(x[j] + s + 1, 2)
                                    + (i == j ? 1 : 0);
                        }
                    }
                    return d;
                },
                grid(n));
    }

    static VectorFunction trigonometric() {
        int n = 6;
        return ChkderFunctions.of(
                "trigonometric",
                x -> {
                    double cosines = 0;
                    for (double v : x) {
                        cosines += cos(v);
                    }
                    double[] f = new double[n];
                    for (int i = 0; i < n; i++) {
                        f[i] = n - cosines + (i + 1) * (1 - cos(x[i])) - sin(x[i]);
                    }
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            d[i][j] = sin(x[j]) + (i == j ? (i + 1) * sin(x[i]) - cos(x[i]) : 0);
                        }
                    }
                    return d;
                },
                filled(n, 1.0 / n));
    }

    /** n + 2 components. */
    static VectorFunction variablyDimensioned() {
        int n = 6;
        double[] start = new double[n];
        for (int j = 0; j < n; j++) {
            start[j] = 1 - (j + 1.0) / n;
        }
        return ChkderFunctions.of(
                "variably dimensioned",
                x -> {
                    double[] f = new double[n + 2];
                    for (int j = 0; j < n; j++) {
                        f[j] = x[j] - 1;
                        f[n] += (j + 1) * (x[j] - 1);
                    }
                    f[n + 1] = f[n] * f[n];
                    return f;
                },
                x -> {
                    double[][] d = new double[n + 2][n];
                    double s = 0;
                    for (int j = 0; j < n; j++) {
                        s += (j + 1) * (x[j] - 1);
                    }
                    for (int j = 0; j < n; j++) {
                        d[j][j] = 1;
                        d[n][j] = j + 1;
                        d[n + 1][j] = 2 * s * (j + 1);
                    }
                    return d;
                },
                start);
    }

    static VectorFunction broydenTridiagonal() {
        int n = 9;
        return ChkderFunctions.of(
                "Broyden tridiagonal",
                x -> {
                    double[] f = new double[n];
                    for (int i = 0; i < n; i++) {
                        double before = i == 0 ? 0 : x[i - 1];
                        double after = i == n - 1 ? 0 : x[i + 1];
                        f[i] = (3 - 2 * x[i]) * x[i] - before - 2 * after + 1;
                    }
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 0; i < n; i++) {
                        d[i][i] = 3 - 4 * x[i];
                        if (i > 0) {
                            d[i][i - 1] = -1;
                        }
                        if (i < n - 1) {
                            d[i][i + 1] = -2;
                        }
                    }
                    return d;
                },
                filled(n, -1));
    }

    static VectorFunction broydenBanded() {
        int n = 10;
        return ChkderFunctions.of(
                "Broyden banded",
                x -> {
                    double[] f = new double[n];
                    for (int i = 0; i < n; i++) {
                        f[i] = x[i] * (2 + 5 * x[i] * x[i]) + 1;
                        for (int j = max(0, i - 5); j <= min(n - 1, i + 1); j++) {
                            f[i] -= j == i ? 0 : x[j] * (1 + x[j]);
                        }
                    }
                    return f;
                },
                x -> {
                    double[][] d = new double[n][n];
                    for (int i = 0; i < n; i++) {
                        for (int j = max(0, i - 5); j <= min(n - 1, i + 1); j++) {
                            d[i][j] = j == i ? 2 + 15 * x[i] * x[i] : -(1 + 2 * x[j]);
                        }
                    }
                    return d;
                },
                filled(n, -1));
    }
}
