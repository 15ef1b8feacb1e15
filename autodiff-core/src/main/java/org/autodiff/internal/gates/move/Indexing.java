package org.autodiff.internal.gates.move;

import java.util.Arrays;
import java.util.BitSet;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Gates that select elements by an index for each place, and those that put back. The indices are the last input: whole
 * numbers, without a gradient; negative ones count from the end. They come in pairs, each the other's backward.
 */
public final class Indexing {
    private Indexing() {}

    /** Each place has an index of its own. */
    @Formula(
            value = "y[i, j, k] = a[i, b[i, j, k], k], where j is along axis {axis}",
            derivative = "zeros with u[i, j, k] added at [i, b[i, j, k], k]")
    public record Gather(int axis) implements ByIndex {
        @Override
        public Shape shape(Shape x, Shape index) {
            return requireFit(name(), x, index, axis);
        }

        @Override
        public void compute(NdArray x, NdArray index, NdArray y) {
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            int[] places = places(name(), index, axis, x.shape());
            for (int i = 0; i < places.length; i++) {
                to[i] = from[places[i]];
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Tensor index, Shape x) {
            return new ScatterAdd(x, axis).on(upstream, index);
        }

        @Override
        public Gather behind(Shape batch) {
            return new Gather(axis + batch.rank());
        }
    }

    @Formula(
            value = "zeros of shape {target} with a[i, j, k] added at [i, b[i, j, k], k], where j is along axis {axis}",
            derivative = "u[i, b[i, j, k], k]")
    public record ScatterAdd(Shape target, int axis) implements ByIndex {
        @Override
        public Shape shape(Shape x, Shape index) {
            requireFit(name(), target, index, axis);
            requireSame(name(), x, index);
            return target;
        }

        @Override
        public void compute(NdArray x, NdArray index, NdArray y) {
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            Arrays.fill(to, 0, y.size(), 0);
            int[] places = places(name(), index, axis, target);
            for (int i = 0; i < places.length; i++) {
                to[places[i]] += from[i];
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Tensor index, Shape x) {
            return new Gather(axis).on(upstream, index);
        }

        @Override
        public ScatterAdd behind(Shape batch) {
            return new ScatterAdd(batch.concat(target), axis + batch.rank());
        }
    }

    /**
     * An array in which {@code source[i, j, k]} stands at {@code [i, index[i, j, k], k]}. Of several that go to one
     * place the last one stays, row-major, and gets the whole gradient.
     */
    @Formula(
            value = "x with source[i, j, k] at [i, index[i, j, k], k], where j is along axis {axis}",
            derivative = {
                "u with 0 at [i, index[i, j, k], k]",
                "u[i, index[i, j, k], k] for the last source of each place, else 0"
            })
    public record Scatter(int axis) implements Gate {
        @Override
        public Shape[] shapes(Shape... inputs) {
            requireFit(name(), inputs[0], inputs[2], axis);
            requireSame(name(), inputs[1], inputs[2]);
            return new Shape[] {inputs[0]};
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            NdArray x = inputs[0];
            double[] from = ArrayAccess.data(inputs[1]);
            double[] to = ArrayAccess.data(outputs[0]);
            int[] places = places(name(), inputs[2], axis, x.shape());
            System.arraycopy(ArrayAccess.data(x), 0, to, 0, x.size());
            for (int i = 0; i < places.length; i++) {
                to[places[i]] = from[i];
            }
            return null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor u = upstream[0];
            Tensor index = saved.input(2);
            return new Tensor[] {
                needs.input(0) ? Tensor.apply(this, u, Zeros.of(saved.inputShape(1)), index) : null,
                needs.input(1) ? new GatherLast(axis).on(u, index) : null,
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

        @Override
        public Scatter behind(Shape batch) {
            return new Scatter(axis + batch.rank());
        }
    }

    /**
     * {@link Gather}, but where several places name one element, it comes to the last of them only; the others are 0.
     */
    @Formula(
            value = "y[i, j, k] = a[i, b[i, j, k], k] at the last place that names it, else 0; j is along axis {axis}",
            derivative = "zeros with u[i, j, k] at [i, b[i, j, k], k], the last for each place")
    public record GatherLast(int axis) implements ByIndex {
        @Override
        public Shape shape(Shape x, Shape index) {
            return requireFit(name(), x, index, axis);
        }

        @Override
        public void compute(NdArray x, NdArray index, NdArray y) {
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            int[] places = places(name(), index, axis, x.shape());
            BitSet taken = new BitSet(x.size());
            for (int i = places.length - 1; i >= 0; i--) {
                to[i] = taken.get(places[i]) ? 0 : from[places[i]];
                taken.set(places[i]);
            }
        }

        @Override
        public Tensor transpose(Tensor upstream, Tensor index, Shape x) {
            return Tensor.apply(new Scatter(axis), Zeros.of(x), upstream, index);
        }

        @Override
        public GatherLast behind(Shape batch) {
            return new GatherLast(axis + batch.rank());
        }
    }

    /** Where the elements lie that the indices name, each for its own place, in an array of a shape. */
    private static int[] places(String name, NdArray index, int axis, Shape shape) {
        int[] at = positions(name, index, axis, shape);
        int n = index.shape().dim(axis);
        int inner = shape.sizeOf(axis + 1, shape.rank());
        for (int i = 0, row = 0; i < at.length; row += shape.dim(axis)) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < inner; k++, i++) {
                    at[i] = (row + at[i]) * inner + k;
                }
            }
        }
        return at;
    }

    private static void requireSame(String name, Shape source, Shape index) {
        if (!source.equals(index)) {
            throw new IllegalArgumentException(
                    name + ": source of shape " + source + " for indices of shape " + index + ": must be the same");
        }
    }

    private static Shape requireFit(String name, Shape x, Shape index, int axis) {
        if (index.rank() != x.rank() || !index.with(axis, 0).equals(x.with(axis, 0))) {
            throw new IllegalArgumentException(name + ": indices of shape " + index + " for shape " + x
                    + ": may differ along axis " + axis + " only");
        }
        return index;
    }

    /**
     * What the indices mean along an axis, counted from 0.
     *
     * @throws IndexOutOfBoundsException if one is outside
     */
    public static int[] positions(String name, NdArray index, int axis, Shape shape) {
        int size = shape.dim(axis);
        double[] values = ArrayAccess.data(index);
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
