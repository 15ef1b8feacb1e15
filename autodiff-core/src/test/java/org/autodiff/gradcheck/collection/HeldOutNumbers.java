package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Answer.INCONCLUSIVE;
import static org.autodiff.gradcheck.collection.Answer.VACUOUS;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

/** Where the numbers are hard: cancellation, scales, walls, frequencies, steepness, stiffness. */
final class HeldOutNumbers {
    private HeldOutNumbers() {}

    static void addTo(Cases c) {
        cancellation(c);
        scale(c);
        wall(c);
        frequency(c);
        steep(c);
        stiff(c);
    }

    private static void cancellation(Cases c) {
        c.function(
                        "sqrt(x + 1) - sqrt(x)",
                        CANCELLATION,
                        x -> sqrt(x[0] + 1) - sqrt(x[0]),
                        x -> g(-0.5 / (sqrt(x[0]) * sqrt(x[0] + 1) * (sqrt(x[0]) + sqrt(x[0] + 1)))))
                .at(1e6)
                .right()
                .wrong("sign", times(-1))
                .wrong("1.01", times(1.01));
        c.function("tan x - sin x", CANCELLATION, x -> tan(x[0]) - sin(x[0]), x -> {
                    double half = sin(x[0] / 2);
                    double tan = tan(x[0]);
                    return g(tan * tan + 2 * half * half);
                })
                .at(1e-3)
                .right()
                .wrong("tan' taken for 1", x -> g(2 * sin(x[0] / 2) * sin(x[0] / 2)))
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function("x - sin x", CANCELLATION, x -> x[0] - sin(x[0]), x -> g(2 * sin(x[0] / 2) * sin(x[0] / 2)))
                .at(1e-5)
                .right(INCONCLUSIVE)
                .wrong("1 + cos", x -> g(1 + cos(x[0])));
        c.function("(exp(x) - 1 - x) / x^2", CANCELLATION, x -> (exp(x[0]) - 1 - x[0]) / (x[0] * x[0]), x -> {
                    double v = x[0];
                    double term = 1.0 / 6;
                    double sum = 0;
                    for (int k = 1; k < 20; k++) {
                        sum += k * term;
                        term *= v / (k + 3);
                    }
                    return g(sum);
                })
                .at(0.01)
                .right()
                .wrong("factor 2", times(2));
        c.function(
                        "long sum of alternating terms",
                        CANCELLATION,
                        x -> 1e8 + x[0] * x[0] - 1e8 + 3 * x[0],
                        x -> g(2 * x[0] + 3))
                .at(1.7)
                .right(INCONCLUSIVE)
                .wrong("sign of a term", x -> g(2 * x[0] - 3))
                .wrong("1 - 1e-3", times(1 - 1e-3));
    }

    private static void scale(Cases c) {
        c.function("sqrt of the tiny", SCALE, x -> sqrt(x[0]), x -> g(0.5 / sqrt(x[0])))
                .at(1e-300)
                .right()
                .wrong("1.01", times(1.01));
        c.function("1/x of the huge", SCALE, x -> 1 / x[0], x -> g(-1 / x[0] / x[0]))
                .at(1e150)
                .right()
                .wrong("sign", times(-1));
        c.function("x^4", SCALE, x -> x[0] * x[0] * x[0] * x[0], x -> g(4 * x[0] * x[0] * x[0]))
                .at(1e-60)
                .right()
                .wrong("factor 3", times(0.75))
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function("hypot", SCALE, x -> hypot(x[0], x[1]), x -> {
                    double r = hypot(x[0], x[1]);
                    return g(x[0] / r, x[1] / r);
                })
                .at(3e200, 4e200)
                .right()
                .wrong("swapped", swapped(0, 1))
                .at(5e-160, -2e-160)
                .right()
                .wrong("sign of y", times(1, -1));
        c.function("x/y", SCALE, x -> x[0] / x[1], x -> g(1 / x[1], -x[0] / x[1] / x[1]))
                .at(1e-100, 1e100)
                .right()
                .wrong("sign of y", times(1, -1))
                .at(1e-150, 1e150)
                .right(INCONCLUSIVE); // The derivative by y is -1e-450, and 0 in doubles.
        c.function("exp(1e-300 x)", SCALE, x -> exp(1e-300 * x[0]), x -> g(1e-300 * exp(1e-300 * x[0])))
                .at(1e300)
                .right()
                .wrong("forgot 1e-300", x -> g(exp(1e-300 * x[0])));
        c.function(
                        "1e-200 sin x + 1e-200 y^2",
                        SCALE,
                        x -> 1e-200 * sin(x[0]) + 1e-200 * x[1] * x[1],
                        x -> g(1e-200 * cos(x[0]), 2e-200 * x[1]))
                .at(0.9, -3)
                .right()
                .wrong("y missing", times(1, 0))
                .wrong("1.01 in x", times(0, 1.01));
    }

    private static void wall(Cases c) {
        c.function("asin x", WALL, x -> asin(x[0]), x -> g(1 / sqrt((1 - x[0]) * (1 + x[0]))))
                .at(-1 + 1e-7)
                .right()
                .wrong("without the root", x -> g(1 / ((1 - x[0]) * (1 + x[0]))));
        c.function("x^0.1", WALL, x -> pow(x[0], 0.1), x -> g(0.1 * pow(x[0], -0.9)))
                .at(1e-20)
                .right()
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function(
                        "sqrt(1 - x^2)",
                        WALL,
                        x -> sqrt((1 - x[0]) * (1 + x[0])),
                        x -> g(-x[0] / sqrt((1 - x[0]) * (1 + x[0]))))
                .at(1 - 1e-10)
                .right(INCONCLUSIVE)
                .wrong("sign", times(-1));
        c.function("exp(exp(x))", WALL, x -> exp(exp(x[0])), x -> g(exp(exp(x[0]) + x[0])))
                .at(6.5)
                .right()
                .wrong("inner forgotten", x -> g(exp(exp(x[0]))));
        c.function("cosh x", WALL, x -> cosh(x[0]), x -> g(sinh(x[0])))
                .at(709.9)
                .right()
                .wrong("1.01", times(1.01))
                .wrong("sign", times(-1));
        c.function("x log x", WALL, x -> x[0] * log(x[0]), x -> g(log(x[0]) + 1))
                .at(1e-200)
                .right()
                .wrong("1/x", x -> g(1 / x[0]))
                .wrong("log x", x -> g(log(x[0])));
        c.function("(1 - x)^-2", WALL, x -> 1 / ((1 - x[0]) * (1 - x[0])), x -> g(2 / pow(1 - x[0], 3)))
                .at(1 + 1e-6)
                .right()
                .wrong("inner sign", times(-1));
        c.function("log log x", WALL, x -> log(log(x[0])), x -> g(1 / (x[0] * log(x[0]))))
                .at(1 + 1e-5)
                .right()
                .wrong("forgot 1/log", x -> g(1 / x[0]));
    }

    private static void frequency(Cases c) {
        c.function("sin(1e6 x)", FREQUENCY, x -> sin(1e6 * x[0]), x -> g(1e6 * cos(1e6 * x[0])))
                .at(0.7)
                .right()
                .wrong("1 - 1e-3", times(1 - 1e-3))
                .wrong("forgot 1e6", times(1e-6));
        c.function("sin(1/x)", FREQUENCY, x -> sin(1 / x[0]), x -> g(-cos(1 / x[0]) / (x[0] * x[0])))
                .at(1e-3)
                .right()
                .wrong("sign", times(-1));
        c.function("sin(x^2)", FREQUENCY, x -> sin(x[0] * x[0]), x -> g(2 * x[0] * cos(x[0] * x[0])))
                .at(300)
                .right()
                .wrong("forgot 2", times(0.5));
        c.function(
                        "x^2 + 1e-4 sin(1e5 x)",
                        FREQUENCY,
                        x -> x[0] * x[0] + 1e-4 * sin(1e5 * x[0]),
                        x -> g(2 * x[0] + 10 * cos(1e5 * x[0])))
                .at(1.1)
                .right()
                .wrong("ripple forgotten", x -> g(2 * x[0]));
        c.function(
                        "cos(200 x) sin(300 y)",
                        FREQUENCY,
                        x -> cos(200 * x[0]) * sin(300 * x[1]),
                        x -> g(-200 * sin(200 * x[0]) * sin(300 * x[1]), 300 * cos(200 * x[0]) * cos(300 * x[1])))
                .at(0.31, -1.7)
                .right()
                .wrong("sign of x", times(0, -1))
                .wrong("200 for 300", times(1, 2.0 / 3));
    }

    private static void steep(Cases c) {
        c.function("1 / (1 + 1e6 (x - 1)^2)", STEEP, x -> 1 / (1 + 1e6 * (x[0] - 1) * (x[0] - 1)), x -> {
                    double q = 1 + 1e6 * (x[0] - 1) * (x[0] - 1);
                    return g(-2e6 * (x[0] - 1) / (q * q));
                })
                .at(1.0005)
                .right()
                .wrong("not squared", x -> g(-2e6 * (x[0] - 1) / (1 + 1e6 * (x[0] - 1) * (x[0] - 1))));
        c.function("atan(1e5 (x - 2))", STEEP, x -> atan(1e5 * (x[0] - 2)), x -> {
                    double z = 1e5 * (x[0] - 2);
                    return g(1e5 / (1 + z * z));
                })
                .at(2 + 1e-6)
                .right()
                .wrong("1.01", times(1.01))
                .wrong("forgot 1e5", times(1e-5));
        c.function("exp(300 x)", STEEP, x -> exp(300 * x[0]), x -> g(300 * exp(300 * x[0])))
                .at(2)
                .right()
                .wrong("forgot 300", x -> g(exp(300 * x[0])));
        c.function("x^200", STEEP, x -> pow(x[0], 200), x -> g(200 * pow(x[0], 199)))
                .at(0.99)
                .right()
                .wrong("199", x -> g(199 * pow(x[0], 199)))
                .at(1)
                .wrong("power not lowered", x -> g(200 * pow(x[0], 200)));
        c.function("tanh(1e3 x)", STEEP, x -> tanh(1e3 * x[0]), x -> {
                    double e = exp(-2e3 * abs(x[0]));
                    return g(4e3 * e / ((1 + e) * (1 + e)));
                })
                .at(0.05)
                .right(INCONCLUSIVE, VACUOUS) // Flat to the last bit, but the derivative is 1.5e-40.
                .wrong("not saturated", x -> g(1e3))
                .at(2e-4)
                .right()
                .wrong("1 - 1e-3", times(1 - 1e-3));
    }

    private static void stiff(Cases c) {
        c.function("exp(30 x) + 1e-8 y", STIFF, x -> exp(30 * x[0]) + 1e-8 * x[1], x -> g(30 * exp(30 * x[0]), 1e-8))
                .at(1, 1)
                .right(INCONCLUSIVE)
                .wrong("forgot 30", times(0, 1 / 30.0))
                .wrong("sign of y", times(1, -1), INCONCLUSIVE)
                .at(-1, 3)
                .right()
                .wrong("sign of y", times(1, -1));
        c.function("sum of 10^k x", STIFF, x -> 1e-3 * x[0] + x[1] + 1e3 * x[2], x -> g(1e-3, 1, 1e3))
                .at(1, -2, 3)
                .right()
                .wrong("swapped", swapped(0, 1))
                .wrong("smallest missing", times(0, 0));
        c.function(
                        "log barrier",
                        STIFF,
                        x -> 1e6 * (x[0] + x[1]) - 1e-3 * log(x[0] * x[1]),
                        x -> g(1e6 - 1e-3 / x[0], 1e6 - 1e-3 / x[1]))
                .at(2e-9, 5e-9)
                .right()
                .wrong("barrier missing", x -> g(1e6, 1e6), INCONCLUSIVE)
                .wrong("barrier's sign", x -> g(1e6 + 1e-3 / x[0], 1e6 + 1e-3 / x[1]));
        c.function(
                        "1e10 (x - 1)^2 + y^2",
                        STIFF,
                        x -> 1e10 * (x[0] - 1) * (x[0] - 1) + x[1] * x[1],
                        x -> g(2e10 * (x[0] - 1), 2 * x[1]))
                .at(1, 0.3)
                .right()
                .wrong("y times 1.01", times(1, 1.01))
                .wrong("x missing", times(0, 0));
    }
}
