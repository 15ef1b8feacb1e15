package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Kernels;

/** Sums, differences, products and quotients of elements. */
public final class Arithmetic {
    private static final Kernels K = Kernels.active();

    public static final Add ADD = new Add();
    public static final Sub SUB = new Sub();
    public static final Mul MUL = new Mul();
    public static final Div DIV = new Div();
    public static final Neg NEG = new Neg();
    public static final Chain CHAIN = new Chain();

    private Arithmetic() {}

    /** {@code a + b}. Both derivatives are 1: the gradient is handed to both sides as it is. */
    public record Add() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.add(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream;
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream;
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }
    }

    /** {@code a - b}. d/da = 1, d/db = -1. */
    public record Sub() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.sub(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(-1);
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream;
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return upstream.neg();
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }
    }

    /** {@code a b}. d/da = b, d/db = a: each side gets the upstream times the other side. */
    public record Mul() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            K.mul(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return b;
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return a;
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /** {@code a / b}. d/da = 1 / b, d/db = -(a / b) / b. Follows IEEE 754 at {@code b = 0}. */
    public record Div() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
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

    /**
     * {@code u d}, where 0 on either side gives 0, even against infinity or NaN: the product of the chain rule. A
     * gradient that does not flow (a zero upstream) stays zero at a point where the local derivative is singular, and so
     * does the one that would flow into a branch that {@code where} did not select. The derivatives are the same gate
     * again, d/du = d and d/dd = u, so second derivatives stay right where a factor happens to be 0.
     */
    public record Chain() implements BinaryElementwise {
        @Override
        public void forward(double[] u, int uo, int us, double[] d, int dof, int ds, double[] y, int yo, int n) {
            K.chain(u, uo, us, d, dof, ds, y, yo, n);
        }

        @Override
        public Tensor derivativeA(Tensor u, Tensor d, Tensor y) {
            return d;
        }

        @Override
        public Tensor derivativeB(Tensor u, Tensor d, Tensor y) {
            return u;
        }

        @Override
        public Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /** {@code -x}. d/dx = -1. */
    public record Neg() implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
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
}
