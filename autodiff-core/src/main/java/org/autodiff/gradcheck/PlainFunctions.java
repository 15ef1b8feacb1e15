package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.autodiff.ndarray.NdArray;

/** Functions of one plain array, under the name x, as {@link CheckedFunction}s. */
final class PlainFunctions {
    static final String X = "x";

    private PlainFunctions() {}

    /** A scalar function with its gradient. */
    static CheckedFunction ofGradient(ToDoubleFunction<double[]> f, Function<double[], double[]> gradient) {
        return new CheckedFunction() {
            @Override
            public NdArray value(Map<String, NdArray> at) {
                return NdArray.of(lent("the function", at, f::applyAsDouble));
            }

            @Override
            public Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray upstream) {
                NdArray x = at.get(X);
                double[] g = Objects.requireNonNull(
                        lent("the gradient", at, gradient), "gradcheck: the gradient returned null");
                if (g.length != x.size()) {
                    throw new IllegalStateException("gradcheck: the gradient has " + g.length + " elements, x has "
                            + x.size() + ": must be the same" + UsualMistake.ofSize(g.length, x.size()));
                }
                double u = upstream.item();
                return Map.of(
                        X,
                        NdArray.of(x.shape(), Arrays.stream(g).map(d -> u * d).toArray()));
            }
        };
    }

    /** A function with several components, with its Jacobian. */
    static CheckedFunction ofJacobian(Function<double[], double[]> f, Function<double[], double[][]> jacobian) {
        return new CheckedFunction() {
            @Override
            public NdArray value(Map<String, NdArray> at) {
                return NdArray.of(
                        Objects.requireNonNull(lent("the function", at, f), "gradcheck: the function returned null"));
            }

            @Override
            public Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray upstream) {
                NdArray x = at.get(X);
                double[][] rows =
                        Objects.requireNonNull(lent("the Jacobian", at, jacobian), "gradcheck: the Jacobian is null");
                double[] u = upstream.toArray();
                double[] g = new double[x.size()];
                if (rows.length != u.length) {
                    throw new IllegalStateException("gradcheck: the Jacobian has " + rows.length
                            + " rows, the value has " + u.length + " elements: must be the same");
                }
                for (int k = 0; k < u.length; k++) {
                    if (rows[k] == null || rows[k].length != g.length) {
                        throw new IllegalStateException("gradcheck: row " + k + " of the Jacobian has "
                                + (rows[k] == null ? "no" : rows[k].length) + " elements, x has " + g.length
                                + ": must be the same");
                    }
                    for (int i = 0; i < g.length && u[k] != 0; i++) { // 0 times infinity is not asked for
                        g[i] += u[k] * rows[k][i];
                    }
                }
                return Map.of(X, NdArray.of(x.shape(), g));
            }
        };
    }

    /** Calls with a copy of x, and looks whether it was written to. */
    private static <T> T lent(String who, Map<String, NdArray> at, Function<double[], T> f) {
        double[] x = at.get(X).toArray();
        double[] before = x.clone();
        T result = f.apply(x);
        if (!Arrays.equals(x, before)) {
            throw new Subject.Impure(who + " changes its input x");
        }
        return result;
    }
}
