package org.autodiff.internal.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kernels by name, so that a test can hold all of them to one law; and the numbers that break kernels. */
final class Operations {

    interface Elementwise {
        void apply(Kernels kernels, double[] x, double[] y, int n);
    }

    interface Run {
        void apply(Kernels kernels, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);
    }

    static final Map<String, Elementwise> ELEMENTWISE = new LinkedHashMap<>();
    static final Map<String, Run> RUNS = new LinkedHashMap<>();

    static {
        ELEMENTWISE.put("neg", Kernels::neg);
        ELEMENTWISE.put("abs", Kernels::abs);
        ELEMENTWISE.put("sign", Kernels::sign);
        ELEMENTWISE.put("square", Kernels::square);
        ELEMENTWISE.put("sqrt", Kernels::sqrt);
        ELEMENTWISE.put("reciprocal", Kernels::reciprocal);
        ELEMENTWISE.put("exp", Kernels::exp);
        ELEMENTWISE.put("expm1", Kernels::expm1);
        ELEMENTWISE.put("log", Kernels::log);
        ELEMENTWISE.put("log1p", Kernels::log1p);
        ELEMENTWISE.put("sin", Kernels::sin);
        ELEMENTWISE.put("cos", Kernels::cos);
        ELEMENTWISE.put("tan", Kernels::tan);
        ELEMENTWISE.put("tanh", Kernels::tanh);
        ELEMENTWISE.put("sigmoid", Kernels::sigmoid);
        ELEMENTWISE.put("tanhSlope", Kernels::tanhSlope);
        ELEMENTWISE.put("sigmoidSlope", Kernels::sigmoidSlope);
        ELEMENTWISE.put("erf", Kernels::erf);
        ELEMENTWISE.put("erfc", Kernels::erfc);
        ELEMENTWISE.put("normalCdf", Kernels::normalCdf);
        ELEMENTWISE.put("gaussian", (kernels, x, y, n) -> kernels.gaussian(1.25, 1, x, y, n));
        ELEMENTWISE.put("density", (kernels, x, y, n) -> kernels.gaussian(-0.4, 0.5, x, y, n));
        ELEMENTWISE.put("relu", Kernels::relu);
        ELEMENTWISE.put("heaviside", Kernels::heaviside);
        for (double exponent : new double[] {-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, Double.NaN}) {
            ELEMENTWISE.put("pow " + exponent, (kernels, x, y, n) -> kernels.pow(x, exponent, y, n));
        }
        RUNS.put("add", Kernels::add);
        RUNS.put("sub", Kernels::sub);
        RUNS.put("mul", Kernels::mul);
        RUNS.put("div", Kernels::div);
        RUNS.put("maximum", Kernels::maximum);
        RUNS.put("minimum", Kernels::minimum);
        RUNS.put("powers", Kernels::powers);
        RUNS.put("chain", Kernels::chain);
        RUNS.put("greater", Kernels::greater);
        RUNS.put("greaterEqual", Kernels::greaterEqual);
        RUNS.put("less", Kernels::less);
        RUNS.put("lessEqual", Kernels::lessEqual);
        RUNS.put("equal", Kernels::equal);
        RUNS.put("notEqual", Kernels::notEqual);
    }

    /** Zeros, ends of every range, neighbours of every threshold in the kernels, with both signs. */
    static final double[] AWKWARD = awkward();

    private Operations() {}

    private static double[] awkward() {
        double[] positive = {
            0.0,
            Double.MIN_VALUE,
            0x1p-1050,
            Math.nextDown(Double.MIN_NORMAL),
            Double.MIN_NORMAL,
            1e-300,
            1e-160,
            1e-20,
            0x1p-53,
            1e-8,
            0.1,
            0.25,
            0.3465735902799726,
            0.5,
            Math.nextDown(0.55),
            0.55,
            0.7071067811865475,
            0.7071067811865476,
            Math.PI / 4,
            Math.nextDown(1.0),
            1.0,
            Math.nextUp(1.0),
            1.4142135623730951,
            Math.PI / 2,
            2,
            Math.PI,
            3,
            19.1,
            22,
            36.7,
            37.8,
            60,
            Math.nextUp(60.0),
            100,
            355,
            372.2,
            708.3964185322641,
            709.782712893384,
            709.7827128933841,
            710,
            Math.nextUp(710.0),
            744.4400719213812,
            745.1332191019411,
            745.1332191019412,
            746,
            1000,
            Math.nextDown(1e6),
            1e6,
            Math.nextUp(1e6),
            6381956970095103.0 * 0x1p797,
            1e15,
            0x1p52,
            0x1p53,
            Math.nextDown(0x1p60),
            0x1p60,
            1e154,
            1.4e154,
            1e300,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY
        };
        List<Double> all = new ArrayList<>();
        for (double x : positive) {
            all.add(x);
            all.add(-x);
        }
        all.add(Double.NaN);
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
