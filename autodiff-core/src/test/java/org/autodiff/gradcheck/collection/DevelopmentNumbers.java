package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Answer.INCONCLUSIVE;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

/** Where the numbers are hard: cancellation, scales, walls, frequencies, steepness, stiffness. */
final class DevelopmentNumbers {
    private DevelopmentNumbers() {}

    static void addTo(Cases c) {
        cancellation(c);
        scale(c);
        wall(c);
        frequency(c);
        steep(c);
        stiff(c);
    }

    private static void cancellation(Cases c) {
        c.function("1 - cos x", CANCELLATION, x -> 1 - cos(x[0]), x -> g(sin(x[0])))
                .at(1e-4)
                .right()
                .wrong("factor 1 + 1e-4", times(1 + 1e-4))
                .wrong("sign", times(-1));
        c.function("exp(x) - 1", CANCELLATION, x -> exp(x[0]) - 1, x -> g(exp(x[0])))
                .at(1e-9)
                .right()
                .wrong("the function for its derivative", x -> g(exp(x[0]) - 1));
        c.function("variance by squares", CANCELLATION, DevelopmentNumbers::variance, x -> {
                    double mean = (x[0] + x[1] + x[2] + x[3]) / 4;
                    return g((x[0] - mean) / 2, (x[1] - mean) / 2, (x[2] - mean) / 2, (x[3] - mean) / 2);
                })
                .at(1000.1, 1000.7, 999.7, 1000.4)
                .right()
                .wrong("not divided by n", times(4))
                .wrong("forgot the 2", times(0.5))
                .wrong("1.01 in one", times(1, 1.01));
        c.function(
                        "root of a quadratic",
                        CANCELLATION,
                        x -> (-x[1] + sqrt(x[1] * x[1] - 4 * x[0] * x[2])) / (2 * x[0]),
                        x -> {
                            double s = sqrt(x[1] * x[1] - 4 * x[0] * x[2]);
                            double y = -2 * x[2] / (x[1] + s);
                            return g(-y * y / s, -y / s, -1 / s);
                        })
                .at(1, 1000, 1)
                .right(INCONCLUSIVE)
                .wrong("sign of b", times(1, -1));
    }

    private static double variance(double[] x) {
        double sum = 0;
        double squares = 0;
        for (double v : x) {
            sum += v;
            squares += v * v;
        }
        return squares / x.length - sum / x.length * (sum / x.length);
    }

    private static void scale(Cases c) {
        c.function("x^2", SCALE, x -> x[0] * x[0], x -> g(2 * x[0]))
                .at(1e-150)
                .right()
                .wrong("1.01", times(1.01))
                .wrong("forgot the 2", times(0.5));
        c.function("x^3", SCALE, x -> x[0] * x[0] * x[0], x -> g(3 * x[0] * x[0]))
                .at(1e100)
                .right()
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function("1/x", SCALE, x -> 1 / x[0], x -> g(-1 / (x[0] * x[0])))
                .at(1e-140)
                .right()
                .wrong("sign", times(-1));
        c.function("1e300 x", SCALE, x -> 1e300 * x[0], x -> g(1e300)).at(1).right();
        c.function("xy", SCALE, x -> x[0] * x[1], x -> g(x[1], x[0]))
                .at(1e-200, 1e200)
                .right()
                .wrong("swapped", swapped(0, 1))
                .wrong("small one missing", times(1, 0));
        c.function("x^0.3", SCALE, x -> pow(x[0], 0.3), x -> g(0.3 * pow(x[0], -0.7)))
                .at(1e-300)
                .right()
                .wrong("1.01", times(1.01));
        c.function("log x of the huge", SCALE, x -> log(x[0]), x -> g(1 / x[0]))
                .at(1e300)
                .right()
                .wrong("base 10", times(1 / log(10)));
        c.function("1e-200 (2x - 3y)", SCALE, x -> 2e-200 * x[0] - 3e-200 * x[1], x -> g(2e-200, -3e-200))
                .at(0.3, 0.7)
                .right()
                .wrong("sign of y", times(1, -1))
                .wrong("1 + 1e-4", times(1 + 1e-4));
    }

    private static void wall(Cases c) {
        c.function("log x", WALL, x -> log(x[0]), x -> g(1 / x[0]))
                .at(1e-9)
                .right()
                .wrong("1.01", times(1.01))
                .at(1e-300)
                .right()
                .wrong("sign", times(-1));
        c.function("sqrt x", WALL, x -> sqrt(x[0]), x -> g(0.5 / sqrt(x[0])))
                .at(1e-12)
                .right()
                .wrong("forgot the half", times(2));
        c.function("1/x at a wall", WALL, x -> 1 / x[0], x -> g(-1 / (x[0] * x[0])))
                .at(1e-7)
                .right()
                .wrong("1 - 1e-3", times(1 - 1e-3));
        c.function("acos x", WALL, x -> acos(x[0]), x -> g(-1 / sqrt((1 - x[0]) * (1 + x[0]))))
                .at(1 - 1e-9)
                .right(INCONCLUSIVE)
                .wrong("sign", times(-1));
        c.function("exp x", WALL, x -> exp(x[0]), x -> g(exp(x[0])))
                .at(709.7)
                .right()
                .wrong("1.01", times(1.01));
        c.function("log1p x", WALL, x -> log1p(x[0]), x -> g(1 / (1 + x[0])))
                .at(-1 + 1e-6)
                .right()
                .wrong("derivative of log", x -> g(1 / x[0]));
        c.function("tan x", WALL, x -> tan(x[0]), x -> g(1 / (cos(x[0]) * cos(x[0]))))
                .at(PI / 2 - 1e-5)
                .right()
                .wrong("1 - tan^2", x -> g(1 - tan(x[0]) * tan(x[0])));
    }

    private static void frequency(Cases c) {
        c.function("sin(1e3 x)", FREQUENCY, x -> sin(1e3 * x[0]), x -> g(1e3 * cos(1e3 * x[0])))
                .at(1000)
                .right()
                .wrong("forgot 1e3", times(1e-3))
                .wrong("what a step of 6 sees", x -> g(-35));
        c.function("sin(1e5 x)", FREQUENCY, x -> sin(1e5 * x[0]), x -> g(1e5 * cos(1e5 * x[0])))
                .at(1.3)
                .right()
                .wrong("1.01", times(1.01));
        c.function(
                        "x + 1e-3 sin(1e4 x)",
                        FREQUENCY,
                        x -> x[0] + 1e-3 * sin(1e4 * x[0]),
                        x -> g(1 + 10 * cos(1e4 * x[0])))
                .at(0.4)
                .right()
                .wrong("ripple forgotten", x -> g(1));
        c.function(
                        "exp(-x) cos(50 x)",
                        FREQUENCY,
                        x -> exp(-x[0]) * cos(50 * x[0]),
                        x -> g(-exp(-x[0]) * (cos(50 * x[0]) + 50 * sin(50 * x[0]))))
                .at(2)
                .right()
                .wrong("first term missing", x -> g(-exp(-x[0]) * 50 * sin(50 * x[0])));
    }

    private static void steep(Cases c) {
        c.function("tanh(1e4 (x - 0.5))", STEEP, x -> tanh(1e4 * (x[0] - 0.5)), x -> {
                    double y = tanh(1e4 * (x[0] - 0.5));
                    return g(1e4 * (1 - y * y));
                })
                .at(0.50001)
                .right()
                .wrong("1.01", times(1.01))
                .wrong("zero", times(0));
        c.function("sigmoid(1e6 x)", STEEP, x -> 1 / (1 + exp(-1e6 * x[0])), x -> {
                    double y = 1 / (1 + exp(-1e6 * x[0]));
                    return g(1e6 * y * (1 - y));
                })
                .at(1e-7)
                .right()
                .wrong("y for 1 - y", x -> {
                    double y = 1 / (1 + exp(-1e6 * x[0]));
                    return g(1e6 * y * y);
                });
        c.function("exp(-1e8 x^2)", STEEP, x -> exp(-1e8 * x[0] * x[0]), x -> g(-2e8 * x[0] * exp(-1e8 * x[0] * x[0])))
                .at(1e-5)
                .right()
                .wrong("sign", times(-1));
        c.function("x^50", STEEP, x -> pow(x[0], 50), x -> g(50 * pow(x[0], 49)))
                .at(1.1)
                .right()
                .wrong("power not lowered", x -> g(50 * pow(x[0], 50)))
                .at(1)
                .wrong("power not lowered", x -> g(50 * pow(x[0], 50)));
    }

    private static void stiff(Cases c) {
        c.function("1e13 x + 6e-12 y", STIFF, x -> 1e13 * x[0] + 6e-12 * x[1], x -> g(1e13, 6e-12))
                .at(3, 1)
                .right(INCONCLUSIVE)
                .wrong("sign of y", times(1, -1), INCONCLUSIVE)
                .wrong("1.01 in x", times(0, 1.01))
                .at(0, 1)
                .right()
                .wrong("sign of y", times(1, -1));
        c.function(
                        "sum of c x^2, c from 1e-12 to 1e12",
                        STIFF,
                        x -> 1e-12 * x[0] * x[0] + x[1] * x[1] + 1e12 * x[2] * x[2],
                        x -> g(2e-12 * x[0], 2 * x[1], 2e12 * x[2]))
                .at(1, 2, 3)
                .right(INCONCLUSIVE)
                .wrong("1 - 1e-3 in the largest", times(2, 1 - 1e-3))
                .wrong("smallest missing", times(0, 0), INCONCLUSIVE);
        c.function(
                        "Rosenbrock, 1e6",
                        STIFF,
                        x -> (1 - x[0]) * (1 - x[0]) + 1e6 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]),
                        x -> {
                            double r = x[1] - x[0] * x[0];
                            return g(-2 * (1 - x[0]) - 4e6 * x[0] * r, 2e6 * r);
                        })
                .at(-1.2, 1)
                .right()
                .wrong(
                        "valley's x missing",
                        x -> g(-2 * (1 - x[0]) - 4e6 * (x[1] - x[0] * x[0]), 2e6 * (x[1] - x[0] * x[0])))
                .at(1.5, 2.25)
                .right()
                .wrong("first term missing", x -> g(-4e6 * x[0] * (x[1] - x[0] * x[0]), 2e6 * (x[1] - x[0] * x[0])));
    }
}
