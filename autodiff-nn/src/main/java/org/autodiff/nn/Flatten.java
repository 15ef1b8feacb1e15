package org.autodiff.nn;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Makes one axis of several: {@code (n, 3, 8, 8) -> (n, 192)}. {@link Unflatten} does the reverse. */
public final class Flatten extends Layer {
    private final int first;
    private final int last;

    private Flatten(int first, int last) {
        this.first = first;
        this.last = last;
    }

    /** Makes one axis of all but the first, which is that of the batch. */
    public static Flatten of() {
        return of(1, -1);
    }

    /** Makes one axis of those from {@code first} to {@code last}, both included; negative ones count from the end. */
    public static Flatten of(int first, int last) {
        return new Flatten(first, last);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        boolean there = AxisRange.has(shape, first) && AxisRange.has(shape, last);
        require(
                there && AxisRange.fromFront(shape, first) <= AxisRange.fromFront(shape, last),
                "axes " + first + " to " + last,
                shape);
        return x.flatten(first, last);
    }

    @Override
    protected String describe() {
        return "Flatten(" + first + " to " + last + ")";
    }
}
