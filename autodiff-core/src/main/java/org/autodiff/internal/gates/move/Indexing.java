package org.autodiff.internal.gates.move;

import java.util.BitSet;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Gates that select by indices, and those that put back. The indices are the second input: whole numbers, without a
 * gradient; negative ones count from the end. They come in pairs, each the other's backward.
 */
public final class Indexing {
    private static final Kernels K = Kernels.active();

    private Indexing() {}

    /** What they have in common: they move elements, and keep the indices only. */
    private interface Selection extends BinaryGate {
        @Override
        default Tensor backwardB(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        default Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        default Reads readsForB() {
            return Reads.NONE;
        }

        @Override
        default boolean differentiable(int input) {
            return input == 0;
        }

        @Override
        default Structure structure() {
            return Structure.MOVE;
        }
    }

    /** The elements at the indices along an axis, in whose place the axes of the indices step: {@code y[.., i.., ..]}. */
    public record IndexSelect(int axis) implements Selection {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            Shape s = x.shape();
            int[] at = positions(name(), index, axis, s);
            NdArray y = Raw.allocate(selected(s, axis, index.shape()));
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int inner = s.sizeOf(axis + 1, s.rank());
            int block = s.dim(axis) * inner;
            int out = 0;
            for (int o = 0; o < s.sizeOf(0, axis); o++) {
                for (int i : at) {
                    System.arraycopy(from, o * block + i * inner, to, out, inner);
                    out += inner;
                }
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new IndexAdd(x.shape(), axis).on(upstream, index);
        }
    }

    /** Zeros of a shape, to whose elements at the indices along an axis the given ones are added. */
    public record IndexAdd(Shape target, int axis) implements Selection {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            Shape expected = selected(target, axis, index.shape());
            if (!x.shape().equals(expected)) {
                throw new IllegalArgumentException(name() + ": source of shape " + x.shape() + " for indices of shape "
                        + index.shape() + " along axis " + axis + " of " + target + ": must be " + expected);
            }
            int[] at = positions(name(), index, axis, target);
            NdArray y = Raw.zeros(target);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int inner = target.sizeOf(axis + 1, target.rank());
            int block = target.dim(axis) * inner;
            int in = 0;
            for (int o = 0; o < target.sizeOf(0, axis); o++) {
                for (int i : at) {
                    int row = o * block + i * inner;
                    if (inner == 1) {
                        to[row] += from[in];
                    } else {
                        K.add(to, row, 1, from, in, 1, to, row, inner);
                    }
                    in += inner;
                }
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new IndexSelect(axis).on(upstream, index);
        }
    }

    private static Shape selected(Shape shape, int axis, Shape index) {
        return shape.dropLast(shape.rank() - axis).concat(index).concat(shape.dropFirst(axis + 1));
    }

    /** {@code y[i, j, k] = x[i, index[i, j, k], k]} along the middle axis: each place has an index of its own. */
    public record Gather(int axis) implements Selection {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            Shape s = index.shape();
            requireFit(name(), x.shape(), s, axis);
            int[] at = positions(name(), index, axis, x.shape());
            NdArray y = Raw.allocate(s);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int inner = s.sizeOf(axis + 1, s.rank());
            int block = s.dim(axis) * inner;
            for (int i = 0; i < at.length; i++) {
                to[i] = from[(i / block * x.shape().dim(axis) + at[i]) * inner + i % inner];
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new ScatterAdd(x.shape(), axis).on(upstream, index);
        }
    }

    /** Zeros of a shape, to which {@code x[i, j, k]} is added at {@code [i, index[i, j, k], k]}. */
    public record ScatterAdd(Shape target, int axis) implements Selection {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            Shape s = index.shape();
            requireFit(name(), target, s, axis);
            requireSame(name(), x.shape(), s);
            int[] at = positions(name(), index, axis, target);
            NdArray y = Raw.zeros(target);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int inner = s.sizeOf(axis + 1, s.rank());
            int block = s.dim(axis) * inner;
            for (int i = 0; i < at.length; i++) {
                to[(i / block * target.dim(axis) + at[i]) * inner + i % inner] += from[i];
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new Gather(axis).on(upstream, index);
        }
    }

    /**
     * An array in which {@code source[i, j, k]} stands at {@code [i, index[i, j, k], k]}. Of several that go to one
     * place the last one stays, row-major, and gets the whole gradient.
     */
    public record Scatter(int axis) implements Gate {
        @Override
        public Values forward(NdArray... inputs) {
            NdArray x = inputs[0];
            Shape s = inputs[2].shape();
            requireFit(name(), x.shape(), s, axis);
            requireSame(name(), inputs[1].shape(), s);
            int[] at = positions(name(), inputs[2], axis, x.shape());
            NdArray y = Raw.allocate(x.shape());
            System.arraycopy(Raw.data(x), 0, Raw.data(y), 0, x.size());
            double[] from = Raw.data(inputs[1]);
            double[] to = Raw.data(y);
            int[] places = places(at, s, x.shape().dim(axis), axis);
            for (int i = 0; i < places.length; i++) {
                to[places[i]] = from[i];
            }
            return Values.of(y);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor index = saved.input(2);
            Tensor nothing = Tensor.zeros(saved.inputShape(1));
            return new Tensor[] {
                needs.input(0) ? Tensor.apply(this, upstream[0], nothing, index) : null,
                needs.input(1) ? new GatherLast(axis).on(upstream[0], index) : null,
                null
            };
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.input(2);
        }

        @Override
        public boolean differentiable(int input) {
            return input < 2;
        }

        @Override
        public Structure structure() {
            return Structure.MOVE;
        }
    }

    /**
     * {@link Gather}, but where several places name one element, it comes to the last of them only; the others are 0.
     */
    public record GatherLast(int axis) implements Selection {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            Shape s = index.shape();
            requireFit(name(), x.shape(), s, axis);
            int[] at = positions(name(), index, axis, x.shape());
            NdArray y = Raw.allocate(s);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int[] places = places(at, s, x.shape().dim(axis), axis);
            BitSet taken = new BitSet(x.size());
            for (int i = places.length - 1; i >= 0; i--) {
                to[i] = taken.get(places[i]) ? 0 : from[places[i]];
                taken.set(places[i]);
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return Tensor.apply(new Scatter(axis), Tensor.zeros(x.shape()), upstream, index);
        }
    }

    /** Where the elements that indices of a shape name lie, in an array that has size n along the axis. */
    private static int[] places(int[] at, Shape index, int n, int axis) {
        int inner = index.sizeOf(axis + 1, index.rank());
        int block = index.dim(axis) * inner;
        int[] places = new int[at.length];
        for (int i = 0; i < at.length; i++) {
            places[i] = (i / block * n + at[i]) * inner + i % inner;
        }
        return places;
    }

    private static void requireSame(String name, Shape source, Shape index) {
        if (!source.equals(index)) {
            throw new IllegalArgumentException(
                    name + ": source of shape " + source + " for indices of shape " + index + ": must be the same");
        }
    }

    private static void requireFit(String name, Shape x, Shape index, int axis) {
        if (index.rank() != x.rank() || !index.with(axis, 0).equals(x.with(axis, 0))) {
            throw new IllegalArgumentException(name + ": indices of shape " + index + " for shape " + x
                    + ": may differ along axis " + axis + " only");
        }
    }

    /**
     * What the indices mean along an axis, counted from 0.
     *
     * @throws IndexOutOfBoundsException if one is outside
     */
    public static int[] positions(String name, NdArray index, int axis, Shape shape) {
        int size = shape.dim(axis);
        double[] values = Raw.data(index);
        int[] at = new int[index.size()];
        for (int i = 0; i < at.length; i++) {
            int position = (int) values[i];
            if (position < -size || position >= size) {
                String rule = size == 0 ? "it is empty" : "must be in [" + -size + ", " + (size - 1) + "]";
                throw new IndexOutOfBoundsException(name + ": index " + position + " at position " + i
                        + " is outside axis " + axis + " of shape " + shape + ": " + rule);
            }
            at[i] = position < 0 ? position + size : position;
        }
        return at;
    }
}
