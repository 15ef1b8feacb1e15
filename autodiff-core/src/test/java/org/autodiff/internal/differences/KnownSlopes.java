package org.autodiff.internal.differences;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Functions with derivatives in closed form, and places that are hard for differences. */
final class KnownSlopes {
    record Known(String name, DoubleUnaryOperator f, double at, double slope) {
        @Override
        public String toString() {
            return name + " at " + at;
        }
    }

    private static final double[] NONZERO = {
        1e-300, -1e-300, 1e-12, 1e-9, -1e-9, 1e-7, 3e-6, 1e-5, -1e-5, 1e-3, 0.1, -0.3, 0.7, 1, -1.3, 2.5, Math.PI, 10,
        -20, 100, 1000, -1000, 709.7, 1234.567
    };
    private static final double[] POSITIVE =
            Arrays.stream(NONZERO).filter(x -> x > 0).toArray();
    private static final double[] ALL_AND_ZERO = Arrays.copyOf(NONZERO, NONZERO.length + 1);

    private final List<Known> known = new ArrayList<>();

    /** All of them. */
    static List<Known> all() {
        KnownSlopes slopes = new KnownSlopes();
        slopes.elementary();
        slopes.scales();
        slopes.near();
        slopes.odd();
        return slopes.known;
    }

    /** The elementary functions only, where they are not a matter of taste. */
    static List<Known> elementaryFunctions() {
        KnownSlopes slopes = new KnownSlopes();
        slopes.elementary();
        return slopes.known;
    }

    private void add(String name, DoubleUnaryOperator f, DoubleUnaryOperator derivative, double... places) {
        for (double x : places) {
            double slope = derivative.applyAsDouble(x);
            if (Double.isFinite(slope) && Double.isFinite(f.applyAsDouble(x))) {
                known.add(new Known(name, f, x, slope));
            }
        }
    }

    private static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private void elementary() {
        add("sin", Math::sin, Math::cos, ALL_AND_ZERO);
        add("cos", Math::cos, x -> -Math.sin(x), ALL_AND_ZERO);
        add("tan", Math::tan, x -> 1 / (Math.cos(x) * Math.cos(x)), ALL_AND_ZERO);
        add("exp", Math::exp, Math::exp, ALL_AND_ZERO);
        add("log", Math::log, x -> 1 / x, POSITIVE);
        add("sqrt", Math::sqrt, x -> 0.5 / Math.sqrt(x), POSITIVE);
        add("1/x", x -> 1 / x, x -> -1 / (x * x), NONZERO);
        add("x^2", x -> x * x, x -> 2 * x, ALL_AND_ZERO);
        add("x^3", x -> x * x * x, x -> 3 * x * x, ALL_AND_ZERO);
        add(
                "tanh",
                Math::tanh,
                x -> {
                    double h = Math.cosh(x);
                    return 1 / (h * h);
                },
                ALL_AND_ZERO);
        add("sigmoid", KnownSlopes::sigmoid, x -> sigmoid(x) * sigmoid(-x), ALL_AND_ZERO);
        add("softplus", x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), KnownSlopes::sigmoid, ALL_AND_ZERO);
        add("atan", Math::atan, x -> 1 / (1 + x * x), ALL_AND_ZERO);
        add("sin1e3", x -> Math.sin(1e3 * x), x -> 1e3 * Math.cos(1e3 * x), ALL_AND_ZERO);
        add("sin1e6", x -> Math.sin(1e6 * x), x -> 1e6 * Math.cos(1e6 * x), ALL_AND_ZERO);
        add("cbrt", Math::cbrt, x -> 1 / (3 * Math.cbrt(x) * Math.cbrt(x)), NONZERO);
        add("abs", Math::abs, x -> Math.signum(x), NONZERO);
        add("relu", x -> Math.max(0, x), x -> x > 0 ? 1 : 0, NONZERO);
        add("relu2", x -> x > 0 ? x * x : 0, x -> x > 0 ? 2 * x : 0, ALL_AND_ZERO);
        add("x^1.5", x -> Math.pow(Math.abs(x), 1.5), x -> 1.5 * Math.sqrt(Math.abs(x)) * Math.signum(x), ALL_AND_ZERO);
        add("x^1.5+", x -> x > 0 ? Math.pow(x, 1.5) + x : x, x -> x > 0 ? 1.5 * Math.sqrt(x) + 1 : 1, ALL_AND_ZERO);
        add(
                "x2sin1/x",
                x -> x == 0 ? 0 : x * x * Math.sin(1 / x),
                x -> x == 0 ? 0 : 2 * x * Math.sin(1 / x) - Math.cos(1 / x),
                0,
                0.1,
                -0.3,
                0.01,
                1e-3,
                1);
    }

    /** Cancellation, tiny and huge values, structure at two scales. */
    private void scales() {
        add("1e8+x^2", x -> 1e8 + x * x, x -> 2 * x, 0.1, 1, 2.5, 10, 100, -20, 0, 1e-5);
        add("1e8+1e-3x", x -> 1e8 + 1e-3 * x, x -> 1e-3, ALL_AND_ZERO);
        add(
                "(1-cos)/x2",
                x -> (1 - Math.cos(x)) / (x * x),
                x -> {
                    if (Math.abs(x) < 0.3) {
                        double q = x * x;
                        return x * (-1 / 12. + q * (1 / 180. - q * (1 / 6720. - q * (1 / 453600. - q / 47900160.))));
                    }
                    return Math.sin(x) / (x * x) - 2 * (1 - Math.cos(x)) / (x * x * x);
                },
                1e-6,
                1e-5,
                1e-4,
                1e-3,
                1e-2,
                0.1,
                -0.3,
                1,
                2);
        add(
                "expm1bad/x",
                x -> (Math.exp(x) - 1) / x,
                x -> Math.abs(x) < 0.05
                        ? 0.5 + x * (1 / 3. + x * (1 / 8. + x * (1 / 30. + x * (1 / 144. + x * (1 / 840. + x / 5760)))))
                        : (Math.exp(x) * (x - 1) + 1) / (x * x),
                1e-9,
                1e-7,
                1e-5,
                1e-3,
                1e-2,
                0.1,
                1,
                2.5);
        add("x^100", x -> Math.pow(x, 100), x -> 100 * Math.pow(x, 99), 0.5, 1, 1.1, 2, 10, 1e3, 0.1, 0.01);
        add("1e-200sin", x -> 1e-200 * Math.sin(x), x -> 1e-200 * Math.cos(x), ALL_AND_ZERO);
        add("1e300sin", x -> 1e300 * Math.sin(x), x -> 1e300 * Math.cos(x), ALL_AND_ZERO);
        add(
                "1.7e308 tanh",
                x -> 1.7e308 * Math.tanh(x),
                x -> 1.7e308 / (Math.cosh(x) * Math.cosh(x)),
                0.1,
                1,
                -0.3,
                2.5,
                10);
        add("x/(1e-310)", x -> x * 1e-310, x -> 1e-310, 0.1, 1, 1000);
        add("logbig", x -> Math.log(Math.abs(x)), x -> 1 / x, 1e300, -1e200, 1e100, 1e-100, -1e-9);
        add(
                "sin1e5(x-1000)",
                x -> Math.sin(1e5 * (x - 1000)),
                x -> 1e5 * Math.cos(1e5 * (x - 1000)),
                1000,
                1000.1,
                999.99999);
        add("2scale", x -> 2 * x + 1e-6 * Math.sin(1e8 * x), x -> 2 + 100 * Math.cos(1e8 * x), 0, 0.1, 1, 1e-5, 2.5);
        add("2scaleb", x -> 2 * x + 1e-9 * Math.sin(1e9 * x), x -> 2 + Math.cos(1e9 * x), 0.1, 1, 1e-5, 2.5, 0);
        add(
                "2scalec",
                x -> Math.sin(x) + 1e-4 * Math.sin(1e4 * x),
                x -> Math.cos(x) + Math.cos(1e4 * x),
                0.1,
                1,
                1e-5,
                2.5,
                100,
                0);
        add(
                "sin2pi2^10x",
                x -> Math.sin(2 * Math.PI * 1024 * x),
                x -> 2 * Math.PI * 1024 * Math.cos(2 * Math.PI * 1024 * x),
                1,
                0.5,
                2,
                0.3,
                10);
        add(
                "sin2pi2^20x",
                x -> Math.sin(2 * Math.PI * 0x1p20 * x) + x,
                x -> 1 + 2 * Math.PI * 0x1p20 * Math.cos(2 * Math.PI * 0x1p20 * x),
                1,
                0.5,
                2,
                10);
    }

    /** Kinks, jumps, walls and steep steps at a distance d. */
    private void near() {
        for (double d : new double[] {1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12}) {
            add("abs(x-1-" + d + ")", x -> Math.abs(x - 1 - d), x -> Math.signum(x - 1 - d), 1);
            add("x+relu(x-1+" + d + ")", x -> x * x + Math.max(0, x - 1 + d), x -> 2 * x + (x > 1 - d ? 1 : 0), 1);
            add("0abs(x-" + d + ")", x -> Math.abs(x - d), x -> Math.signum(x - d), 0);
            add("heav(x-1-" + d + ")+sin", x -> (x > 1 + d ? 1 : 0) + Math.sin(x), Math::cos, 1);
            add("smallheav" + d, x -> (x > 1 + d ? 1e-3 : 0) + Math.sin(x), Math::cos, 1);
            add(
                    "softabs" + d,
                    x -> Math.sqrt((x - 1) * (x - 1) + d * d),
                    x -> (x - 1) / Math.sqrt((x - 1) * (x - 1) + d * d),
                    1 + d / 2,
                    1 + 3 * d,
                    1.0);
            add("logwall" + d, x -> Math.log(x - 1), x -> 1 / (x - 1), 1 + d);
            add("sqrtwall" + d, x -> Math.sqrt(1 - x), x -> -0.5 / Math.sqrt(1 - x), 1 - d);
            add("acos" + d, Math::acos, x -> -1 / Math.sqrt((1 - x) * (1 + x)), 1 - d, -1 + d);
            add(
                    "tanhsteep" + d,
                    x -> Math.tanh((x - 1) / d),
                    x -> {
                        double h = Math.cosh((x - 1) / d);
                        return 1 / (d * h * h);
                    },
                    1,
                    1 + d / 2);
            add(
                    "gauss" + d,
                    x -> Math.exp(-(x - 1) * (x - 1) / (2 * d * d)),
                    x -> -(x - 1) / (d * d) * Math.exp(-(x - 1) * (x - 1) / (2 * d * d)),
                    1 + d,
                    1 + d / 3,
                    1 - 2 * d);
        }
    }

    private void odd() {
        add(
                "exp(-1/x2)",
                x -> x == 0 ? 0 : Math.exp(-1 / (x * x)),
                x -> x == 0 ? 0 : 2 / (x * x * x) * Math.exp(-1 / (x * x)),
                0,
                0.05,
                0.1,
                0.2,
                1);
        add(
                "sin2+cos2",
                x -> {
                    double s = Math.sin(x), c = Math.cos(x);
                    return s * s + c * c;
                },
                x -> 0,
                0.1,
                1,
                2.5,
                100);
        add("(x+1e8)-1e8", x -> (x + 1e8) - 1e8, x -> 1, 1, 2.5, 10, 0.1, 100);
        add("x^4@0", x -> x * x * x * x, x -> 4 * x * x * x, 0, 1e-5, 1);
        add("x^10@0", x -> Math.pow(x, 10), x -> 10 * Math.pow(x, 9), 0, 0.1);
        add("lgammaish", x -> x * Math.log(x) - x, Math::log, POSITIVE);
        add("xexp", x -> x * Math.exp(-x * x), x -> (1 - 2 * x * x) * Math.exp(-x * x), ALL_AND_ZERO);
        add(
                "rosen",
                x -> 100 * (1 - x * x) * (1 - x * x) + (1 - x) * (1 - x),
                x -> -400 * x * (1 - x * x) - 2 * (1 - x),
                ALL_AND_ZERO);
        add("poly", x -> ((x - 1) * (x - 2) * (x - 3)), x -> 3 * x * x - 12 * x + 11, ALL_AND_ZERO);
        add(
                "polyexpanded",
                x -> {
                    double r = 0;
                    double[] k = {1, -7, 21, -35, 35, -21, 7, -1};
                    for (double q : k) r = r * x + q;
                    return r;
                },
                x -> 7 * Math.pow(x - 1, 6),
                1.01,
                1.1,
                1.3,
                2,
                0.5,
                1.001);
        add(
                "lse",
                x -> {
                    double m = Math.max(x, 1);
                    return m + Math.log(Math.exp(x - m) + Math.exp(1 - m));
                },
                x -> sigmoid(x - 1),
                ALL_AND_ZERO);
        add("floor", Math::floor, x -> 0, 2.3, 0.5, -7.9, 10.5);
        add("log1p", Math::log1p, x -> 1 / (1 + x), 0, 1e-9, 1e-5, 0.1, -0.3, -0.999, -1 + 1e-9, 10, 1000);
        add("x log x", x -> x * Math.log(x), x -> 1 + Math.log(x), POSITIVE);
        add("hypot1", x -> Math.hypot(x, 1), x -> x / Math.hypot(x, 1), ALL_AND_ZERO);
        add("sinh", Math::sinh, Math::cosh, ALL_AND_ZERO);
        add(
                "sqrt1-x2",
                x -> Math.sqrt((1 - x) * (1 + x)),
                x -> -x / Math.sqrt((1 - x) * (1 + x)),
                0,
                0.5,
                0.9,
                0.999999,
                -0.99999999,
                1 - 1e-12);
        add(
                "sinc",
                x -> x == 0 ? 1 : Math.sin(x) / x,
                x -> Math.abs(x) < 1e-2
                        ? x * (-1 / 3. + x * x / 30 * (1 - x * x / 28))
                        : (x * Math.cos(x) - Math.sin(x)) / (x * x),
                ALL_AND_ZERO);
        add("mod wrap", x -> x - 2 * Math.PI * Math.floor(x / (2 * Math.PI)), x -> 1, 1, 10, 100, 6.28);
        add("sign*x2", x -> x * Math.abs(x), x -> 2 * Math.abs(x), ALL_AND_ZERO);
        add(
                "huber",
                x -> Math.abs(x) < 1 ? x * x / 2 : Math.abs(x) - 0.5,
                x -> Math.max(-1, Math.min(1, x)),
                ALL_AND_ZERO);
        add(
                "clamp",
                x -> Math.max(-1, Math.min(1, x)),
                x -> Math.abs(x) < 1 ? 1 : 0,
                0,
                0.5,
                2,
                -3,
                0.999999,
                1.000001,
                100);
        add("step+lin scale", x -> Math.sin(x * 1e-6), x -> 1e-6 * Math.cos(x * 1e-6), ALL_AND_ZERO);
        add("1+1e-10sin", x -> 1 + 1e-10 * Math.sin(x), x -> 1e-10 * Math.cos(x), ALL_AND_ZERO);
        add("x+1e-12abs", x -> x + 1e-12 * Math.abs(x), x -> 1 + 1e-12 * Math.signum(x), 1, 0.1);
        add(
                "bessely",
                x -> Math.cos(x) / Math.sqrt(x),
                x -> -Math.sin(x) / Math.sqrt(x) - 0.5 * Math.cos(x) / (x * Math.sqrt(x)),
                POSITIVE);
        add("exp(exp)", x -> Math.exp(Math.exp(x)), x -> Math.exp(x + Math.exp(x)), 0, 1, 2.5, 6, -20, 6.5);
        add(
                "gelu",
                x -> x * sigmoid(1.702 * x),
                x -> {
                    double s = sigmoid(1.702 * x);
                    return s + 1.702 * x * s * sigmoid(-1.702 * x);
                },
                ALL_AND_ZERO);
        add(
                "swish3",
                x -> x * sigmoid(3 * x),
                x -> {
                    double s = sigmoid(3 * x);
                    return s + 3 * x * s * sigmoid(-3 * x);
                },
                ALL_AND_ZERO);
        add("const7", x -> 7, x -> 0, ALL_AND_ZERO);
    }
}
