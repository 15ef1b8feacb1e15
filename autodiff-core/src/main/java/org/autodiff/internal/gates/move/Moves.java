package org.autodiff.internal.gates.move;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.LinearGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.loops.Broadcast;
import org.autodiff.internal.loops.Relabel;
import org.autodiff.internal.loops.Strided;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates that hand on an array as it is, in another shape or order of its axes, repeated, or a triangle of it. */
public final class Moves {
    private Moves() {}

    /** A gate whose output has the numbers of its input, in the same order. */
    private interface Relabelling extends LinearGate, Relabel {
        @Override
        default Shape shape(Shape x) {
            return x;
        }

        /** For an engine that shares no storage. */
        @Override
        default void compute(NdArray x, NdArray y) {
            System.arraycopy(ArrayAccess.data(x), 0, ArrayAccess.data(y), 0, x.size());
        }

        @Override
        default Relabelling behind(Shape batch) {
            return this;
        }
    }

    /** The same tensor again, as a place of its own on the tape: what a transform differentiates with respect to. */
    @Formula(value = "x", derivative = "u")
    public record Alias() implements Relabelling {
        @Override
        public NdArray relabel(NdArray x) {
            return x;
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return upstream;
        }
    }

    /** The same value as a constant: what the gradient does not pass. */
    @Formula("x, as a constant")
    public record Detach() implements Relabelling {
        @Override
        public NdArray relabel(NdArray x) {
            return ArrayAccess.handOut(x);
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
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
    @Formula(value = "x in shape {target}", derivative = "u in the shape of x")
    public record Reshape(Shape target) implements Relabelling {
        @Override
        public Shape shape(Shape x) {
            if (x.size() != target.size()) {
                throw new IllegalArgumentException(
                        "reshape: " + x + " has " + x.size() + " elements, " + target + " has " + target.size());
            }
            return target;
        }

        @Override
        public NdArray relabel(NdArray x) {
            NdArray y = x.reshape(target);
            return ArrayAccess.isOwned(x) ? Memory.copy(y) : y;
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return upstream.reshape(x);
        }

        @Override
        public Reshape behind(Shape batch) {
            return new Reshape(batch.concat(target));
        }
    }

    /** Axis {@code i} of the output is axis {@code order[i]} of the input. */
    @Formula(value = "x with its axes in the order {order}", derivative = "u with its axes put back from {order}")
    public record Permute(List<Integer> order) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return Strided.permuted(x, order);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            Strided.permute(x, order, y);
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new Permute(Strided.inverse(order)).on(upstream);
        }

        @Override
        public Permute behind(Shape batch) {
            int n = batch.rank();
            Stream<Integer> leading = IntStream.range(0, n).boxed();
            return new Permute(
                    Stream.concat(leading, order.stream().map(axis -> axis + n)).toList());
        }
    }

    /** Repeats an array along axes of size 1 and new leading axes. The engine adds the copies' gradients up again. */
    @Formula(value = "x repeated to shape {target}", derivative = "u, summed over the copies")
    public record BroadcastTo(Shape target) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            if (!x.broadcastsTo(target)) {
                throw new IllegalArgumentException("broadcastTo: " + x + " does not broadcast to " + target
                        + ": aligned at the end, sizes must be equal or 1");
            }
            return target;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            Broadcast.repeat(x, y);
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return upstream;
        }

        @Override
        public BroadcastTo behind(Shape batch) {
            return new BroadcastTo(batch.concat(target));
        }

        @Override
        public boolean broadcasts() {
            return true;
        }
    }

    /** What is on diagonal k of matrices and on one side of it; zeros elsewhere, whatever stood there. */
    @Formula(
            value = "x from diagonal {k} on, to the upper side: {upper}; 0 elsewhere",
            derivative = "u from diagonal {k} on, to the upper side: {upper}; 0 elsewhere")
    public record Triangle(int k, boolean upper) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            if (x.rank() < 2) {
                throw new IllegalArgumentException(name() + ": needs matrices, got shape " + x);
            }
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            int rows = x.shape().dim(-2);
            int columns = x.shape().dim(-1);
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            for (int at = 0, i = 0; at < y.size(); at += columns, i = i + 1 == rows ? 0 : i + 1) {
                // Of row i the diagonal k is at i + k.
                int cut = (int) Math.max(0, Math.min(columns, (long) i + k + (upper ? 0 : 1)));
                int first = upper ? cut : 0;
                int end = upper ? columns : cut;
                Arrays.fill(to, at, at + first, 0);
                System.arraycopy(from, at + first, to, at + first, end - first);
                Arrays.fill(to, at + end, at + columns, 0);
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return on(upstream);
        }

        @Override
        public Triangle behind(Shape batch) {
            return this;
        }
    }
}
