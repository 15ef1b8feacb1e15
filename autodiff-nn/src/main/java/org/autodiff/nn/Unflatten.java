package org.autodiff.nn;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Makes several axes of one: {@code (n, 192) -> (n, 3, 8, 8)} with {@code Unflatten.of(1, 3, 8, 8)}. */
public final class Unflatten extends Layer {
    private final int axis;
    private final Shape sizes;

    private Unflatten(int axis, Shape sizes) {
        this.axis = axis;
        this.sizes = sizes;
    }

    /**
     * Replaces one axis, which may be negative, by several.
     *
     * @param sizes the new sizes, whose product is the size of the axis
     * @throws IllegalArgumentException if there are none, or one is negative
     */
    public static Unflatten of(int axis, int... sizes) {
        Objects.requireNonNull(sizes, "unflatten: sizes are null");
        if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(s -> s < 0)) {
            throw new IllegalArgumentException(
                    "unflatten: needs sizes, none of them negative, got " + Arrays.toString(sizes));
        }
        return new Unflatten(axis, Shape.of(sizes));
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                AxisRange.has(shape, axis) && shape.dim(axis) == sizes.size(),
                "axis " + axis + " of size " + sizes.size(),
                shape);
        int a = AxisRange.fromFront(shape, axis);
        return x.reshape(shape.dropLast(shape.rank() - a).concat(sizes).concat(shape.dropFirst(a + 1)));
    }

    @Override
    protected String describe() {
        return "Unflatten(axis " + axis + " to " + sizes + ")";
    }
}
