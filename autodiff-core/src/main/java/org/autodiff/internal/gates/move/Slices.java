package org.autodiff.internal.gates.move;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Formula;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.loops.Strided;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates that take elements at equal distances along an axis, and that put them there. */
public final class Slices {
    private Slices() {}

    @Formula(
            value = "x at {from}, {from} + {step}, ... along axis {axis}, {count} of them",
            derivative = "zeros with u at {from}, {from} + {step}, ... along axis {axis}")
    public record Slice(int axis, int from, int step, int count) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return x.with(axis, count);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            if (isBlock(x.shape(), axis, step)) {
                int inner = x.shape().sizeOf(axis + 1, x.rank());
                System.arraycopy(ArrayAccess.data(x), from * inner, ArrayAccess.data(y), 0, y.size());
                return;
            }
            int[] strides = x.shape().strides();
            int base = from * strides[axis];
            strides[axis] *= step;
            Strided.read(
                    ArrayAccess.data(x),
                    base,
                    strides,
                    ArrayAccess.data(y),
                    y.shape().dims());
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new Unslice(x.dim(axis), axis, from, step).on(upstream);
        }

        @Override
        public Slice behind(Shape batch) {
            return new Slice(axis + batch.rank(), from, step, count);
        }
    }

    /** Puts an array where {@link Slice} took it from, into zeros of size {@code size} along the axis. */
    @Formula(
            value = "zeros with x at {from}, {from} + {step}, ... along axis {axis}, {size} in all",
            derivative = "u at {from}, {from} + {step}, ... along axis {axis}")
    public record Unslice(int size, int axis, int from, int step) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return x.with(axis, size);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            Arrays.fill(ArrayAccess.data(y), 0, y.size(), 0);
            write(x, y, axis, from, step);
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new Slice(axis, from, step, x.dim(axis)).on(upstream);
        }

        @Override
        public Unslice behind(Shape batch) {
            return new Unslice(size, axis + batch.rank(), from, step);
        }
    }

    /**
     * An array in which another one stands in the place of what {@link Slice} takes. Each gets the gradient of what is
     * left of it in the result.
     */
    @Formula(
            value = "a with b at {from}, {from} + {step}, ... along axis {axis}",
            derivative = {
                "u with zeros at {from}, {from} + {step}, ... along axis {axis}",
                "u at {from}, {from} + {step}, ... along axis {axis}"
            })
    public record WithSlice(int axis, int from, int step) implements BinaryGate {
        @Override
        public Shape shape(Shape a, Shape b) {
            int count = b.rank() == a.rank() ? b.dim(axis) : 0;
            if (b.rank() != a.rank()
                    || !b.with(axis, 0).equals(a.with(axis, 0))
                    || (count > 0 && from + (count - 1L) * step >= a.dim(axis))) {
                throw new IllegalArgumentException(name() + ": source of shape " + b + " from " + from
                        + " on in steps of " + step + " does not fit axis " + axis + " of shape " + a);
            }
            return a;
        }

        @Override
        public void compute(NdArray a, NdArray b, NdArray y) {
            System.arraycopy(ArrayAccess.data(a), 0, ArrayAccess.data(y), 0, a.size());
            write(b, y, axis, from, step);
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return on(upstream, Zeros.of(b.shape()));
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
            return new Slice(axis, from, step, b.shape().dim(axis)).on(upstream);
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }

        @Override
        public Structure structure() {
            return Structure.MOVE;
        }

        @Override
        public WithSlice behind(Shape batch) {
            return new WithSlice(axis + batch.rank(), from, step);
        }
    }

    /** Whether a slice lies in one piece: nearly always in small vectors, where strides cost more than the copy. */
    private static boolean isBlock(Shape whole, int axis, int step) {
        return step == 1 && whole.sizeOf(0, axis) == 1;
    }

    private static void write(NdArray x, NdArray y, int axis, int from, int step) {
        if (isBlock(y.shape(), axis, step)) {
            int inner = y.shape().sizeOf(axis + 1, y.rank());
            System.arraycopy(ArrayAccess.data(x), 0, ArrayAccess.data(y), from * inner, x.size());
            return;
        }
        int[] strides = y.shape().strides();
        int base = from * strides[axis];
        strides[axis] *= step;
        Strided.write(
                ArrayAccess.data(x),
                ArrayAccess.data(y),
                base,
                strides,
                x.shape().dims());
    }
}
