package org.autodiff.internal.gates.elementwise;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.loops.BinaryLoop;
import org.autodiff.internal.loops.BroadcastRuns;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Comparisons of elements, which give masks of 0 and 1, and the choice by a mask. */
public final class Comparison {
    private static final Kernels K = Kernels.active();

    private Comparison() {}

    /** Which comparison. */
    public enum Kind {
        GREATER("greater", K::greater),
        GREATER_EQUAL("greaterEqual", K::greaterEqual),
        LESS("less", K::less),
        LESS_EQUAL("lessEqual", K::lessEqual),
        EQUAL("equalTo", K::equal),
        NOT_EQUAL("notEqualTo", K::notEqual);

        private final String operation;
        private final BinaryLoop kernel;

        Kind(String operation, BinaryLoop kernel) {
            this.operation = operation;
            this.kernel = kernel;
        }
    }

    /** 1 where the comparison holds, else 0 (IEEE 754: NaN equals nothing).  A mask: no gradient. */
    public record Compare(Kind kind) implements PiecewiseConstant.OfTwo {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            kind.kernel.loop(a, ao, as, b, bo, bs, y, yo, n);
        }

        @Override
        public String name() {
            return kind.operation;
        }
    }

    /** {@code mask != 0 ? a : b}.  The gradient flows to the side that was selected; the other gets an exact 0. */
    public record Where() implements Gate {
        @Override
        public Values forward(NdArray... in) {
            Shape shape = Shape.broadcast(name(), Shape.broadcast(name(), in[0].shape(), in[1].shape()), in[2].shape());
            NdArray y = Raw.allocate(shape);
            if (y.size() > 0) {
                double[] mask = Raw.data(in[0]);
                double[] a = Raw.data(in[1]);
                double[] b = Raw.data(in[2]);
                double[] out = Raw.data(y);
                BroadcastRuns runs = new BroadcastRuns(shape, in[0].shape(), in[1].shape(), in[2].shape());
                do {
                    K.select(
                            mask,
                            runs.offset(0),
                            runs.stride(0),
                            a,
                            runs.offset(1),
                            runs.stride(1),
                            b,
                            runs.offset(2),
                            runs.stride(2),
                            out,
                            runs.out(),
                            runs.length());
                } while (runs.next());
            }
            return Values.of(y);
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
