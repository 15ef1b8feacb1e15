package org.autodiff.internal.gates.move;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.LinearGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.loops.Strided;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Strided views, read and written: reversed axes, diagonals and sliding windows differ only in where a view begins and
 * how far apart its elements lie. Each gate is the other's backward.
 */
public final class Views {
    private Views() {}

    /**
     * The elements {@code y[i, j, ...] = x[base + i strides[0] + j strides[1] + ...]} of an array counted row-major.
     * One element may be seen many times.
     *
     * @param source the shape of the array that is seen
     * @param shape the shape of the view
     */
    @Formula(
            value = "x seen from {base} on in strides {strides}, in shape {shape}",
            derivative = "zeros of shape {source}, with u added where x is seen")
    public record View(Shape source, int base, List<Integer> strides, Shape shape) implements LinearGate {
        public View {
            requireInside("view", source, base, strides, shape);
        }

        @Override
        public Shape shape(Shape x) {
            requireShape(name(), x, source);
            return shape;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            Strided.read(ArrayAccess.data(x), base, ints(strides), ArrayAccess.data(y), shape.dims());
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new AddView(source, base, strides, shape).on(upstream);
        }

        @Override
        public View behind(Shape batch) {
            return new View(batch.concat(source), base, stridesBehind(batch, source, strides), batch.concat(shape));
        }
    }

    /**
     * Zeros of the shape {@code source}, to which an array is added through the view: what is seen twice gets the sum.
     */
    @Formula(
            value = "zeros of shape {source}, with x added from {base} on in strides {strides}",
            derivative = "u seen from {base} on in strides {strides}, in shape {shape}")
    public record AddView(Shape source, int base, List<Integer> strides, Shape shape) implements LinearGate {
        public AddView {
            requireInside("addView", source, base, strides, shape);
        }

        @Override
        public Shape shape(Shape x) {
            requireShape(name(), x, shape);
            return source;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            Arrays.fill(ArrayAccess.data(y), 0, y.size(), 0);
            Strided.add(ArrayAccess.data(x), ArrayAccess.data(y), base, ints(strides), shape.dims());
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new View(source, base, strides, shape).on(upstream);
        }

        @Override
        public AddView behind(Shape batch) {
            return new AddView(batch.concat(source), base, stridesBehind(batch, source, strides), batch.concat(shape));
        }
    }

    /** The strides of a view of many arrays at once: along the leading axes it steps from one to the next. */
    private static List<Integer> stridesBehind(Shape batch, Shape source, List<Integer> strides) {
        IntStream leading = Arrays.stream(batch.strides()).map(stride -> stride * source.size());
        return Stream.concat(leading.boxed(), strides.stream()).toList();
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(i -> i).toArray();
    }

    private static void requireShape(String name, Shape x, Shape expected) {
        if (!x.equals(expected)) {
            throw new IllegalArgumentException(name + ": got shape " + x + ": must be " + expected);
        }
    }

    private static void requireInside(String name, Shape source, int base, List<Integer> strides, Shape shape) {
        long lowest = base;
        long highest = base;
        boolean complete = strides.size() == shape.rank();
        for (int i = 0; i < shape.rank() && complete; i++) {
            long reach = (shape.dim(i) - 1L) * strides.get(i);
            lowest += Math.min(reach, 0);
            highest += Math.max(reach, 0);
        }
        if (!complete || (shape.size() > 0 && (lowest < 0 || highest >= source.size()))) {
            throw new IllegalArgumentException(name + ": view of shape " + shape + " with base " + base
                    + " and strides " + strides + " is not within shape " + source);
        }
    }
}
