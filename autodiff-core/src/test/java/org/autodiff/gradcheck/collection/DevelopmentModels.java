package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

import java.util.function.Function;

/** Gradients of many fields, by hand: large inputs, chains, networks, physics, finance, statistics, linear algebra. */
final class DevelopmentModels {
    private DevelopmentModels() {}

    static void addTo(Cases c) {
        large(c);
        chain(c);
        softmax(c);
        network(c);
        physics(c);
        finance(c);
        statistics(c);
        linearAlgebra(c);
    }

    private static double[] ramp(int n) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 0.1 + (i * 37 % 101) / 50.0;
        }
        return x;
    }

    private static double sumOfSines(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (1 + i % 3) * sin(x[i]);
        }
        return sum;
    }

    private static double[] cosines(double[] x) {
        double[] r = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            r[i] = (1 + i % 3) * cos(x[i]);
        }
        return r;
    }

    private static void large(Cases c) {
        c.function("sum of sines", LARGE, DevelopmentModels::sumOfSines, DevelopmentModels::cosines)
                .at(ramp(500))
                .right()
                .wrong("sign of number 321", times(321, -1))
                .wrong("number 77 missing", times(77, 0))
                .wrong("1.01 in number 480", times(480, 1.01))
                .wrong("off by one index", shifted())
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function(
                        "sum of cubes",
                        LARGE,
                        x -> {
                            double sum = 0;
                            for (double v : x) {
                                sum += v * v * v;
                            }
                            return sum;
                        },
                        x -> {
                            double[] r = new double[x.length];
                            for (int i = 0; i < x.length; i++) {
                                r[i] = 3 * x[i] * x[i];
                            }
                            return r;
                        })
                .at(ramp(5000))
                .right();
    }

    private static void chain(Cases c) {
        c.function(
                        "sin(exp(x^2))",
                        CHAIN,
                        x -> sin(exp(x[0] * x[0])),
                        x -> g(cos(exp(x[0] * x[0])) * exp(x[0] * x[0]) * 2 * x[0]))
                .at(0.8)
                .right()
                .wrong("forgot 2x", x -> g(cos(exp(x[0] * x[0])) * exp(x[0] * x[0])))
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function("five tanh", CHAIN, x -> tanh(tanh(tanh(tanh(tanh(x[0]))))), x -> {
                    double y = x[0];
                    double d = 1;
                    for (int i = 0; i < 5; i++) {
                        y = tanh(y);
                        d *= 1 - y * y;
                    }
                    return g(d);
                })
                .at(1.4)
                .right()
                .wrong("four factors", x -> {
                    double y = x[0];
                    double d = 1;
                    for (int i = 0; i < 4; i++) {
                        y = tanh(y);
                        d *= 1 - y * y;
                    }
                    return g(d);
                });
        c.function(
                        "sqrt(1 + log(1 + x^2))",
                        CHAIN,
                        x -> sqrt(1 + log(1 + x[0] * x[0])),
                        x -> g(x[0] / ((1 + x[0] * x[0]) * sqrt(1 + log(1 + x[0] * x[0])))))
                .at(-2)
                .right()
                .wrong("forgot the root's half", times(2));
    }

    static double logSumExp(double... x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : x) {
            max = max(max, v);
        }
        double sum = 0;
        for (double v : x) {
            sum += exp(v - max);
        }
        return max + log(sum);
    }

    static double[] softmax(double... x) {
        double total = logSumExp(x);
        double[] r = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            r[i] = exp(x[i] - total);
        }
        return r;
    }

    private static void softmax(Cases c) {
        c.function("logsumexp", SOFTMAX, DevelopmentModels::logSumExp, DevelopmentModels::softmax)
                .at(1, -2, 0.5)
                .right()
                .wrong("not normalised", x -> g(exp(x[0]), exp(x[1]), exp(x[2])))
                .wrong("1 - 1e-3 in the least", times(1, 1 - 1e-3));
        c.function("cross-entropy of class 1", SOFTMAX, x -> logSumExp(x) - x[1], x -> {
                    double[] p = softmax(x);
                    return g(p[0], p[1] - 1, p[2]);
                })
                .at(0.3, -1, 2)
                .right()
                .wrong("forgot the label", x -> softmax(x))
                .wrong("sign", times(-1));
        c.function("first of the softmax", SOFTMAX, x -> softmax(x)[0], x -> {
                    double[] p = softmax(x);
                    return g(p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]);
                })
                .at(0.1, 0.7, -0.4)
                .right()
                .wrong("diagonal only", (g, x) -> g[1] = g[2] = 0);
    }

    // The network of the network cases: 2 inputs, 2 hidden tanh, 1 output; two examples, mean of squares.
    // W is 0..3 by rows (hidden, input), b is 4, 5, v is 6, 7, the last bias is 8.
    private static final double[][] INPUTS = {{0.5, -1.2}, {1.5, 0.3}};
    private static final double[] TARGETS = {0.7, -0.4};

    private static double networkLoss(double[] w) {
        double loss = 0;
        for (int n = 0; n < 2; n++) {
            double h0 = tanh(w[0] * INPUTS[n][0] + w[1] * INPUTS[n][1] + w[4]);
            double h1 = tanh(w[2] * INPUTS[n][0] + w[3] * INPUTS[n][1] + w[5]);
            double error = w[6] * h0 + w[7] * h1 + w[8] - TARGETS[n];
            loss += error * error;
        }
        return loss / 2;
    }

    private static Function<double[], double[]> networkGradient(boolean derivativeOfTanh, boolean allExamples) {
        return w -> {
            double[] r = new double[9];
            for (int n = 0; n < 2; n++) {
                double h0 = tanh(w[0] * INPUTS[n][0] + w[1] * INPUTS[n][1] + w[4]);
                double h1 = tanh(w[2] * INPUTS[n][0] + w[3] * INPUTS[n][1] + w[5]);
                double error = w[6] * h0 + w[7] * h1 + w[8] - TARGETS[n];
                double d0 = error * w[6] * (derivativeOfTanh ? 1 - h0 * h0 : 1);
                double d1 = error * w[7] * (derivativeOfTanh ? 1 - h1 * h1 : 1);
                r[0] += d0 * INPUTS[n][0];
                r[1] += d0 * INPUTS[n][1];
                r[2] += d1 * INPUTS[n][0];
                r[3] += d1 * INPUTS[n][1];
                r[4] = (allExamples ? r[4] : 0) + d0;
                r[5] = (allExamples ? r[5] : 0) + d1;
                r[6] += error * h0;
                r[7] += error * h1;
                r[8] = (allExamples ? r[8] : 0) + error;
            }
            return r;
        };
    }

    private static void network(Cases c) {
        c.function("tanh network", NETWORK, DevelopmentModels::networkLoss, networkGradient(true, true))
                .at(0.3, -0.6, 0.8, 0.2, 0.1, -0.3, 1.1, -0.9, 0.05)
                .right()
                .wrong("forgot tanh'", networkGradient(false, true))
                .wrong("biases not summed over the batch", networkGradient(true, false))
                .wrong("W transposed", swapped(1, 2))
                .wrong("not divided by n", times(2))
                .wrong("1 - 1e-3 in the output bias", times(8, 1 - 1e-3));
    }

    private static void physics(Cases c) {
        c.function(
                        "pendulum energy",
                        PHYSICS,
                        x -> 0.5 * x[1] * x[1] + 9.81 * (1 - cos(x[0])),
                        x -> g(9.81 * sin(x[0]), x[1]))
                .at(0.4, -1.3)
                .right()
                .wrong("sign of the force", times(0, -1))
                .wrong("small angle", x -> g(9.81 * x[0], x[1]));
        c.function(
                        "Lennard-Jones",
                        PHYSICS,
                        x -> 4 * (pow(x[0], -12) - pow(x[0], -6)),
                        x -> g(4 * (-12 * pow(x[0], -13) + 6 * pow(x[0], -7))))
                .at(0.2)
                .right()
                .wrong("attraction's sign", x -> g(4 * (-12 * pow(x[0], -13) - 6 * pow(x[0], -7))))
                .wrong("force for gradient", times(-1));
        c.function("Kepler energy", PHYSICS, x -> 0.5 * (x[2] * x[2] + x[3] * x[3]) - 1 / hypot(x[0], x[1]), x -> {
                    double r3 = pow(x[0] * x[0] + x[1] * x[1], 1.5);
                    return g(x[0] / r3, x[1] / r3, x[2], x[3]);
                })
                .at(0.01, -0.02, 3, 5)
                .right()
                .wrong("r^2 for r^3", x -> {
                    double r2 = x[0] * x[0] + x[1] * x[1];
                    return g(x[0] / r2, x[1] / r2, x[2], x[3]);
                });
    }

    private static double density(double x) {
        return exp(-0.5 * x * x) / sqrt(2 * PI);
    }

    /** The normal distribution function: its power series; for |x| up to 3 to the last digits. */
    static double cumulative(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < 100; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + density(x) * sum;
    }

    // (spot, strike, rate, volatility, time)
    private static double call(double[] x) {
        double root = x[3] * sqrt(x[4]);
        double d1 = (log(x[0] / x[1]) + (x[2] + 0.5 * x[3] * x[3]) * x[4]) / root;
        return x[0] * cumulative(d1) - x[1] * exp(-x[2] * x[4]) * cumulative(d1 - root);
    }

    private static double[] greeks(double[] x) {
        double root = x[3] * sqrt(x[4]);
        double d1 = (log(x[0] / x[1]) + (x[2] + 0.5 * x[3] * x[3]) * x[4]) / root;
        double d2 = d1 - root;
        double discount = exp(-x[2] * x[4]);
        return g(
                cumulative(d1),
                -discount * cumulative(d2),
                x[1] * x[4] * discount * cumulative(d2),
                x[0] * density(d1) * sqrt(x[4]),
                x[0] * density(d1) * x[3] / (2 * sqrt(x[4])) + x[2] * x[1] * discount * cumulative(d2));
    }

    private static void finance(Cases c) {
        c.function("Black-Scholes call", FINANCE, DevelopmentModels::call, DevelopmentModels::greeks)
                .at(100, 95, 0.03, 0.25, 0.5)
                .right()
                .wrong("sign of theta", times(4, -1))
                .wrong("vega without sqrt(T)", (g, x) -> g[3] /= sqrt(x[4]))
                .wrong("rho without T", (g, x) -> g[2] /= x[4])
                .wrong("delta times 1 + 1e-4", times(0, 1 + 1e-4));
    }

    private static final double[] SAMPLE = {1.2, 0.7, 2.9, 1.8};

    private static void statistics(Cases c) {
        c.function(
                        "normal log-likelihood",
                        STATISTICS,
                        x -> {
                            double sum = 0;
                            for (double v : SAMPLE) {
                                sum -= log(x[1]) + 0.5 * ((v - x[0]) / x[1]) * ((v - x[0]) / x[1]);
                            }
                            return sum;
                        },
                        x -> {
                            double[] r = new double[2];
                            for (double v : SAMPLE) {
                                r[0] += (v - x[0]) / (x[1] * x[1]);
                                r[1] += -1 / x[1] + (v - x[0]) * (v - x[0]) / (x[1] * x[1] * x[1]);
                            }
                            return r;
                        })
                .at(1.5, 0.8)
                .right()
                .wrong("sigma for sigma^2", (g, x) -> g[0] *= x[1])
                .wrong("-1/sigma once for n", (g, x) -> g[1] += 3 / x[1]);
        c.function(
                        "logistic log-likelihood",
                        STATISTICS,
                        w -> {
                            double sum = 0;
                            for (double v : SAMPLE) {
                                double z = w[0] * v + w[1];
                                sum += (v > 1.5 ? z : 0) - log1p(exp(z));
                            }
                            return sum;
                        },
                        w -> {
                            double[] r = new double[2];
                            for (double v : SAMPLE) {
                                double error = (v > 1.5 ? 1 : 0) - 1 / (1 + exp(-w[0] * v - w[1]));
                                r[0] += error * v;
                                r[1] += error;
                            }
                            return r;
                        })
                .at(0.6, -1)
                .right()
                .wrong("gradient of the loss", times(-1))
                .wrong("bias times 1.01", times(1, 1.01));
    }

    private static double det3(double[] a) {
        return a[0] * (a[4] * a[8] - a[5] * a[7])
                - a[1] * (a[3] * a[8] - a[5] * a[6])
                + a[2] * (a[3] * a[7] - a[4] * a[6]);
    }

    private static double[] cofactors(double[] a) {
        return g(
                a[4] * a[8] - a[5] * a[7],
                a[5] * a[6] - a[3] * a[8],
                a[3] * a[7] - a[4] * a[6],
                a[2] * a[7] - a[1] * a[8],
                a[0] * a[8] - a[2] * a[6],
                a[1] * a[6] - a[0] * a[7],
                a[1] * a[5] - a[2] * a[4],
                a[2] * a[3] - a[0] * a[5],
                a[0] * a[4] - a[1] * a[3]);
    }

    private static void linearAlgebra(Cases c) {
        c.function("det of 3 x 3", LINEAR_ALGEBRA, DevelopmentModels::det3, DevelopmentModels::cofactors)
                .at(2, -1, 0.5, 1.5, 3, -2, 0.3, 1, 4)
                .right()
                .wrong("adjugate, not transposed", (g, x) -> {
                    swapped(1, 3).spoil(g, x);
                    swapped(2, 6).spoil(g, x);
                    swapped(5, 7).spoil(g, x);
                })
                .wrong("one cofactor's sign", times(5, -1));
        c.function("log det of 2 x 2", LINEAR_ALGEBRA, a -> log(a[0] * a[3] - a[1] * a[2]), a -> {
                    double d = a[0] * a[3] - a[1] * a[2];
                    return g(a[3] / d, -a[2] / d, -a[1] / d, a[0] / d);
                })
                .at(2, 0.5, -1, 1)
                .right()
                .wrong("inverse, not transposed", swapped(1, 2));
        c.function(
                        "trace of the inverse of 2 x 2",
                        LINEAR_ALGEBRA,
                        a -> (a[0] + a[3]) / (a[0] * a[3] - a[1] * a[2]),
                        a -> {
                            double d = a[0] * a[3] - a[1] * a[2];
                            double t = (a[0] + a[3]) / (d * d);
                            return g(1 / d - t * a[3], t * a[2], t * a[1], 1 / d - t * a[0]);
                        })
                .at(1, 2, 3, 4)
                .right()
                .wrong("inverse not squared", a -> {
                    double d = a[0] * a[3] - a[1] * a[2];
                    return g(-a[3] / d, a[1] / d, a[2] / d, -a[0] / d);
                });
    }
}
