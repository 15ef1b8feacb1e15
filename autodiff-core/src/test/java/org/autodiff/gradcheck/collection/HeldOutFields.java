package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.DevelopmentModels.cumulative;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

/** Physics, finance, statistics and linear algebra, by hand. */
final class HeldOutFields {
    private HeldOutFields() {}

    static void addTo(Cases c) {
        physics(c);
        finance(c);
        statistics(c);
        linearAlgebra(c);
    }

    private static void physics(Cases c) {
        c.function("Coulomb", PHYSICS, x -> 8.9875517873681764e9 * 1.6e-19 * 1.6e-19 / hypot(x[0], x[1]), x -> {
                    double r = hypot(x[0], x[1]);
                    double k = -8.9875517873681764e9 * 1.6e-19 * 1.6e-19 / r / r / r;
                    return g(k * x[0], k * x[1]);
                })
                .at(5e-11, -3e-11)
                .right()
                .wrong("sign", times(-1))
                .wrong("1.01 in y", times(1, 1.01));
        c.function("Morse", PHYSICS, x -> 4.7 * pow(1 - exp(-1.9 * (x[0] - 0.74)), 2), x -> {
                    double e = exp(-1.9 * (x[0] - 0.74));
                    return g(2 * 4.7 * 1.9 * (1 - e) * e);
                })
                .at(0.9)
                .right()
                .wrong("forgot a", times(1 / 1.9))
                .at(0.74)
                .right()
                .wrong("forgot e", x -> g(2 * 4.7 * 1.9 * (1 - exp(-1.9 * (x[0] - 0.74)))));
        c.function(
                        "relativistic energy",
                        PHYSICS,
                        x -> hypot(299792458 * x[0], 9.1e-31 * 299792458.0 * 299792458.0),
                        x -> {
                            double e = hypot(299792458 * x[0], 9.1e-31 * 299792458.0 * 299792458.0);
                            return g(299792458.0 * (299792458 * x[0] / e));
                        })
                .at(3e-22)
                .right()
                .wrong("classical", x -> g(x[0] / 9.1e-31))
                .wrong("forgot c", times(1 / 299792458.0));
        c.function(
                        "van der Waals pressure",
                        PHYSICS,
                        x -> 8.314 * x[0] / (x[1] - 4.3e-5) - 0.364 / (x[1] * x[1]),
                        x -> g(
                                8.314 / (x[1] - 4.3e-5),
                                -8.314 * x[0] / ((x[1] - 4.3e-5) * (x[1] - 4.3e-5)) + 2 * 0.364 / (x[1] * x[1] * x[1])))
                .at(300, 1e-3)
                .right()
                .wrong(
                        "sign of attraction",
                        x -> g(
                                8.314 / (x[1] - 4.3e-5),
                                -8.314 * x[0] / ((x[1] - 4.3e-5) * (x[1] - 4.3e-5))
                                        - 2 * 0.364 / (x[1] * x[1] * x[1])));
    }

    private static void finance(Cases c) {
        c.function(
                        "bond price",
                        FINANCE,
                        x -> 5 / (1 + x[0]) + 5 / pow(1 + x[0], 2) + 105 / pow(1 + x[0], 3),
                        x -> g(-5 / pow(1 + x[0], 2) - 10 / pow(1 + x[0], 3) - 315 / pow(1 + x[0], 4)))
                .at(0.04)
                .right()
                .wrong(
                        "Macaulay for modified",
                        x -> g(-5 / (1 + x[0]) - 10 / pow(1 + x[0], 2) - 315 / pow(1 + x[0], 3)))
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function(
                        "put far out of the money",
                        FINANCE,
                        x -> x[1] * cumulative(-d2(x)) - x[0] * cumulative(-d2(x) - x[2]),
                        x -> g(
                                -cumulative(-d2(x) - x[2]),
                                cumulative(-d2(x)),
                                x[0] * exp(-0.5 * (d2(x) + x[2]) * (d2(x) + x[2])) / sqrt(2 * PI)))
                .at(130, 90, 0.2)
                .right()
                .wrong(
                        "delta of the call",
                        x -> g(
                                cumulative(d2(x) + x[2]),
                                cumulative(-d2(x)),
                                x[0] * exp(-0.5 * (d2(x) + x[2]) * (d2(x) + x[2])) / sqrt(2 * PI)))
                .wrong(
                        "vega at d2",
                        x -> g(
                                -cumulative(-d2(x) - x[2]),
                                cumulative(-d2(x)),
                                x[0] * exp(-0.5 * d2(x) * d2(x)) / sqrt(2 * PI)));
        c.function(
                        "portfolio variance",
                        FINANCE,
                        x -> 0.04 * x[0] * x[0] + 2 * 0.006 * x[0] * x[1] + 0.09 * x[1] * x[1],
                        x -> g(0.08 * x[0] + 0.012 * x[1], 0.012 * x[0] + 0.18 * x[1]))
                .at(0.6, 0.4)
                .right()
                .wrong("covariance once", x -> g(0.08 * x[0] + 0.006 * x[1], 0.006 * x[0] + 0.18 * x[1]));
    }

    // (spot, strike, volatility for the whole time), no interest
    private static double d2(double[] x) {
        return log(x[0] / x[1]) / x[2] - 0.5 * x[2];
    }

    private static void statistics(Cases c) {
        c.function(
                        "Student t log-density",
                        STATISTICS,
                        x -> -0.5 * (x[1] + 1) * log1p(x[0] * x[0] / x[1]),
                        x -> g(
                                -(x[1] + 1) * x[0] / (x[1] + x[0] * x[0]),
                                -0.5 * log1p(x[0] * x[0] / x[1])
                                        + 0.5 * (x[1] + 1) * x[0] * x[0] / (x[1] * (x[1] + x[0] * x[0]))))
                .at(2.5, 4)
                .right()
                .wrong(
                        "second term of nu missing",
                        x -> g(-(x[1] + 1) * x[0] / (x[1] + x[0] * x[0]), -0.5 * log1p(x[0] * x[0] / x[1])));
        c.function(
                        "Weibull log-density",
                        STATISTICS,
                        x -> log(x[0] / x[1]) + (x[0] - 1) * log(2.3 / x[1]) - pow(2.3 / x[1], x[0]),
                        x -> {
                            double l = log(2.3 / x[1]);
                            double p = pow(2.3 / x[1], x[0]);
                            return g(1 / x[0] + l - p * l, x[0] * (p - 1) / x[1]);
                        })
                .at(1.7, 1.9)
                .right()
                .wrong("sign of scale", times(1, -1))
                .wrong("1/k missing", (g, x) -> g[0] -= 1 / x[0]);
        c.function(
                        "mixture of two normals",
                        STATISTICS,
                        x -> log(0.3 * exp(-0.5 * (1.1 - x[0]) * (1.1 - x[0]))
                                + 0.7 * exp(-0.5 * (1.1 - x[1]) * (1.1 - x[1]))),
                        x -> {
                            double a = 0.3 * exp(-0.5 * (1.1 - x[0]) * (1.1 - x[0]));
                            double b = 0.7 * exp(-0.5 * (1.1 - x[1]) * (1.1 - x[1]));
                            return g(a * (1.1 - x[0]) / (a + b), b * (1.1 - x[1]) / (a + b));
                        })
                .at(-0.5, 2)
                .right()
                .wrong("weights for responsibilities", x -> g(0.3 * (1.1 - x[0]), 0.7 * (1.1 - x[1])))
                .wrong("1 - 1e-3 in one", times(0, 1 - 1e-3));
        c.function(
                        "KL divergence of normals",
                        STATISTICS,
                        x -> -log(x[1]) + 0.5 * (x[1] * x[1] + x[0] * x[0] - 1),
                        x -> g(x[0], x[1] - 1 / x[1]))
                .at(0.5, 1)
                .right()
                .wrong("hidden by sigma = 1", x -> g(x[0], x[1] - 1))
                .at(0.5, 1.3)
                .right()
                .wrong("sign of the log", x -> g(x[0], x[1] + 1 / x[1]));
    }

    private static void linearAlgebra(Cases c) {
        c.function(
                        "u' inv(A) v",
                        LINEAR_ALGEBRA,
                        a -> (a[3] - 2 * a[1] + 3 * (-a[2] + 2 * a[0])) / (a[0] * a[3] - a[1] * a[2]),
                        a -> {
                            double d = a[0] * a[3] - a[1] * a[2];
                            // u = (1, 3), v = (1, 2): -(inv(A)' u) (inv(A) v)'.
                            double p = (a[3] - 3 * a[2]) / d;
                            double q = (-a[1] + 3 * a[0]) / d;
                            double r = (a[3] - 2 * a[1]) / d;
                            double s = (-a[2] + 2 * a[0]) / d;
                            return g(-p * r, -p * s, -q * r, -q * s);
                        })
                .at(3, 1, -1, 2)
                .right()
                .wrong("transposed", swapped(1, 2))
                .wrong("sign", times(-1));
        c.function(
                        "larger eigenvalue",
                        LINEAR_ALGEBRA,
                        a -> 0.5 * (a[0] + a[2]) + hypot(0.5 * (a[0] - a[2]), a[1]),
                        a -> {
                            double r = hypot(0.5 * (a[0] - a[2]), a[1]);
                            double t = 0.25 * (a[0] - a[2]) / r;
                            return g(0.5 + t, a[1] / r, 0.5 - t);
                        })
                .at(2, 0.5, -1)
                .right()
                .wrong("off-diagonal once", times(1, 0.5))
                .at(1, 1e-7, 1)
                .right()
                .wrong("off-diagonal once", times(1, 0.5));
        c.function(
                        "Rayleigh quotient",
                        LINEAR_ALGEBRA,
                        x -> (2 * x[0] * x[0] + 2 * x[0] * x[1] + 5 * x[1] * x[1]) / (x[0] * x[0] + x[1] * x[1]),
                        x -> {
                            double n = x[0] * x[0] + x[1] * x[1];
                            double q = (2 * x[0] * x[0] + 2 * x[0] * x[1] + 5 * x[1] * x[1]) / n;
                            return g(
                                    (4 * x[0] + 2 * x[1] - 2 * q * x[0]) / n,
                                    (2 * x[0] + 10 * x[1] - 2 * q * x[1]) / n);
                        })
                .at(1.5, -0.4)
                .right()
                .wrong("norm held constant", x -> {
                    double n = x[0] * x[0] + x[1] * x[1];
                    return g((4 * x[0] + 2 * x[1]) / n, (2 * x[0] + 10 * x[1]) / n);
                })
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function(
                        "Vandermonde determinant",
                        LINEAR_ALGEBRA,
                        x -> (x[1] - x[0]) * (x[2] - x[0]) * (x[2] - x[1]),
                        x -> g(
                                -(x[2] - x[1]) * (x[2] - x[0] + x[1] - x[0]),
                                (x[2] - x[0]) * (x[2] - x[1] - x[1] + x[0]),
                                (x[1] - x[0]) * (x[2] - x[1] + x[2] - x[0])))
                .at(1, 2, 4)
                .right()
                .wrong("off by one index", shifted())
                .wrong("sign of the middle", times(1, -1));
    }
}
