package org.autodiff.internal.gates.move;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.loops.BroadcastRuns;
import org.autodiff.internal.loops.Strided;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Gates that only move elements. Each is linear, and its backward moves the gradient the other way; so they come in
 * pairs - permute and permute, slice and unslice, concat and split - and none keeps a value.
 */
public final class Moves {
    private Moves() {}

    /** A move of one array. */
    private interface Move extends UnaryGate {
        @Override
        default Reads reads() {
            return Reads.NONE;
        }

        @Override
        default Structure structure() {
            return Structure.MOVE;
        }
    }

    /** The same tensor again, as a place of its own on the tape: what a transform differentiates with respect to. */
    public record Alias() implements Move {
        @Override
        public NdArray forward(NdArray x) {
            return x;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream;
        }
    }

    /** The same value as a constant: what the gradient does not pass. */
    public record Detach() implements Move {
        @Override
        public NdArray forward(NdArray x) {
            return Raw.handOut(x);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public boolean differentiable(int input) {
            return false;
        }
    }

    /**
     * The same elements in another shape; nothing is copied but the value of a parameter, which will be overwritten.
     */
    public record Reshape(Shape target) implements Move {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = x.reshape(target);
            return Raw.isOwned(x) ? Raw.copy(y) : y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.reshape(x.shape());
        }
    }

    /** Axis {@code i} of the output is axis {@code order[i]} of the input. */
    public record Permute(List<Integer> order) implements Move {
        @Override
        public NdArray forward(NdArray x) {
            return Strided.permuted(x, order);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new Permute(Strided.inverse(order)).on(upstream);
        }
    }

    /** Repeats an array along axes of size 1 and new leading axes. The engine adds the copies' gradients up again. */
    public record BroadcastTo(Shape target) implements Move {
        @Override
        public NdArray forward(NdArray x) {
            if (!x.shape().broadcastsTo(target)) {
                throw new IllegalArgumentException("broadcastTo: " + x.shape() + " does not broadcast to " + target
                        + ": aligned at the end, sizes must be equal or 1");
            }
            NdArray y = Raw.allocate(target);
            if (y.size() > 0) {
                double[] from = Raw.data(x);
                double[] to = Raw.data(y);
                BroadcastRuns runs = new BroadcastRuns(target, x.shape());
                do {
                    if (runs.stride(0) == 1) {
                        System.arraycopy(from, runs.offset(0), to, runs.out(), runs.length());
                    } else {
                        Arrays.fill(to, runs.out(), runs.out() + runs.length(), from[runs.offset(0)]);
                    }
                } while (runs.next());
            }
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream;
        }
    }

    /** The elements {@code from, from + step, ...} along an axis, {@code count} of them. */
    public record Slice(int axis, int from, int step, int count) implements Move {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape().with(axis, count));
            int[] strides = x.shape().strides();
            int base = from * strides[axis];
            strides[axis] *= step;
            if (y.size() > 0) {
                Strided.read(Raw.data(x), base, strides, Raw.data(y), y.shape().dims());
            }
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new Unslice(x.shape().dim(axis), axis, from, step).on(upstream);
        }
    }

    /** Puts an array where {@link Slice} took it from, into zeros of size {@code size} along the axis. */
    public record Unslice(int size, int axis, int from, int step) implements Move {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.zeros(x.shape().with(axis, size));
            int[] strides = y.shape().strides();
            int base = from * strides[axis];
            strides[axis] *= step;
            if (x.size() > 0) {
                Strided.write(Raw.data(x), Raw.data(y), base, strides, x.shape().dims());
            }
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new Slice(axis, from, step, x.shape().dim(axis)).on(upstream);
        }
    }

    /**
     * An array in which another one stands in the place of what {@link Slice} takes. Each gets the gradient of what is
     * left of it in the result.
     */
    public record WithSlice(int axis, int from, int step) implements BinaryGate {
        @Override
        public NdArray forward(NdArray x, NdArray source) {
            int count = source.rank() == x.rank() ? source.shape().dim(axis) : 0;
            if (source.rank() != x.rank()
                    || !source.shape().with(axis, 0).equals(x.shape().with(axis, 0))
                    || (count > 0 && from + (count - 1L) * step >= x.shape().dim(axis))) {
                throw new IllegalArgumentException(name() + ": source of shape " + source.shape() + " from " + from
                        + " on in steps of " + step + " does not fit axis " + axis + " of shape " + x.shape());
            }
            NdArray y = Raw.allocate(x.shape());
            System.arraycopy(Raw.data(x), 0, Raw.data(y), 0, x.size());
            int[] strides = y.shape().strides();
            int base = from * strides[axis];
            strides[axis] *= step;
            if (source.size() > 0) {
                Strided.write(
                        Raw.data(source),
                        Raw.data(y),
                        base,
                        strides,
                        source.shape().dims());
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor source, Tensor y, Tensor upstream) {
            return on(upstream, Tensor.zeros(source.shape()));
        }

        @Override
        public Tensor backwardB(Tensor x, Tensor source, Tensor y, Tensor upstream) {
            return new Slice(axis, from, step, source.shape().dim(axis)).on(upstream);
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
    }

    /** What is on diagonal k of matrices and on one side of it; zeros elsewhere, whatever stood there. */
    public record Triangle(int k, boolean upper) implements Move {
        @Override
        public NdArray forward(NdArray x) {
            NdArray y = Raw.allocate(x.shape());
            int rows = x.shape().dim(-2);
            int columns = x.shape().dim(-1);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            for (int at = 0, i = 0; at < y.size(); at += columns, i = i + 1 == rows ? 0 : i + 1) {
                // Of row i the diagonal k is at i + k.
                int cut = (int) Math.max(0, Math.min(columns, (long) i + k + (upper ? 0 : 1)));
                int first = upper ? cut : 0;
                int end = upper ? columns : cut;
                Arrays.fill(to, at, at + first, 0);
                System.arraycopy(from, at + first, to, at + first, end - first);
                Arrays.fill(to, at + end, at + columns, 0);
            }
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new Triangle(k, upper).on(upstream);
        }
    }

    /** Arrays one after the other along an axis; each gets its part of the gradient. */
    public record Concat(int axis) implements Gate {
        @Override
        public Values forward(NdArray... in) {
            Shape first = in[0].shape();
            long size = 0;
            for (NdArray x : in) {
                if (x.rank() != first.rank() || !x.shape().with(axis, 0).equals(first.with(axis, 0))) {
                    throw new IllegalArgumentException("concat: shapes " + first + " and " + x.shape()
                            + " differ elsewhere than along axis " + axis);
                }
                size += x.shape().dim(axis);
            }
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("concat: " + in.length + " shapes like " + first + " along axis "
                        + axis + ": more than 2^31 - 1 elements along it");
            }
            NdArray y = Raw.allocate(first.with(axis, (int) size));
            double[] out = Raw.data(y);
            int row = y.shape().sizeOf(axis, y.rank());
            int outer = first.sizeOf(0, axis);
            int at = 0;
            for (NdArray x : in) {
                double[] data = Raw.data(x);
                int part = x.shape().sizeOf(axis, x.rank());
                for (int o = 0; o < outer; o++) {
                    System.arraycopy(data, o * part, out, o * row + at, part);
                }
                at += part;
            }
            return Values.of(y);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            List<Integer> sizes = IntStream.range(0, saved.inputs())
                    .mapToObj(i -> saved.inputShape(i).dim(axis))
                    .toList();
            Tensor[] parts = Tensor.applyAll(new Split(axis, sizes), upstream[0]);
            for (int i = 0; i < parts.length; i++) {
                parts[i] = needs.input(i) ? parts[i] : null;
            }
            return parts;
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.NONE;
        }

        @Override
        public Structure structure() {
            return Structure.MOVE;
        }
    }

    /**
     * An array in parts along an axis. One gate for all parts, not a slice for each: so going back joins their
     * gradients once, and does not add up as many arrays of the size of the whole, zeros nearly everywhere.
     */
    public record Split(int axis, List<Integer> sizes) implements Gate {
        @Override
        public Values forward(NdArray... in) {
            NdArray x = in[0];
            double[] data = Raw.data(x);
            NdArray[] parts = new NdArray[sizes.size()];
            int row = x.shape().sizeOf(axis, x.rank());
            int outer = x.shape().sizeOf(0, axis);
            int at = 0;
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Raw.allocate(x.shape().with(axis, sizes.get(i)));
                double[] out = Raw.data(parts[i]);
                int part = parts[i].shape().sizeOf(axis, x.rank());
                for (int o = 0; o < outer; o++) {
                    System.arraycopy(data, o * row + at, out, o * part, part);
                }
                at += part;
            }
            return Values.of(parts);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor[] parts = new Tensor[upstream.length];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = upstream[i] == null
                        ? Tensor.of(Raw.zeros(saved.output(i).shape()))
                        : upstream[i];
            }
            return new Tensor[] {Tensor.concat(axis, parts)};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.NONE;
        }

        @Override
        public Structure structure() {
            return Structure.MOVE;
        }
    }
}
