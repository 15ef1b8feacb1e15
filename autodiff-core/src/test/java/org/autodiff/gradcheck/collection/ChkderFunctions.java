package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;

import java.util.List;
import java.util.function.Function;

/**
 * The fourteen vector functions that MINPACK tests CHKDER with, and their Jacobians by hand, from their definitions in
 * J. More, B. Garbow, K. Hillstrom, Testing Unconstrained Optimization Software, ACM TOMS 7 (1981), 17-41. Each at its
 * standard starting point, moved by 0.123 up and down in turn, as CHKDER's test does.
 */
final class ChkderFunctions {
    private ChkderFunctions() {}

    /** {@code jacobian} by rows: one for each component of {@code f}. */
    record VectorFunction(
            String name, Function<double[], double[]> f, Function<double[], double[][]> jacobian, double[] x) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<VectorFunction> all() {
        return List.of(
                rosenbrock(),
                powellSingular(),
                powellBadlyScaled(),
                wood(),
                helicalValley(),
                ChkderSystems.watson(),
                ChkderSystems.chebyquad(),
                ChkderSystems.brownAlmostLinear(),
                ChkderSystems.discreteBoundaryValue(),
                ChkderSystems.discreteIntegralEquation(),
                ChkderSystems.trigonometric(),
                ChkderSystems.variablyDimensioned(),
                ChkderSystems.broydenTridiagonal(),
                ChkderSystems.broydenBanded());
    }

    static VectorFunction of(
            String name, Function<double[], double[]> f, Function<double[], double[][]> jacobian, double... start) {
        double[] x = start.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] += i % 2 == 0 ? 0.123 : -0.123;
        }
        return new VectorFunction(name, f, jacobian, x);
    }

    static double[] row(double... entries) {
        return entries;
    }

    private static VectorFunction rosenbrock() {
        return of(
                "Rosenbrock",
                x -> row(10 * (x[1] - x[0] * x[0]), 1 - x[0]),
                x -> new double[][] {{-20 * x[0], 10}, {-1, 0}},
                -1.2,
                1);
    }

    private static VectorFunction powellSingular() {
        return of(
                "Powell singular",
                x -> row(
                        x[0] + 10 * x[1],
                        sqrt(5) * (x[2] - x[3]),
                        (x[1] - 2 * x[2]) * (x[1] - 2 * x[2]),
                        sqrt(10) * (x[0] - x[3]) * (x[0] - x[3])),
                x -> {
                    double a = 2 * (x[1] - 2 * x[2]);
                    double b = 2 * sqrt(10) * (x[0] - x[3]);
                    return new double[][] {{1, 10, 0, 0}, {0, 0, sqrt(5), -sqrt(5)}, {0, a, -2 * a, 0}, {b, 0, 0, -b}};
                },
                3,
                -1,
                0,
                1);
    }

    private static VectorFunction powellBadlyScaled() {
        return of(
                "Powell badly scaled",
                x -> row(1e4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001),
                x -> new double[][] {{1e4 * x[1], 1e4 * x[0]}, {-exp(-x[0]), -exp(-x[1])}},
                0,
                1);
    }

    private static VectorFunction wood() {
        return of(
                "Wood",
                x -> row(
                        10 * (x[1] - x[0] * x[0]),
                        1 - x[0],
                        sqrt(90) * (x[3] - x[2] * x[2]),
                        1 - x[2],
                        sqrt(10) * (x[1] + x[3] - 2),
                        (x[1] - x[3]) / sqrt(10)),
                x -> new double[][] {
                    {-20 * x[0], 10, 0, 0},
                    {-1, 0, 0, 0},
                    {0, 0, -2 * sqrt(90) * x[2], sqrt(90)},
                    {0, 0, -1, 0},
                    {0, sqrt(10), 0, sqrt(10)},
                    {0, 1 / sqrt(10), 0, -1 / sqrt(10)}
                },
                -3,
                -1,
                -3,
                -1);
    }

    private static VectorFunction helicalValley() {
        return of(
                "helical valley",
                x -> {
                    double theta = atan(x[1] / x[0]) / (2 * PI) + (x[0] < 0 ? 0.5 : 0);
                    return row(10 * (x[2] - 10 * theta), 10 * (hypot(x[0], x[1]) - 1), x[2]);
                },
                x -> {
                    double r = hypot(x[0], x[1]);
                    double turn = 50 / (PI * r * r);
                    return new double[][] {{turn * x[1], -turn * x[0], 10}, {10 * x[0] / r, 10 * x[1] / r, 0}, {0, 0, 1}
                    };
                },
                -1,
                0,
                0);
    }
}
