package org.autodiff.internal.custom;

import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Context;
import org.autodiff.ndarray.Shape;

/**
 * A function of plain numbers, and its derivative as the program wrote it. Arrays that are given to these methods are
 * copies, which the code of the program may overwrite; what it returns is copied, and looked at: it must be there, and
 * have the right length.
 */
public sealed interface ArrayRule extends Rule {
    /** The shape of the result. */
    Shape output();

    /** The value at {@code x}. */
    double[] value(double[] x);

    /** {@code u' J}, where J is the Jacobian at {@code x}. */
    double[] pullback(double[] x, double[] u);

    /** {@code J v}. */
    double[] pushforward(double[] x, double[] v);

    /** Applies it to the numbers of a tensor, in row-major order. */
    @Override
    default Tensor on(Tensor... xs) {
        if (xs.length != 1) {
            throw new IllegalArgumentException(name() + ": is a function of one array, got " + xs.length
                    + " arguments: join them with Tensor.concat");
        }
        return new ArrayGate(this, Shape.scalar()).on(xs[0]);
    }

    /** A function with one number as its result, and its gradient. */
    record Scalar(String name, ToDoubleFunction<double[]> f, UnaryOperator<double[]> gradient) implements ArrayRule {
        @Override
        public Scalar named(String other) {
            return new Scalar(other, f, gradient);
        }

        @Override
        public Shape output() {
            return Shape.scalar();
        }

        @Override
        public double[] value(double[] x) {
            return new double[] {Context.byItself(() -> f.applyAsDouble(x))};
        }

        @Override
        public double[] pullback(double[] x, double[] u) {
            double[] g = gradient(x);
            for (int i = 0; i < g.length; i++) {
                g[i] = times(g[i], u[0]);
            }
            return g;
        }

        @Override
        public double[] pushforward(double[] x, double[] v) {
            double[] g = gradient(x);
            double sum = 0;
            for (int i = 0; i < g.length; i++) {
                sum += times(g[i], v[i]);
            }
            return new double[] {sum};
        }

        private double[] gradient(double[] x) {
            return returned(name, "the gradient", x.length, "its argument has", () -> gradient.apply(x));
        }
    }

    /**
     * A function with several numbers as its result.
     *
     * @param jvp may be null: then the Jacobian is put together from one vector-Jacobian product for each result
     */
    record Vector(
            String name,
            int results,
            UnaryOperator<double[]> f,
            BinaryOperator<double[]> vjp,
            BinaryOperator<double[]> jvp)
            implements ArrayRule {
        @Override
        public Vector named(String other) {
            return new Vector(other, results, f, vjp, jvp);
        }

        @Override
        public Shape output() {
            return Shape.of(results);
        }

        @Override
        public double[] value(double[] x) {
            return returned(name, "the function", results, "the number of results says", () -> f.apply(x));
        }

        @Override
        public double[] pullback(double[] x, double[] u) {
            return returned(name, "the vjp", x.length, "its argument has", () -> vjp.apply(x, u));
        }

        @Override
        public double[] pushforward(double[] x, double[] v) {
            if (jvp != null) {
                return returned(name, "the jvp", results, "the function's result has", () -> jvp.apply(x, v));
            }
            double[] product = new double[results];
            for (int k = 0; k < results; k++) {
                double[] one = new double[results];
                one[k] = 1;
                double[] row = pullback(x.clone(), one);
                for (int i = 0; i < v.length; i++) {
                    product[k] += times(row[i], v[i]);
                }
            }
            return product;
        }
    }

    /** A product of the chain rule: 0 on either side gives 0, against infinity too. */
    private static double times(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    /** A copy of what the program's code returns. */
    private static double[] returned(String name, String what, int length, String of, Supplier<double[]> code) {
        double[] numbers = Context.byItself(code);
        if (numbers == null) {
            throw new IllegalStateException(name + ": " + what + " returned null: must be an array of " + length);
        }
        if (numbers.length != length) {
            throw new IllegalStateException(name + ": " + what + " returned " + numbers.length + " numbers: must be "
                    + length + ", as many as " + of);
        }
        return numbers.clone();
    }
}
