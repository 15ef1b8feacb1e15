package org.autodiff.internal.gates.move;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
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
     * The elements {@code y[i, j, ...] = x[base + i strides[0] + j strides[1] + ...]} of an array counted row-major. One
     * element may be seen many times.
     *
     * @param source the shape of the array that is seen
     * @param shape the shape of the view
     */
    public record View(Shape source, int base, List<Integer> strides, Shape shape) implements UnaryGate {
        public View {
            requireInside("view", source, base, strides, shape);
        }

        @Override
        public NdArray forward(NdArray x) {
            requireShape(name(), x, source);
            NdArray y = Raw.allocate(shape);
            if (y.size() > 0) {
                Strided.read(Raw.data(x), base, ints(strides), Raw.data(y), shape.dims());
            }
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new AddView(source, base, strides, shape).on(upstream);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }

        @Override
        public Structure structure() {
            return Structure.MOVE;
        }
    }

    /** Zeros of the shape {@code source}, to which an array is added through the view: what is seen twice gets the sum. */
    public record AddView(Shape source, int base, List<Integer> strides, Shape shape) implements UnaryGate {
        public AddView {
            requireInside("addView", source, base, strides, shape);
        }

        @Override
        public NdArray forward(NdArray x) {
            requireShape(name(), x, shape);
            NdArray y = Raw.zeros(source);
            if (x.size() > 0) {
                Strided.add(Raw.data(x), Raw.data(y), base, ints(strides), shape.dims());
            }
            return y;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new View(source, base, strides, shape).on(upstream);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }

        @Override
        public Structure structure() {
            return Structure.MOVE;
        }
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(i -> i).toArray();
    }

    private static void requireShape(String name, NdArray x, Shape expected) {
        if (!x.shape().equals(expected)) {
            throw new IllegalArgumentException(name + ": got shape " + x.shape() + ": must be " + expected);
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
