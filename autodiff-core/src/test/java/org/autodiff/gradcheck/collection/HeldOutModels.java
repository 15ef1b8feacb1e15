package org.autodiff.gradcheck.collection;

import static java.lang.Math.*;
import static org.autodiff.gradcheck.collection.Cases.g;
import static org.autodiff.gradcheck.collection.DevelopmentModels.logSumExp;
import static org.autodiff.gradcheck.collection.DevelopmentModels.softmax;
import static org.autodiff.gradcheck.collection.Kind.*;
import static org.autodiff.gradcheck.collection.Mistakes.*;

import java.util.function.Function;

/** Large inputs, chains, softmax and networks, by hand. */
final class HeldOutModels {
    private HeldOutModels() {}

    static void addTo(Cases c) {
        large(c);
        chain(c);
        softmaxes(c);
        network(c);
    }

    private static double[] ramp(int n) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (i * 53 % 97) / 48.0 - 1;
        }
        return x;
    }

    private static double rosenbrock(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double r = x[i + 1] - x[i] * x[i];
            sum += 100 * r * r + (1 - x[i]) * (1 - x[i]);
        }
        return sum;
    }

    private static double[] rosenbrockGradient(double[] x) {
        double[] r = new double[x.length];
        for (int i = 0; i + 1 < x.length; i++) {
            double e = x[i + 1] - x[i] * x[i];
            r[i] += -400 * x[i] * e - 2 * (1 - x[i]);
            r[i + 1] += 200 * e;
        }
        return r;
    }

    private static void large(Cases c) {
        c.function("logsumexp of many", LARGE, x -> logSumExp(x), x -> softmax(x))
                .at(ramp(1000))
                .right()
                .wrong("number 700 missing", times(700, 0))
                .wrong("1.01", times(1.01));
        c.function("chained Rosenbrock", LARGE, HeldOutModels::rosenbrock, HeldOutModels::rosenbrockGradient)
                .at(ramp(500))
                .right()
                .wrong("numbers 20 and 21 swapped", swapped(20, 21))
                .wrong("1 + 1e-4", times(1 + 1e-4))
                .wrong("1 - 1e-3 in number 250", times(250, 1 - 1e-3))
                .wrong("the last missing", times(499, 0))
                .at(ramp(5000))
                .wrong("sign of number 2500", times(2500, -1));
    }

    private static void chain(Cases c) {
        c.function(
                        "exp(sin(cos x))",
                        CHAIN,
                        x -> exp(sin(cos(x[0]))),
                        x -> g(-exp(sin(cos(x[0]))) * cos(cos(x[0])) * sin(x[0])))
                .at(1.9)
                .right()
                .wrong("sign of cos'", times(-1))
                .wrong("cos' forgotten", x -> g(exp(sin(cos(x[0]))) * cos(cos(x[0]))));
        c.function(
                        "logistic map, 10 times",
                        CHAIN,
                        x -> {
                            double y = x[0];
                            for (int i = 0; i < 10; i++) {
                                y = 3.9 * y * (1 - y);
                            }
                            return y;
                        },
                        x -> {
                            double y = x[0];
                            double d = 1;
                            for (int i = 0; i < 10; i++) {
                                d *= 3.9 * (1 - 2 * y);
                                y = 3.9 * y * (1 - y);
                            }
                            return g(d);
                        })
                .at(0.37)
                .right()
                .wrong("nine factors", x -> {
                    double y = x[0];
                    double d = 1;
                    for (int i = 0; i < 9; i++) {
                        d *= 3.9 * (1 - 2 * y);
                        y = 3.9 * y * (1 - y);
                    }
                    return g(d);
                })
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function(
                        "(1 + x)^x",
                        CHAIN,
                        x -> pow(1 + x[0], x[0]),
                        x -> g(pow(1 + x[0], x[0]) * (log(1 + x[0]) + x[0] / (1 + x[0]))))
                .at(2.2)
                .right()
                .wrong("exponent's part missing", x -> g(x[0] * pow(1 + x[0], x[0] - 1)));
        c.function(
                        "1 / (1 + 1 / (1 + 1/x))",
                        CHAIN,
                        x -> 1 / (1 + 1 / (1 + 1 / x[0])),
                        x -> g(-1 / ((1 + 2 * x[0]) * (1 + 2 * x[0]))))
                .at(0.6)
                .right()
                .wrong("sign", times(-1));
    }

    private static void softmaxes(Cases c) {
        c.function(
                        "logsumexp, temperature 1e-3",
                        SOFTMAX,
                        x -> 1e-3 * logSumExp(1e3 * x[0], 1e3 * x[1]),
                        x -> softmax(1e3 * x[0], 1e3 * x[1]))
                .at(1, 1.002)
                .right()
                .wrong(
                        "forgot the temperature",
                        x -> g(1e3 * softmax(1e3 * x[0], 1e3 * x[1])[0], 1e3 * softmax(1e3 * x[0], 1e3 * x[1])[1]))
                .wrong("softmax of x", x -> softmax(x));
        c.function(
                        "mean cross-entropy of two",
                        SOFTMAX,
                        x -> (logSumExp(x[0], x[1], x[2]) - x[2] + logSumExp(x[3], x[4], x[5]) - x[3]) / 2,
                        x -> {
                            double[] p = softmax(x[0], x[1], x[2]);
                            double[] q = softmax(x[3], x[4], x[5]);
                            return g(p[0] / 2, p[1] / 2, (p[2] - 1) / 2, (q[0] - 1) / 2, q[1] / 2, q[2] / 2);
                        })
                .at(1, 2, -0.5, 0.3, 0, 1.4)
                .right()
                .wrong("not divided by n", times(2))
                .wrong("second example missing", (g, x) -> g[3] = g[4] = g[5] = 0)
                .wrong("labels swapped", x -> {
                    double[] p = softmax(x[0], x[1], x[2]);
                    double[] q = softmax(x[3], x[4], x[5]);
                    return g((p[0] - 1) / 2, p[1] / 2, p[2] / 2, q[0] / 2, q[1] / 2, (q[2] - 1) / 2);
                });
        c.function(
                        "binary cross-entropy with logits",
                        SOFTMAX,
                        x -> log1p(exp(x[0])) - x[0] + log1p(exp(x[1])),
                        x -> g(-1 / (1 + exp(x[0])), 1 / (1 + exp(-x[1]))))
                .at(1.5, -8)
                .right()
                .wrong("both positive", x -> g(1 / (1 + exp(-x[0])), 1 / (1 + exp(-x[1]))))
                .wrong("forgot y's sigmoid", x -> g(-1 / (1 + exp(x[0])), exp(-x[1])))
                .wrong("1.01 in the small one", times(1, 1.01));
        c.function(
                        "entropy of softmax",
                        SOFTMAX,
                        x -> {
                            double[] p = softmax(x);
                            return -p[0] * log(p[0]) - p[1] * log(p[1]) - p[2] * log(p[2]);
                        },
                        x -> {
                            double[] p = softmax(x);
                            double h = -p[0] * log(p[0]) - p[1] * log(p[1]) - p[2] * log(p[2]);
                            return g(-p[0] * (log(p[0]) + h), -p[1] * (log(p[1]) + h), -p[2] * (log(p[2]) + h));
                        })
                .at(0.2, 1.1, -0.9)
                .right()
                .wrong("by p, not by x", x -> {
                    double[] p = softmax(x);
                    return g(-log(p[0]) - 1, -log(p[1]) - 1, -log(p[2]) - 1);
                });
    }

    private static double recurrent(double[] w) {
        double h = 0;
        for (double input : new double[] {0.5, -1, 1.5}) {
            h = tanh(w[0] * h + w[1] * input + w[2]);
        }
        return (h - 0.3) * (h - 0.3);
    }

    private static Function<double[], double[]> recurrentGradient(boolean throughTime) {
        return w -> {
            double h = 0;
            double[] d = new double[3];
            for (double input : new double[] {0.5, -1, 1.5}) {
                double next = tanh(w[0] * h + w[1] * input + w[2]);
                double slope = 1 - next * next;
                double carried = throughTime ? w[0] : 0;
                d[0] = slope * (h + carried * d[0]);
                d[1] = slope * (input + carried * d[1]);
                d[2] = slope * (1 + carried * d[2]);
                h = next;
            }
            double e = 2 * (h - 0.3);
            return g(e * d[0], e * d[1], e * d[2]);
        };
    }

    private static double norm3(double[] x, int of) {
        double mean = (x[0] + x[1] + x[2]) / 3;
        double variance =
                ((x[0] - mean) * (x[0] - mean) + (x[1] - mean) * (x[1] - mean) + (x[2] - mean) * (x[2] - mean)) / 3;
        return (x[of] - mean) / sqrt(variance + 1e-5);
    }

    private static double[] norm3Gradient(double[] x, boolean whole) {
        double mean = (x[0] + x[1] + x[2]) / 3;
        double variance =
                ((x[0] - mean) * (x[0] - mean) + (x[1] - mean) * (x[1] - mean) + (x[2] - mean) * (x[2] - mean)) / 3;
        double s = sqrt(variance + 1e-5);
        double[] r = new double[3];
        for (int i = 0; i < 3; i++) {
            r[i] = ((i == 0 ? 1 : 0) - 1 / 3.0) / s - (whole ? (x[0] - mean) * (x[i] - mean) / (3 * s * s * s) : 0);
        }
        return r;
    }

    private static void network(Cases c) {
        c.function("recurrent network", NETWORK, HeldOutModels::recurrent, recurrentGradient(true))
                .at(0.9, -0.7, 0.2)
                .right()
                .wrong("last step only", recurrentGradient(false))
                .wrong("1 + 1e-4", times(1 + 1e-4));
        c.function("layer norm", NETWORK, x -> norm3(x, 0), x -> norm3Gradient(x, true))
                .at(0.4, -1, 2)
                .right()
                .wrong("variance held constant", x -> norm3Gradient(x, false));
        c.function(
                        "relu network, logistic loss",
                        NETWORK,
                        w -> {
                            double z = w[4] * max(0, w[0] - 2 * w[1]) + w[5] * max(0, w[2] - 2 * w[3]) + w[6];
                            return log1p(exp(-z));
                        },
                        w -> {
                            double a = w[0] - 2 * w[1];
                            double b = w[2] - 2 * w[3];
                            double z = w[4] * max(0, a) + w[5] * max(0, b) + w[6];
                            double d = -1 / (1 + exp(z));
                            double da = a > 0 ? d * w[4] : 0;
                            double db = b > 0 ? d * w[5] : 0;
                            return g(da, -2 * da, db, -2 * db, d * max(0, a), d * max(0, b), d);
                        })
                .at(1, 0.2, -0.5, 0.3, 0.8, -1.1, 0.1)
                .right()
                .wrong("relu' forgotten", (g, w) -> {
                    double d = g[6];
                    g[2] = d * w[5];
                    g[3] = -2 * d * w[5];
                })
                .wrong("sign of the bias", times(6, -1));
        c.function(
                        "attention to two",
                        NETWORK,
                        x -> {
                            double p = 1 / (1 + exp(x[0] * (x[2] - x[1])));
                            return p * x[3] + (1 - p) * x[4];
                        },
                        x -> {
                            double p = 1 / (1 + exp(x[0] * (x[2] - x[1])));
                            double d = p * (1 - p) * (x[3] - x[4]);
                            return g(d * (x[1] - x[2]), d * x[0], -d * x[0], p, 1 - p);
                        })
                .at(0.7, 1.2, -0.4, 2, 0.5)
                .right()
                .wrong("keys' sign", times(2, -1))
                .wrong("values only", (g, x) -> g[0] = g[1] = g[2] = 0);
    }
}
