package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.ScalarMath;
import org.autodiff.internal.loops.BinaryLoop;
import org.autodiff.internal.loops.UnaryLoop;

/** Sums, differences, products and quotients of elements, and their magnitudes. */
public final class Arithmetic {
    private static final Kernels K = Kernels.active();

    public static final Add ADD = new Add();
    public static final Sub SUB = new Sub();
    public static final Mul MUL = new Mul();
    public static final Div DIV = new Div();
    public static final Neg NEG = new Neg();
    public static final Abs ABS = new Abs();
    public static final Chain CHAIN = new Chain();

    private Arithmetic() {}

    // ---- linear in both

    /** A sum or a difference: the gradient is handed to both sides as it is, or negated. */
    private interface Linear extends ReadsNothing {
        /** Whether {@code b} is subtracted, as by all but the sum. */
        default boolean subtracts() {
            return true;
        }

        @Override
        default Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        default Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(subtracts() ? -1 : 1);
        }

        @Override
        default Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream;
        }

        @Override
        default Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return subtracts() ? upstream.neg() : upstream;
        }
    }

    @Formula(
            value = "a + b",
            derivative = {"1", "1"})
    public record Add() implements Linear, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return a + b;
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.add(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public boolean subtracts() {
            return false;
        }
    }

    @Formula(
            value = "a - b",
            derivative = {"1", "-1"})
    public record Sub() implements Linear, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return a - b;
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.sub(a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    /** How far below a running maximum an element lies. */
    @Formula(
            value = "a - b, but 0 where both are the same infinity",
            derivative = {"1", "-1"})
    public record Distance() implements Linear {
        @Override
        public double apply(double a, double b) {
            return a == b ? 0 : a - b;
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("both infinite", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)
                    .gradient(1, -1));
        }
    }

    /** Exactly a where a = b, infinite ones included, and without overflow. */
    @Formula(
            value = "(1 - {weight}) a + {weight} b",
            derivative = {"1 - {weight}", "{weight}"})
    public record Lerp(double weight) implements ReadsNothing {
        @Override
        public double apply(double a, double b) {
            double difference = b - a;
            if (a == b) {
                return a; // infinity - infinity would be NaN
            }
            if (Double.isInfinite(difference)) {
                return (1 - weight) * a + weight * b;
            }
            return weight < 0.5 ? a + weight * difference : b - (1 - weight) * difference; // from the nearer end
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1 - weight);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(weight);
        }
    }

    // ---- linear in each

    /** A product of some kind: the derivative by either side is the other side. */
    private interface Product extends BinaryElementwise {
        @Override
        default Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b;
        }

        @Override
        default Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return a;
        }

        @Override
        default Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        default Reads readsForB() {
            return Reads.INPUT;
        }
    }

    @Formula(
            value = "a b",
            derivative = {"b", "a"})
    public record Mul() implements Product, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return a * b;
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.mul(a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    /**
     * The product of the chain rule, where 0 on either side gives 0, even against infinity or NaN. A gradient that does
     * not flow (a zero upstream) stays zero at a point where the local derivative is singular, and so does the one that
     * would flow into a branch that {@code where} did not select. The derivatives are the same gate again, so second
     * derivatives stay right where a factor happens to be 0.
     */
    @Formula(
            value = "a b, and 0 where a or b is 0",
            derivative = {"b", "a"})
    public record Chain() implements Product, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return ScalarMath.chain(a, b);
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.chain(a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    /** Follows IEEE 754 at {@code b = 0}. */
    @Formula(
            value = "a / b",
            derivative = {"1 / b", "-y / b"})
    public record Div() implements BinaryElementwise, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return a / b;
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.div(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b.reciprocal();
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return y.div(b).neg();
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.SECOND_INPUT.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            double inf = Double.POSITIVE_INFINITY;
            double nan = Double.NaN;
            return List.of(
                    Kink.at("b = 0", 1, 0).gradient(inf, -inf).second(-inf, nan),
                    Kink.at("0 / 0", 0, 0).gradient(inf, nan).second(-inf, nan));
        }
    }

    // ---- of one number

    @Formula(value = "-x", derivative = "-1")
    public record Neg() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return -x;
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.neg(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(-1);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.neg();
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    /** At its kink the derivative is 0. */
    @Formula(value = "|x|", derivative = "sign(x)")
    public record Abs() implements UnaryElementwise, UnaryLoop {
        @Override
        public double apply(double x) {
            return Math.abs(x);
        }

        @Override
        public void loop(double[] x, double[] y, int n) {
            K.abs(x, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.sign();
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("x = 0", 0).gradient(0), Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        }
    }
}
