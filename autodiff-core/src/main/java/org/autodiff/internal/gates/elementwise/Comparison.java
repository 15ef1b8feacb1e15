package org.autodiff.internal.gates.elementwise;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.loops.BinaryLoop;
import org.autodiff.internal.loops.Broadcast;
import org.autodiff.internal.loops.TernaryLoop;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Comparisons of elements, which give masks of 0 and 1, and the choice by a mask. */
public final class Comparison {
    private static final Kernels K = Kernels.active();

    private Comparison() {}

    /** Which comparison; it prints itself as its sign. */
    public enum Kind {
        GREATER("greater", ">", (a, b) -> a > b, K::greater),
        GREATER_EQUAL("greaterEqual", ">=", (a, b) -> a >= b, K::greaterEqual),
        LESS("less", "<", (a, b) -> a < b, K::less),
        LESS_EQUAL("lessEqual", "<=", (a, b) -> a <= b, K::lessEqual),
        EQUAL("equalTo", "=", (a, b) -> a == b, K::equal),
        NOT_EQUAL("notEqualTo", "!=", (a, b) -> a != b, K::notEqual);

        private interface Of {
            boolean holds(double a, double b);
        }

        private final String operation;
        private final String sign;
        private final Of numbers;
        private final BinaryLoop kernel;

        Kind(String operation, String sign, Of numbers, BinaryLoop kernel) {
            this.operation = operation;
            this.sign = sign;
            this.numbers = numbers;
            this.kernel = kernel;
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /** By IEEE 754: NaN equals nothing. */
    @Formula(
            value = "1 where a {kind} b, else 0",
            derivative = {"0", "0"})
    public record Compare(Kind kind) implements PiecewiseConstant.OfTwo, BinaryLoop {
        @Override
        public double apply(double a, double b) {
            return kind.numbers.holds(a, b) ? 1.0 : 0.0;
        }

        @Override
        public void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            kind.kernel.loop(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public String name() {
            return kind.operation;
        }
    }

    /** The gradient flows to the side that was selected; the other gets an exact 0. */
    @Formula(
            value = "a where mask is not 0, else b",
            derivative = {"0", "1 where mask is not 0, else 0", "0 where mask is not 0, else 1"})
    public record Where() implements Gate, TernaryLoop {
        @Override
        public Shape[] shapes(Shape... in) {
            return new Shape[] {Shape.broadcast(name(), Shape.broadcast(name(), in[0], in[1]), in[2])};
        }

        @Override
        public Object compute(NdArray[] in, NdArray[] out) {
            Broadcast.apply(this, in[0], in[1], in[2], out[0]);
            return null;
        }

        @Override
        public void loop(
                double[] a,
                int ao,
                int as,
                double[] b,
                int bo,
                int bs,
                double[] c,
                int co,
                int cs,
                double[] y,
                int yo,
                int n) {
            K.select(a, ao, as, b, bo, bs, c, co, cs, y, yo, n);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor mask = saved.input(0);
            Tensor zero = Tensor.of(0);
            return new Tensor[] {
                null,
                needs.input(1) ? Tensor.where(mask, upstream[0], zero) : null,
                needs.input(2) ? Tensor.where(mask, zero, upstream[0]) : null
            };
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT;
        }

        @Override
        public boolean differentiable(int input) {
            return input > 0;
        }

        @Override
        public Structure structure() {
            return Structure.ELEMENTWISE;
        }
    }
}
