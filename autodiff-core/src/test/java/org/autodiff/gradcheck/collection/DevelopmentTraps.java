package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Answer.IMPURE;
import static org.autodiff.gradcheck.collection.Answer.INCONCLUSIVE;
import static org.autodiff.gradcheck.collection.Answer.VACUOUS;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

import java.util.Random;

/** Set for the ways in which checkers work: aliases of steps, scales that the point does not show, half a domain. */
final class DevelopmentTraps {
    private DevelopmentTraps() {}

    static void addTo(Cases c) {
        aliases(c);
        hiddenScales(c);
        edges(c);
        noise(c);
        branches(c);
        programs(c);
    }

    private static void aliases(Cases c) {
        double binary = 2 * PI * (1 << 20);
        c.function(
                        "x^2 + ripple of period 2^-20",
                        FREQUENCY,
                        x -> x[0] * x[0] + 1e-6 * sin(binary * (x[0] - 1.5)),
                        x -> g(2 * x[0] + 1e-6 * binary * cos(binary * (x[0] - 1.5))))
                .at(1.5)
                .right()
                .wrong("ripple forgotten", x -> g(2 * x[0]), INCONCLUSIVE);
        double decimal = 2 * PI * 1e4;
        c.function(
                        "3x + ripple of period 1e-4",
                        FREQUENCY,
                        x -> 3 * x[0] + 1e-5 * sin(decimal * x[0]),
                        x -> g(3 + 1e-5 * decimal * cos(decimal * x[0])))
                .at(1)
                .right()
                .wrong("ripple forgotten", x -> g(3))
                .wrong("1.01", times(1.01));
        c.function("x + 1e-9 sin(1e9 x)", FREQUENCY, x -> x[0] + 1e-9 * sin(1e9 * x[0]), x -> g(1 + cos(1e9 * x[0])))
                .at(0.25)
                .right(INCONCLUSIVE)
                .wrong("ripple forgotten", x -> g(1), INCONCLUSIVE);
    }

    private static void hiddenScales(Cases c) {
        c.function("sin(1e100 x)", SCALE, x -> sin(1e100 * x[0]), x -> g(1e100 * cos(1e100 * x[0])))
                .at(0)
                .right()
                .wrong("1.01", times(1.01), INCONCLUSIVE);
        c.function("tanh(1e12 x)", STEEP, x -> tanh(1e12 * x[0]), x -> g(1e12 / pow(cosh(1e12 * x[0]), 2)))
                .at(0)
                .right()
                .wrong("forgot 1e12", times(1e-12))
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function("sin x of the large", SCALE, x -> sin(x[0]), x -> g(cos(x[0])))
                .at(1e8)
                .right()
                .wrong("1.01", times(1.01))
                .at(1e15)
                .right(INCONCLUSIVE)
                .wrong("sign", times(-1), INCONCLUSIVE);
        c.function("1e16 + x", CANCELLATION, x -> 1e16 + x[0], x -> g(1))
                .at(0.5)
                .right(INCONCLUSIVE, VACUOUS)
                .wrong("2", x -> g(2), INCONCLUSIVE, VACUOUS);
        c.function(
                        "sqrt(x^2 + 1e-16)",
                        NEAR_KINK,
                        x -> sqrt(x[0] * x[0] + 1e-16),
                        x -> g(x[0] / sqrt(x[0] * x[0] + 1e-16)))
                .at(1e-9)
                .right()
                .wrong("signum", x -> g(signum(x[0])));
    }

    private static void edges(Cases c) {
        c.function("x^1.5 on x >= 0", WALL, x -> x[0] * sqrt(x[0]), x -> g(1.5 * sqrt(x[0])))
                .at(0)
                .right(INCONCLUSIVE, VACUOUS, Answer.KINK)
                .wrong("1", x -> g(1), INCONCLUSIVE);
        c.function(
                        "entropy near p = 1",
                        WALL,
                        x -> -x[0] * log(x[0]) - (1 - x[0]) * log(1 - x[0]),
                        x -> g(log(1 - x[0]) - log(x[0])))
                .at(1 - 1e-6)
                .right()
                .wrong("sign", times(-1));
        c.function(
                        "sum of |x - k/1000|",
                        NEAR_KINK,
                        x -> {
                            double sum = 0;
                            for (int k = 0; k < 1000; k++) {
                                sum += abs(x[0] - k / 1000.0);
                            }
                            return sum;
                        },
                        x -> g(2 * ceil(1000 * x[0]) - 1000))
                .at(0.7315)
                .right()
                .wrong("smooth", x -> g(2000 * x[0] - 999))
                .wrong("1.01", times(1.01));
        c.function("x + sqrt(1 / tanh(1/y))", STIFF, x -> x[0] + sqrt(1 / tanh(1 / x[1])), x -> {
                    double s = sinh(1 / x[1]);
                    return g(1, sqrt(tanh(1 / x[1])) / (2 * s * s * x[1] * x[1]));
                })
                .at(-18.69173347850804, 0.00897175884282473)
                .right(INCONCLUSIVE) // By y flat to the last bit, and 4e-93.
                .wrong("sign of x", times(0, -1));
        c.function(
                        "3x + 1e-5 |x - 1|",
                        NEAR_KINK,
                        x -> 3 * x[0] + 1e-5 * abs(x[0] - 1),
                        x -> g(3 + 1e-5 * signum(x[0] - 1)))
                .at(1 + 1e-9)
                .right(INCONCLUSIVE, Answer.KINK)
                .wrong("1.01", times(1.01));
        c.function("|x|^1.1", KINK, x -> pow(abs(x[0]), 1.1), x -> g(1.1 * signum(x[0]) * pow(abs(x[0]), 0.1)))
                .at(0)
                .right(Answer.KINK, INCONCLUSIVE, VACUOUS)
                .wrong("1.1", x -> g(x[0] == 0 ? 1.1 : 1.1 * signum(x[0]) * pow(abs(x[0]), 0.1)), INCONCLUSIVE);
    }

    private static double hash(double x) {
        return new Random(Double.doubleToLongBits(x)).nextDouble() - 0.5;
    }

    private static void noise(Cases c) {
        c.function("exp x, relative noise 1e-10", NOISE, x -> exp(x[0]) * (1 + 1e-10 * hash(x[0])), x -> g(exp(x[0])))
                .at(1.2)
                .right(INCONCLUSIVE)
                .wrong("1.01", times(1.01))
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function("x^2 as a float", NOISE, x -> (float) (x[0] * x[0]), x -> g(2 * x[0]))
                .at(1.7)
                .right(INCONCLUSIVE)
                .wrong("1.01", times(1.01), INCONCLUSIVE)
                .wrong("forgot the 2", times(0.5));
        c.function("log of a float", NOISE, x -> log((float) x[0]), x -> g(1 / x[0]))
                .at(0.3)
                .right(INCONCLUSIVE)
                .wrong("sign", times(-1));
    }

    private static void branches(Cases c) {
        c.function("x^3 + x", SYMMETRY, x -> x[0] * x[0] * x[0] + x[0], x -> g(3 * x[0] * x[0] + 1))
                .at(1)
                .right()
                .wrong("wrong above the point only", x -> g(x[0] <= 1 ? 3 * x[0] * x[0] + 1 : 3.3 * x[0] * x[0] + 1))
                .wrong("wrong below the point only", x -> g(x[0] >= 1 ? 3 * x[0] * x[0] + 1 : 3.3 * x[0] * x[0] + 1));
        c.function("exp(x - y)", SYMMETRY, x -> exp(x[0] - x[1]), x -> g(exp(x[0] - x[1]), -exp(x[0] - x[1])))
                .at(2, 2)
                .right()
                .wrong("first term of the series", x -> g(1, -1))
                .wrong("exp(y - x)", x -> g(exp(x[1] - x[0]), -exp(x[1] - x[0])));
    }

    private static void programs(Cases c) {
        double[] buffer = new double[2];
        c.function("gradient in a buffer that is used again", PROGRAM, x -> x[0] * x[0] * x[1], x -> {
                    buffer[0] = 2 * x[0] * x[1];
                    buffer[1] = x[0] * x[0];
                    return buffer;
                })
                .at(1.5, -2)
                .right();
        c.function("half a square, which returns its input", PROGRAM, x -> 0.5 * (x[0] * x[0] + x[1] * x[1]), x -> x)
                .at(1.5, -2)
                .right();
        c.function("gradient that overwrites x", PROGRAM, x -> x[0] * x[0], x -> {
                    x[0] *= 2;
                    return x;
                })
                .at(1.5)
                .neither(
                        "changes its input",
                        x -> {
                            x[0] *= 2;
                            return x;
                        },
                        IMPURE);
    }
}
