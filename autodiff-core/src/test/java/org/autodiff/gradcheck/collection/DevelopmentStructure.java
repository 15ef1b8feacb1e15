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
final class DevelopmentStructure {
    private DevelopmentStructure() {}

    static void addTo(Cases c) {
        nearKink(c);
        kink(c);
        noise(c);
        jump(c);
        zero(c);
        symmetry(c);
        program(c);
    }

    private static void nearKink(Cases c) {
        c.function("|x - 1|", NEAR_KINK, x -> abs(x[0] - 1), x -> g(signum(x[0] - 1)))
                .at(1 + 1e-3)
                .right()
                .wrong("other side", times(-1))
                .at(1 + 1e-6)
                .right()
                .wrong("1.5", times(1.5))
                .at(1 - 1e-9)
                .right(INCONCLUSIVE, Answer.KINK)
                .wrong("1.5", times(1.5))
                .at(1 + 1e-12)
                .right(INCONCLUSIVE, Answer.KINK)
                .wrong("other side", times(-1), INCONCLUSIVE, Answer.KINK);
        c.function(
                        "max(x^2, y)",
                        NEAR_KINK,
                        x -> max(x[0] * x[0], x[1]),
                        x -> x[0] * x[0] > x[1] ? g(2 * x[0], 0) : g(0, 1))
                .at(2, 4 - 1e-6)
                .right()
                .wrong("wrong branch", x -> x[0] * x[0] < x[1] ? g(2 * x[0], 0) : g(0, 1))
                .wrong("both branches", x -> g(2 * x[0], 1));
        c.function("3 relu(x)", NEAR_KINK, x -> 3 * max(x[0], 0), x -> g(x[0] > 0 ? 3 : 0))
                .at(1e-9)
                .right()
                .wrong("1.01", times(1.01))
                .at(-1e-7)
                .right(VACUOUS)
                .wrong("other side", x -> g(x[0] > 0 ? 0 : 3));
        c.function(
                        "soft threshold",
                        NEAR_KINK,
                        x -> signum(x[0]) * max(abs(x[0]) - 0.1, 0),
                        x -> g(abs(x[0]) > 0.1 ? 1 : 0))
                .at(0.1 + 1e-5)
                .right()
                .wrong("subtracts twice", x -> g(abs(x[0]) > 0.1 ? 0.9 : 0));
    }

    private static void kink(Cases c) {
        c.function("|x|", KINK, x -> abs(x[0]), x -> g(signum(x[0])))
                .at(0)
                .right(Answer.KINK)
                .right("claims 1", x -> g(x[0] >= 0 ? 1 : -1), Answer.KINK)
                .wrong("claims 1.5", x -> g(x[0] == 0 ? 1.5 : signum(x[0])))
                .wrong("claims -1.01", x -> g(x[0] == 0 ? -1.01 : signum(x[0])));
        c.function("relu at 0", KINK, x -> max(x[0], 0), x -> g(x[0] > 0 ? 1 : 0))
                .at(0)
                .right(Answer.KINK)
                .right("claims 0.5", x -> g(x[0] > 0 ? 1 : x[0] == 0 ? 0.5 : 0), Answer.KINK)
                .wrong("claims 1.2", x -> g(x[0] > 0 ? 1 : x[0] == 0 ? 1.2 : 0));
        c.function("|x| + 3x", KINK, x -> abs(x[0]) + 3 * x[0], x -> g(3 + signum(x[0])))
                .at(0)
                .right(Answer.KINK)
                .wrong("claims 0", x -> g(x[0] == 0 ? 0 : 3 + signum(x[0])));
        c.function(
                        "max(x, y) + xy",
                        KINK,
                        x -> max(x[0], x[1]) + x[0] * x[1],
                        x -> x[0] >= x[1] ? g(1 + x[1], x[0]) : g(x[1], 1 + x[0]))
                .at(0.7, 0.7)
                .right(Answer.KINK)
                .right(
                        "shared",
                        x -> x[0] == x[1]
                                ? g(0.5 + x[1], 0.5 + x[0])
                                : x[0] > x[1] ? g(1 + x[1], x[0]) : g(x[1], 1 + x[0]),
                        Answer.KINK)
                .wrong("product's sign", x -> x[0] >= x[1] ? g(1 - x[1], -x[0]) : g(-x[1], 1 - x[0]));
        double[] twenty = new double[20];
        for (int i = 0; i < 20; i++) {
            twenty[i] = i == 11 ? 0 : 0.3 + i;
        }
        c.function("|x| among 20", KINK, DevelopmentStructure::oneKink, x -> {
                    double[] r = new double[x.length];
                    for (int i = 0; i < x.length; i++) {
                        r[i] = i == 11 ? signum(x[i]) : 2 * x[i];
                    }
                    return r;
                })
                .at(twenty)
                .right(Answer.KINK)
                .wrong("claims 1.5", (g, x) -> g[11] = x[11] == 0 ? 1.5 : g[11]);
    }

    private static double oneKink(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += i == 11 ? abs(x[i]) : x[i] * x[i];
        }
        return sum;
    }

    private static void noise(Cases c) {
        c.function("float32 polynomial", NOISE, DevelopmentStructure::inFloats, x -> g(6 * x[0] * x[0] - 3))
                .at(1.3)
                .right(INCONCLUSIVE)
                .wrong("sign of the second term", x -> g(6 * x[0] * x[0] + 3))
                .wrong("1.01", times(1.01), INCONCLUSIVE);
        for (double tolerance : new double[] {1e-4, 1e-8, 1e-14}) {
            boolean exact = tolerance < 1e-10;
            c.function("root of y + y^3 = x to " + tolerance, NOISE, x -> bisected(x[0], tolerance), x -> {
                        double y = bisected(x[0], 1e-15);
                        return g(1 / (1 + 3 * y * y));
                    })
                    .at(2.3)
                    .right(exact ? new Answer[0] : new Answer[] {INCONCLUSIVE})
                    .wrong("factor 2", times(2), tolerance > 1e-5 ? new Answer[] {INCONCLUSIVE} : new Answer[0]);
        }
        double[] draws = new Random(5).doubles(200, -1, 1).toArray();
        c.function("mean of exp(xz), fixed draws", NOISE, x -> meanOfExp(x[0], draws), x -> g(meanOfZExp(x[0], draws)))
                .at(0.8)
                .right()
                .wrong("forgot z", x -> g(meanOfExp(x[0], draws)))
                .wrong("1 + 1e-4", times(1 + 1e-4));
        Random unfixed = new Random(7);
        c.function(
                        "mean of exp(xz), new draws",
                        PROGRAM,
                        x -> meanOfExp(x[0], unfixed.doubles(200, -1, 1).toArray()),
                        x -> g(meanOfZExp(x[0], unfixed.doubles(200, -1, 1).toArray())))
                .at(0.8)
                .neither(
                        "new draws",
                        x -> g(meanOfZExp(x[0], unfixed.doubles(200, -1, 1).toArray())),
                        NONDETERMINISTIC)
                .neither("forgot z", x -> g(meanOfExp(x[0], draws)), NONDETERMINISTIC);
    }

    private static double inFloats(double[] x) {
        float v = (float) x[0];
        return 2 * v * v * v - 3 * v;
    }

    private static double bisected(double x, double tolerance) {
        double low = -10;
        double high = 10;
        while (high - low > tolerance) {
            double middle = 0.5 * (low + high);
            if (middle == low || middle == high) {
                break;
            }
            if (middle + middle * middle * middle < x) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    private static double meanOfExp(double x, double[] draws) {
        double sum = 0;
        for (double z : draws) {
            sum += exp(x * z);
        }
        return sum / draws.length;
    }

    private static double meanOfZExp(double x, double[] draws) {
        double sum = 0;
        for (double z : draws) {
            sum += z * exp(x * z);
        }
        return sum / draws.length;
    }

    private static void jump(Cases c) {
        c.function("floor(x) + x^2", JUMP, x -> floor(x[0]) + x[0] * x[0], x -> g(2 * x[0]))
                .at(1.5)
                .right()
                .wrong("floor counted as 1", x -> g(2 * x[0] + 1))
                .at(2)
                .neither("at the jump", x -> g(2 * x[0]), INCONCLUSIVE, Answer.KINK, Answer.WRONG);
        c.function("round(10 x) / 10", JUMP, x -> rint(10 * x[0]) / 10, x -> g(0))
                .at(0.33)
                .right(VACUOUS, INCONCLUSIVE)
                .wrong("straight through", x -> g(1), INCONCLUSIVE, VACUOUS);
        c.function("if x > 1 then 2x else 3x", JUMP, x -> x[0] > 1 ? 2 * x[0] : 3 * x[0], x -> g(x[0] > 1 ? 2 : 3))
                .at(1 + 1e-6)
                .right()
                .wrong("wrong branch", x -> g(x[0] > 1 ? 3 : 2))
                .at(0.999)
                .right()
                .wrong("1.01", times(1.01));
    }

    private static void zero(Cases c) {
        c.function("x^2 at 0", ZERO, x -> x[0] * x[0], x -> g(2 * x[0]))
                .at(0)
                .right()
                .wrong("3x", x -> g(3 * x[0]))
                .wrong("claims 1e-3", x -> g(2 * x[0] + 1e-3));
        c.function(
                        "sum of squares at zeros",
                        ZERO,
                        x -> x[0] * x[0] + x[1] * x[1] + x[2] * x[2],
                        x -> g(2 * x[0], 2 * x[1], 2 * x[2]))
                .at(0, 0, 0)
                .right()
                .wrong("one forgotten", x -> g(2 * x[0], 0, 2 * x[2]));
        c.function("xyz", ZERO, x -> x[0] * x[1] * x[2], x -> g(x[1] * x[2], x[0] * x[2], x[0] * x[1]))
                .at(0, 0, 0)
                .right()
                .wrong("zeros", x -> g(0, 0, 0))
                .at(0, 2, 3)
                .right()
                .wrong("divides by x", x -> g(x[1] * x[2], 2 * x[0] * x[2], x[0] * x[1]));
        c.function("cos x at 0", ZERO, x -> cos(x[0]), x -> g(-sin(x[0])))
                .at(0)
                .right()
                .wrong("sign", x -> g(sin(x[0])));
        c.function("x^4 at 0", ZERO, x -> pow(x[0], 4), x -> g(4 * pow(x[0], 3)))
                .at(0)
                .right()
                .wrong("factor 2", times(2));
        c.function("constant", ZERO, x -> 3.7, x -> g(0)).at(1.5).right(VACUOUS).wrong("claims 1e-3", x -> g(1e-3));
        c.function("x^2, ignores y", ZERO, x -> x[0] * x[0], x -> g(2 * x[0], 0))
                .at(1.1, 2)
                .right(VACUOUS)
                .wrong("claims 1e-5 for y", plus(1, 1e-5));
    }

    private static void symmetry(Cases c) {
        c.function("x^2 y at equals", SYMMETRY, x -> x[0] * x[0] * x[1], x -> g(2 * x[0] * x[1], x[0] * x[0]))
                .at(1, 1)
                .right()
                .wrong("swapped", swapped(0, 1))
                .wrong("powers hidden by ones", x -> g(2, 1));
        c.function(
                        "x^2 + 3xy + y^2",
                        SYMMETRY,
                        x -> x[0] * x[0] + 3 * x[0] * x[1] + x[1] * x[1],
                        x -> g(2 * x[0] + 3 * x[1], 2 * x[1] + 3 * x[0]))
                .at(0.4, 0.4)
                .right()
                .wrong("swapped, hidden", swapped(0, 1));
        c.function("x^3 at 1", SYMMETRY, x -> pow(x[0], 3), x -> g(3 * x[0] * x[0]))
                .at(1)
                .right()
                .wrong("3x, hidden", x -> g(3 * x[0]))
                .wrong("right here only", beside(1));
        c.function(
                        "sin(x) exp(y)",
                        SYMMETRY,
                        x -> sin(x[0]) * exp(x[1]),
                        x -> g(cos(x[0]) * exp(x[1]), sin(x[0]) * exp(x[1])))
                .at(0.6, 0)
                .right()
                .wrong("factor hidden by 0", x -> g(cos(x[0]), sin(x[0])));
        c.function(
                        "x' A x",
                        SYMMETRY,
                        x -> 2 * x[0] * x[0] + 5 * x[0] * x[1] - x[1] * x[0] + 3 * x[1] * x[1],
                        x -> g(4 * x[0] + 4 * x[1], 4 * x[0] + 6 * x[1]))
                .at(1, 1)
                .right()
                .wrong("2 A x", x -> g(4 * x[0] + 10 * x[1], -2 * x[0] + 6 * x[1]))
                .at(0.5, -0.3)
                .wrong("right here only", beside(0.5, -0.3));
    }

    private static void program(Cases c) {
        c.function(
                        "x^2 that overwrites x",
                        PROGRAM,
                        x -> {
                            double value = x[0] * x[0];
                            x[0] = 0;
                            return value;
                        },
                        x -> g(2 * x[0]))
                .at(1.7)
                .neither("changes its input", x -> g(2 * x[0]), IMPURE);
        c.function("sin x, NaN claimed", PROGRAM, x -> sin(x[0]), x -> g(cos(x[0])))
                .at(0.4)
                .wrong("NaN", x -> g(Double.NaN))
                .wrong("infinite", x -> g(Double.POSITIVE_INFINITY));
        c.function("log of a negative", PROGRAM, x -> log(x[0]), x -> g(1 / x[0]))
                .at(-1)
                .neither("outside the domain", x -> g(1 / x[0]), INCONCLUSIVE, VACUOUS, Answer.WRONG);
        int[] calls = {0};
        c.function("counts its calls", PROGRAM, x -> x[0] * x[0] + calls[0]++, x -> g(2 * x[0]))
                .at(1.2)
                .neither("state", x -> g(2 * x[0]), NONDETERMINISTIC, IMPURE);
    }
}
