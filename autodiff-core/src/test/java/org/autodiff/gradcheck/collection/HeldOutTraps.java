package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Answer.INCONCLUSIVE;
import static org.autodiff.gradcheck.collection.Answer.VACUOUS;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

import java.util.Random;

/** Set for the ways in which checkers work: aliases of steps, scales that the point does not show, half a domain. */
final class HeldOutTraps {
    private HeldOutTraps() {}

    static void addTo(Cases c) {
        aliases(c);
        hiddenScales(c);
        edges(c);
        noise(c);
        branches(c);
        large(c);
    }

    private static void aliases(Cases c) {
        double frequency = 2 * PI * 4096;
        c.function(
                        "sin x + ripple of period 2^-12",
                        FREQUENCY,
                        x -> sin(x[0]) + 1e-4 * sin(frequency * x[0]),
                        x -> g(cos(x[0]) + 1e-4 * frequency * cos(frequency * x[0])))
                .at(0.25)
                .right()
                .wrong("ripple forgotten", x -> g(cos(x[0])));
        c.function(
                        "Weierstrass sum",
                        FREQUENCY,
                        x -> cos(x[0]) + 0.5 * cos(7 * x[0]) + 0.25 * cos(49 * x[0]) + 0.125 * cos(343 * x[0]),
                        x -> g(-sin(x[0]) - 3.5 * sin(7 * x[0]) - 12.25 * sin(49 * x[0]) - 42.875 * sin(343 * x[0])))
                .at(0.9)
                .right()
                .wrong("last term missing", x -> g(-sin(x[0]) - 3.5 * sin(7 * x[0]) - 12.25 * sin(49 * x[0])))
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function(
                        "triangle wave of period 1e-3",
                        NEAR_KINK,
                        x -> abs(1000 * x[0] - rint(1000 * x[0])),
                        x -> g(1000 * signum(1000 * x[0] - rint(1000 * x[0]))))
                .at(0.40025)
                .right()
                .wrong("0", x -> g(0))
                .wrong("other side", times(-1));
    }

    private static void hiddenScales(Cases c) {
        c.function("exp(1e20 x)", SCALE, x -> exp(1e20 * x[0]), x -> g(1e20 * exp(1e20 * x[0])))
                .at(0)
                .right()
                .wrong("forgot 1e20", times(1e-20))
                .wrong("1.01", times(1.01));
        c.function("atan(x / 1e-30)", STEEP, x -> atan(x[0] / 1e-30), x -> {
                    double z = x[0] / 1e-30;
                    return g(1e30 / (1 + z * z));
                })
                .at(0)
                .right()
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function(
                        "day's cosine of a time stamp",
                        SCALE,
                        x -> cos(2 * PI * x[0] / 86400),
                        x -> g(-2 * PI / 86400 * sin(2 * PI * x[0] / 86400)))
                .at(1.7e9)
                .right()
                .wrong("forgot 2 pi", times(1 / (2 * PI)))
                .wrong("1.01", times(1.01));
        c.function(
                        "(1e10 x - y)^2",
                        STIFF,
                        x -> pow(1e10 * x[0] - x[1], 2),
                        x -> g(2e10 * (1e10 * x[0] - x[1]), -2 * (1e10 * x[0] - x[1])))
                .at(0, 3e9)
                .right()
                .wrong("sign of y", times(1, -1))
                .wrong("forgot 1e10", times(0, 1e-10));
        c.function("1e-310 x", SCALE, x -> 1e-310 * x[0], x -> g(1e-310))
                .at(1.5)
                .right(INCONCLUSIVE)
                .wrong("sign", times(-1));
        c.function(
                        "softplus(1e8 x) / 1e8",
                        NEAR_KINK,
                        x -> (max(0, 1e8 * x[0]) + log1p(exp(-abs(1e8 * x[0])))) / 1e8,
                        x -> g(1 / (1 + exp(-1e8 * x[0]))))
                .at(1e-8)
                .right()
                .wrong("relu", x -> g(x[0] > 0 ? 1 : 0));
    }

    private static void edges(Cases c) {
        c.function("(1 - x)^2.5 on x <= 1", WALL, x -> pow(1 - x[0], 2.5), x -> g(-2.5 * pow(1 - x[0], 1.5)))
                .at(1)
                .right(INCONCLUSIVE, VACUOUS, Answer.KINK)
                .wrong("sign, power not lowered", x -> g(2.5 * pow(1 - x[0], 2.5) + 1), INCONCLUSIVE);
        c.function(
                        "sin(x) / x",
                        CANCELLATION,
                        x -> sin(x[0]) / x[0],
                        x -> g(
                                abs(x[0]) < 1e-3
                                        ? -x[0] / 3 * (1 - x[0] * x[0] / 10)
                                        : (x[0] * cos(x[0]) - sin(x[0])) / (x[0] * x[0])))
                .at(1e-4)
                .right()
                .wrong("sign", times(-1));
        c.function("median of three", NEAR_KINK, x -> max(min(x[0], x[1]), min(max(x[0], x[1]), x[2])), x -> {
                    double m = max(min(x[0], x[1]), min(max(x[0], x[1]), x[2]));
                    return x[0] == m ? g(1, 0, 0) : x[1] == m ? g(0, 1, 0) : g(0, 0, 1);
                })
                .at(1, 1 + 1e-5, 1 - 1e-5)
                .right()
                .wrong("mean", x -> g(1 / 3.0, 1 / 3.0, 1 / 3.0))
                .wrong("the last", x -> g(0, 0, 1));
        c.function("x |x|^(1/3)", KINK, x -> x[0] * cbrt(abs(x[0])), x -> g(4 / 3.0 * cbrt(abs(x[0]))))
                .at(0)
                .right(Answer.KINK, INCONCLUSIVE, VACUOUS)
                .wrong("1", x -> g(x[0] == 0 ? 1 : 4 / 3.0 * cbrt(abs(x[0]))), INCONCLUSIVE);
    }

    private static double hash(double x) {
        return new Random(Double.doubleToLongBits(x)).nextDouble() - 0.5;
    }

    private static void noise(Cases c) {
        c.function("sin x, noise 1e-12", NOISE, x -> sin(x[0]) + 1e-12 * hash(x[0]), x -> g(cos(x[0])))
                .at(0.8)
                .right()
                .wrong("1 + 1e-4", times(1 + 1e-4))
                .wrong("sign", times(-1));
        c.function("Simpson with as many intervals as needed", NOISE, x -> integral(x[0]), x -> g(exp(-x[0] * x[0])))
                .at(1.1)
                .right(INCONCLUSIVE)
                .wrong("derivative of the integrand", x -> g(-2 * x[0] * exp(-x[0] * x[0])));
        c.function(
                        "product of floats",
                        NOISE,
                        x -> (float) x[0] * (float) x[1] * (float) x[2],
                        x -> g(x[1] * x[2], x[0] * x[2], x[0] * x[1]))
                .at(1.1, -0.7, 3)
                .right(INCONCLUSIVE)
                .wrong("swapped", swapped(0, 1))
                .wrong("1 - 1e-3", times(1 - 1e-3), INCONCLUSIVE);
    }

    /** Of exp(-t^2) from 0 to x. */
    private static double integral(double x) {
        double old = 0;
        for (int n = 2; ; n *= 2) {
            double sum = 1 + exp(-x * x);
            for (int i = 1; i < n; i++) {
                double t = x * i / n;
                sum += (i % 2 == 0 ? 2 : 4) * exp(-t * t);
            }
            sum *= x / (3 * n);
            if (abs(sum - old) < 1e-7 || n > 1000) {
                return sum;
            }
            old = sum;
        }
    }

    private static void branches(Cases c) {
        c.function(
                        "x^2 y + y^2",
                        SYMMETRY,
                        x -> x[0] * x[0] * x[1] + x[1] * x[1],
                        x -> g(2 * x[0] * x[1], x[0] * x[0] + 2 * x[1]))
                .at(2, 2)
                .right()
                .wrong("wrong where x > y", x -> g(2 * x[0] * x[1], x[0] > x[1] ? 0 : x[0] * x[0] + 2 * x[1]))
                .wrong("wrong where x < y", x -> g(2 * x[0] * x[1], x[0] < x[1] ? 0 : x[0] * x[0] + 2 * x[1]))
                .wrong("y^2 for xy", x -> g(2 * x[1] * x[1], x[0] * x[0] + 2 * x[1]));
        c.function("log(1 + x^2)", ZERO, x -> log1p(x[0] * x[0]), x -> g(2 * x[0] / (1 + x[0] * x[0])))
                .at(0)
                .right()
                .wrong("forgot 2", times(0.5))
                .wrong("2 / (1 + x^2)", x -> g(2 / (1 + x[0] * x[0])));
        c.function("x^6", ZERO, x -> pow(x[0], 6), x -> g(6 * pow(x[0], 5)))
                .at(0)
                .right()
                .wrong("5x^5", x -> g(5 * pow(x[0], 5)));
    }

    private static void large(Cases c) {
        double[] x = new double[500];
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.5 + (i * 29 % 83) / 83.0;
        }
        c.function(
                        "sum of logs",
                        LARGE,
                        v -> {
                            double sum = 0;
                            for (double value : v) {
                                sum += log(value);
                            }
                            return sum;
                        },
                        v -> {
                            double[] r = new double[v.length];
                            for (int i = 0; i < v.length; i++) {
                                r[i] = 1 / v[i];
                            }
                            return r;
                        })
                .at(x)
                .right()
                .wrong("two errors that cancel", (g, v) -> {
                    g[101] += 0.1;
                    g[400] -= 0.1;
                })
                .wrong("1 - 1e-3 in number 333", times(333, 1 - 1e-3))
                .wrong("transposed", (g, v) -> {
                    for (int i = 0; i < 500; i++) {
                        g[i] = 1 / v[i % 20 * 25 + i / 20];
                    }
                });
    }
}
