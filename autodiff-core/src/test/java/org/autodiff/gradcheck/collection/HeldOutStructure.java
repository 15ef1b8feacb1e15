package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Answer.IMPURE;
import static org.autodiff.gradcheck.collection.Answer.INCONCLUSIVE;
import static org.autodiff.gradcheck.collection.Answer.NONDETERMINISTIC;
import static org.autodiff.gradcheck.collection.Answer.VACUOUS;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

import java.util.Random;

/** Where the function is hard: kinks, noise, jumps, zeros, symmetry, programs that are no functions. */
final class HeldOutStructure {
    private HeldOutStructure() {}

    static void addTo(Cases c) {
        nearKink(c);
        kink(c);
        noise(c);
        jump(c);
        zero(c);
        symmetry(c);
        program(c);
    }

    private static double huber(double r) {
        return abs(r) <= 1 ? 0.5 * r * r : abs(r) - 0.5;
    }

    private static void nearKink(Cases c) {
        c.function("Huber", NEAR_KINK, x -> huber(x[0]), x -> g(max(-1, min(1, x[0]))))
                .at(1 + 1e-5)
                .right()
                .wrong("not clipped by 1.01", x -> g(abs(x[0]) > 1 ? 1.01 * signum(x[0]) : x[0]))
                .at(1 - 1e-3)
                .right()
                .wrong("|x| everywhere", x -> g(signum(x[0])));
        c.function("|sin x|", NEAR_KINK, x -> abs(sin(x[0])), x -> g(signum(sin(x[0])) * cos(x[0])))
                .at(PI - 1e-4)
                .right()
                .wrong("other side", x -> g(-signum(sin(x[0])) * cos(x[0])));
        c.function("leaky relu", NEAR_KINK, x -> x[0] > 0 ? x[0] : 0.01 * x[0], x -> g(x[0] > 0 ? 1 : 0.01))
                .at(-1e-12)
                .right()
                .wrong("slope 1", x -> g(1))
                .wrong("slope 0.1", x -> g(x[0] > 0 ? 1 : 0.1));
        c.function("clip to [0, 1]", NEAR_KINK, x -> max(0, min(1, x[0])), x -> g(x[0] > 0 && x[0] < 1 ? 1 : 0))
                .at(1 - 1e-8)
                .right(INCONCLUSIVE, Answer.KINK)
                .wrong("0", x -> g(0), INCONCLUSIVE, Answer.KINK)
                .wrong("2", x -> g(x[0] > 0 && x[0] < 1 ? 2 : 0))
                .at(1e-100)
                .right()
                .wrong("0", x -> g(x[0] > 0.5 && x[0] < 1 ? 1 : 0));
        c.function("max of three", NEAR_KINK, x -> max(x[0], max(x[1], x[2])), x -> {
                    double m = max(x[0], max(x[1], x[2]));
                    return x[0] == m ? g(1, 0, 0) : x[1] == m ? g(0, 1, 0) : g(0, 0, 1);
                })
                .at(1, 1 + 1e-4, 0.5)
                .right()
                .wrong("the first", x -> g(1, 0, 0))
                .wrong("shared", x -> g(0.5, 0.5, 0));
        c.function("|x|^1.5", NEAR_KINK, x -> pow(abs(x[0]), 1.5), x -> g(1.5 * sqrt(abs(x[0])) * signum(x[0])))
                .at(1e-6)
                .right()
                .wrong("forgot sign, factor 1.01", x -> g(1.515 * sqrt(abs(x[0]))));
    }

    private static void kink(Cases c) {
        c.function("hinge", KINK, x -> max(0, 1 - 2 * x[0]), x -> g(2 * x[0] < 1 ? -2 : 0))
                .at(0.5)
                .right(Answer.KINK)
                .right("claims -1", x -> g(2 * x[0] < 1 ? -2 : 2 * x[0] == 1 ? -1 : 0), Answer.KINK)
                .wrong("claims 2", x -> g(2 * x[0] < 1 ? -2 : 2 * x[0] == 1 ? 2 : 0))
                .wrong("claims -2.02", x -> g(2 * x[0] < 1 ? -2 : 2 * x[0] == 1 ? -2.02 : 0));
        c.function("pinball 0.3", KINK, x -> max(0.3 * x[0], -0.7 * x[0]), x -> g(x[0] >= 0 ? 0.3 : -0.7))
                .at(0)
                .right(Answer.KINK)
                .wrong("claims 0.7", x -> g(x[0] > 0 ? 0.3 : x[0] == 0 ? 0.7 : -0.7));
        c.function(
                        "L1 norm",
                        KINK,
                        x -> abs(x[0]) + abs(x[1]) + abs(x[2]),
                        x -> g(signum(x[0]), signum(x[1]), signum(x[2])))
                .at(0, -1.5, 0)
                .right(Answer.KINK)
                .wrong("sign of the second", times(1, -1))
                .wrong("third claims -3", x -> g(signum(x[0]), signum(x[1]), x[2] == 0 ? -3 : signum(x[2])));
        c.function("|x| exp(x)", KINK, x -> abs(x[0]) * exp(x[0]), x -> g((signum(x[0]) + abs(x[0])) * exp(x[0])))
                .at(0)
                .right(Answer.KINK)
                .wrong("claims 1.1", x -> g(x[0] == 0 ? 1.1 : (signum(x[0]) + abs(x[0])) * exp(x[0])));
        c.function("sqrt(x^2)", KINK, x -> sqrt(x[0] * x[0]), x -> g(signum(x[0])))
                .at(0)
                .right(Answer.KINK)
                .wrong("0/0", x -> g(x[0] / sqrt(x[0] * x[0])), INCONCLUSIVE, Answer.KINK);
        c.function(
                        "max(x^2, 2 - x)",
                        KINK,
                        x -> max(x[0] * x[0], 2 - x[0]),
                        x -> g(x[0] * x[0] >= 2 - x[0] ? 2 * x[0] : -1))
                .at(1)
                .right(Answer.KINK)
                .wrong("claims 2.5", x -> g(x[0] == 1 ? 2.5 : x[0] * x[0] >= 2 - x[0] ? 2 * x[0] : -1));
    }

    private static void noise(Cases c) {
        c.function("cosine iterated to 1e-8", NOISE, x -> fixedPoint(x[0], 1e-8), x -> {
                    double y = fixedPoint(x[0], 1e-16);
                    return g(cos(y) / (1 + x[0] * sin(y)));
                })
                .at(0.7)
                .right(INCONCLUSIVE)
                .wrong("inner loop's dependence forgotten", x -> g(cos(fixedPoint(x[0], 1e-16))));
        c.function(
                        "Newton's cube root to 1e-4",
                        NOISE,
                        x -> newton(x[0], 1e-4),
                        x -> g(1 / (3 * pow(newton(x[0], 1e-15), 2))))
                .at(5)
                .right(INCONCLUSIVE)
                .wrong("factor 3", times(3));
        c.function(
                        "float32 dot product",
                        NOISE,
                        x -> {
                            float sum = 0;
                            for (int i = 0; i < 3; i++) {
                                sum += (float) x[i] * (1.5f - i);
                            }
                            return sum;
                        },
                        x -> g(1.5, 0.5, -0.5))
                .at(0.3, 1.7, -2.2)
                .right(INCONCLUSIVE)
                .wrong("sign of the last", times(2, -1))
                .wrong("1 + 1e-4", times(1 + 1e-4), INCONCLUSIVE);
        c.function("x^2 with a hash for noise", NOISE, x -> x[0] * x[0] + 3e-4 * hash(x[0]), x -> g(2 * x[0]))
                .at(1.4)
                .right(INCONCLUSIVE)
                .wrong("sign", times(-1))
                .wrong("1.01", times(1.01), INCONCLUSIVE);
        double[] draws = new Random(11).doubles(300, -2, 2).toArray();
        c.function(
                        "option by fixed draws",
                        NOISE,
                        x -> mean(draws, z -> log1p(exp(4 * (x[0] * exp(0.2 * z) - 1))) / 4),
                        x -> g(mean(draws, z -> exp(0.2 * z) / (1 + exp(-4 * (x[0] * exp(0.2 * z) - 1))))))
                .at(1.05)
                .right()
                .wrong("forgot exp(0.2 z)", x -> g(mean(draws, z -> 1 / (1 + exp(-4 * (x[0] * exp(0.2 * z) - 1))))));
        Random unfixed = new Random(3);
        c.function("dropout", PROGRAM, x -> x[0] * x[0] * (unfixed.nextBoolean() ? 2 : 0), x -> g(2 * x[0]))
                .at(1.5)
                .neither("new masks", x -> g(2 * x[0]), NONDETERMINISTIC);
    }

    private static double hash(double x) {
        return new Random(Double.doubleToLongBits(x)).nextDouble() - 0.5;
    }

    private static double fixedPoint(double x, double tolerance) {
        double y = 0;
        double old = 1;
        for (int i = 0; i < 1000 && abs(y - old) > tolerance; i++) {
            old = y;
            y = x * cos(y);
        }
        return y;
    }

    private static double newton(double x, double tolerance) {
        double y = x;
        double step = 1;
        for (int i = 0; i < 100 && abs(step) > tolerance; i++) {
            step = (y * y * y - x) / (3 * y * y);
            y -= step;
        }
        return y;
    }

    private static double mean(double[] draws, java.util.function.DoubleUnaryOperator f) {
        double sum = 0;
        for (double z : draws) {
            sum += f.applyAsDouble(z);
        }
        return sum / draws.length;
    }

    private static void jump(Cases c) {
        c.function("x mod 1", JUMP, x -> x[0] - floor(x[0]), x -> g(1))
                .at(0.9999)
                .right()
                .wrong("0", x -> g(0))
                .at(3)
                .neither("at the jump", x -> g(1), INCONCLUSIVE, Answer.KINK, Answer.WRONG);
        c.function("ceil(x) sin(x)", JUMP, x -> ceil(x[0]) * sin(x[0]), x -> g(ceil(x[0]) * cos(x[0])))
                .at(2.4)
                .right()
                .wrong("product rule with ceil' = 1", x -> g(ceil(x[0]) * cos(x[0]) + sin(x[0])));
        c.function("signum(x) x^2", JUMP, x -> signum(x[0]) * x[0] * x[0], x -> g(2 * abs(x[0])))
                .at(0)
                .right()
                .at(-0.3)
                .wrong("sign of x", x -> g(2 * x[0]));
        c.function("step of 1e-3 at 2", JUMP, x -> x[0] * x[0] + (x[0] > 2 ? 1e-3 : 0), x -> g(2 * x[0]))
                .at(2 + 1e-5)
                .right()
                .wrong("1.01", times(1.01))
                .at(2)
                .neither("at the jump", x -> g(2 * x[0]), INCONCLUSIVE, Answer.KINK, Answer.WRONG);
        c.function("number of x above 1", JUMP, x -> (x[0] > 1 ? 1 : 0) + (x[1] > 1 ? 1 : 0), x -> g(0, 0))
                .at(0.5, 2)
                .right(VACUOUS)
                .wrong("claims 1", x -> g(1, 1));
        c.function(
                        "table by linear interpolation",
                        JUMP,
                        x -> interpolated(x[0]),
                        x -> g(x[0] < 1 ? 2 : x[0] < 2 ? 1 : 3))
                .at(1)
                .right(Answer.KINK)
                .wrong("claims 2.2", x -> g(x[0] == 1 ? 2.2 : x[0] < 1 ? 2 : x[0] < 2 ? 1 : 3))
                .at(1.6)
                .right()
                .wrong("next interval", x -> g(3));
    }

    private static double interpolated(double x) {
        return x < 1 ? 2 * x : x < 2 ? 2 + (x - 1) : 3 + 3 * (x - 2);
    }

    private static void zero(Cases c) {
        c.function("sin^2 x", ZERO, x -> sin(x[0]) * sin(x[0]), x -> g(2 * sin(x[0]) * cos(x[0])))
                .at(0)
                .right()
                .wrong("forgot cos, sign", x -> g(-2 * sin(x[0])));
        c.function("tanh(x)^3", ZERO, x -> pow(tanh(x[0]), 3), x -> {
                    double y = tanh(x[0]);
                    return g(3 * y * y * (1 - y * y));
                })
                .at(0)
                .right()
                .wrong("forgot the 3", times(1 / 3.0));
        c.function(
                        "x' A y at zeros",
                        ZERO,
                        x -> x[0] * (2 * x[2] - x[3]) + x[1] * (x[2] + 3 * x[3]),
                        x -> g(2 * x[2] - x[3], x[2] + 3 * x[3], 2 * x[0] + x[1], -x[0] + 3 * x[1]))
                .at(0, 0, 0, 0)
                .right()
                .wrong("A transposed", x -> g(2 * x[2] + x[3], -x[2] + 3 * x[3], 2 * x[0] - x[1], x[0] + 3 * x[1]));
        c.function(
                        "Rosenbrock at its minimum",
                        ZERO,
                        x -> 100 * pow(x[1] - x[0] * x[0], 2) + pow(1 - x[0], 2),
                        x -> g(-400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 200 * (x[1] - x[0] * x[0])))
                .at(1, 1)
                .right()
                .wrong("forgot x", x -> g(-400 * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 100 * (x[1] - x[0] * x[0])))
                .wrong("sign of y", times(1, -1));
        c.function("x^2 - y^2", ZERO, x -> x[0] * x[0] - x[1] * x[1], x -> g(2 * x[0], -2 * x[1]))
                .at(0, 0)
                .right()
                .wrong("swapped", swapped(0, 1))
                .wrong("sign of y", times(1, -1));
        c.function("exp(-x^2)", ZERO, x -> exp(-x[0] * x[0]), x -> g(-2 * x[0] * exp(-x[0] * x[0])))
                .at(0)
                .right()
                .wrong("sign", times(-1))
                .wrong("forgot x", x -> g(-2 * exp(-x[0] * x[0])));
        c.function(
                        "2-1-1 tanh network of zeros",
                        ZERO,
                        w -> {
                            double e = w[3] * tanh(0.5 * w[0] - 1.5 * w[1] + w[2]) + w[4] - 0.7;
                            return e * e;
                        },
                        w -> {
                            double h = tanh(0.5 * w[0] - 1.5 * w[1] + w[2]);
                            double e = 2 * (w[3] * h + w[4] - 0.7);
                            double d = e * w[3] * (1 - h * h);
                            return g(0.5 * d, -1.5 * d, d, e * h, e);
                        })
                .at(0, 0, 0, 0, 0)
                .right()
                .wrong("v's gradient missing", times(3, 0))
                .wrong("W's sign", (g, w) -> g[1] = -g[1]);
    }

    private static void symmetry(Cases c) {
        c.function(
                        "x^y",
                        SYMMETRY,
                        x -> pow(x[0], x[1]),
                        x -> g(x[1] * pow(x[0], x[1] - 1), pow(x[0], x[1]) * log(x[0])))
                .at(1, 1)
                .right()
                .wrong("y's missing", times(1, 0))
                .wrong("power not lowered", x -> g(x[1] * pow(x[0], x[1]), pow(x[0], x[1]) * log(x[0])));
        c.function(
                        "(x - y)^3",
                        SYMMETRY,
                        x -> pow(x[0] - x[1], 3),
                        x -> g(3 * pow(x[0] - x[1], 2), -3 * pow(x[0] - x[1], 2)))
                .at(0.8, 0.8)
                .right()
                .wrong("sign of y", times(1, -1));
        c.function(
                        "product of ones",
                        SYMMETRY,
                        x -> x[0] * x[1] * x[2] * x[3],
                        x -> g(x[1] * x[2] * x[3], x[0] * x[2] * x[3], x[0] * x[1] * x[3], x[0] * x[1] * x[2]))
                .at(1, 1, 1, 1)
                .right()
                .wrong("one factor too many", x -> {
                    double p = x[0] * x[1] * x[2] * x[3];
                    return g(p, p, p, p);
                })
                .wrong("off by one index", shifted());
        c.function("x/y at ones", SYMMETRY, x -> x[0] / x[1], x -> g(1 / x[1], -x[0] / (x[1] * x[1])))
                .at(1, 1)
                .right()
                .wrong("not squared", x -> g(1 / x[1], -x[0] / x[1]))
                .wrong("swapped", swapped(0, 1));
        c.function(
                        "trace of A^2",
                        SYMMETRY,
                        a -> a[0] * a[0] + 2 * a[1] * a[2] + a[3] * a[3],
                        a -> g(2 * a[0], 2 * a[2], 2 * a[1], 2 * a[3]))
                .at(2, 0.7, 0.7, -1)
                .right()
                .wrong("2A, not transposed", swapped(1, 2));
        c.function("sigmoid at 0", SYMMETRY, x -> 1 / (1 + exp(-x[0])), x -> {
                    double y = 1 / (1 + exp(-x[0]));
                    return g(y * (1 - y));
                })
                .at(0)
                .right()
                .wrong("y^2", x -> g(pow(1 + exp(-x[0]), -2)));
        c.function(
                        "log(exp(x) + exp(y))",
                        SYMMETRY,
                        x -> log(exp(x[0]) + exp(x[1])),
                        x -> g(1 / (1 + exp(x[1] - x[0])), 1 / (1 + exp(x[0] - x[1]))))
                .at(-0.4, -0.4)
                .right()
                .wrong("halves", x -> g(0.5, 0.5))
                .wrong("swapped", swapped(0, 1));
    }

    private static void program(Cases c) {
        c.function(
                        "sorts its input",
                        PROGRAM,
                        x -> {
                            java.util.Arrays.sort(x);
                            return x[0] * x[0] + 2 * x[1];
                        },
                        x -> x[0] < x[1] ? g(2 * x[0], 2) : g(2, 2 * x[1]))
                .at(3, 1)
                .neither("changes its input", x -> x[0] < x[1] ? g(2 * x[0], 2) : g(2, 2 * x[1]), IMPURE);
        c.function("exp x, one NaN claimed", PROGRAM, x -> exp(x[0]) + x[1], x -> g(exp(x[0]), 1))
                .at(0.4, 1)
                .wrong("NaN for y", x -> g(exp(x[0]), Double.NaN));
        c.function("sqrt of a negative", PROGRAM, x -> sqrt(x[0]), x -> g(0.5 / sqrt(x[0])))
                .at(-2)
                .neither("claims 0", x -> g(0), INCONCLUSIVE, VACUOUS, Answer.WRONG);
        double[] running = {0};
        c.function(
                        "running mean",
                        PROGRAM,
                        x -> {
                            running[0] = 0.9 * running[0] + 0.1 * x[0];
                            return (x[0] - running[0]) * x[0];
                        },
                        x -> g(2 * x[0] - running[0]))
                .at(2)
                .neither("state", x -> g(2 * x[0] - running[0]), NONDETERMINISTIC, IMPURE);
    }
}
