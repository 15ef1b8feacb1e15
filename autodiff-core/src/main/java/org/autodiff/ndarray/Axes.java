package org.autodiff.ndarray;

import java.util.Arrays;
import java.util.Objects;

/** A set of axes, counted from 0 and ascending: an attribute of the gates that reduce. */
public final class Axes {
    private final int[] axes;

    private Axes(int[] axes) {
        this.axes = axes;
    }

    /**
     * The given axes of a shape; none given means all of them.
     *
     * @param operation what a message names
     * @param axes axes, negative ones counted from the end
     * @throws IndexOutOfBoundsException if there is no such axis
     * @throws IllegalArgumentException if an axis is named twice
     * @throws NullPointerException if {@code axes} is null
     */
    public static Axes of(String operation, Shape shape, int... axes) {
        Objects.requireNonNull(shape, () -> operation + ": shape is null");
        Objects.requireNonNull(axes, () -> operation + ": axes are null");
        if (axes.length == 0) {
            return all(shape);
        }
        int[] sorted = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            sorted[i] = shape.axis(operation, axes[i]);
        }
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException(operation + ": axis " + sorted[i] + " is named twice in "
                        + Arrays.toString(axes) + " for shape " + shape);
            }
        }
        return new Axes(sorted);
    }

    /** Every axis of a shape. */
    public static Axes all(Shape shape) {
        Objects.requireNonNull(shape, "all: shape is null");
        int[] all = new int[shape.rank()];
        Arrays.setAll(all, i -> i);
        return new Axes(all);
    }

    /** The last {@code count} axes of a shape. */
    public static Axes last(int count, Shape shape) {
        Objects.requireNonNull(shape, "last: shape is null");
        if (count < 0 || count > shape.rank()) {
            throw new IndexOutOfBoundsException("last: " + count + " axes of shape " + shape);
        }
        int[] last = new int[count];
        Arrays.setAll(last, i -> shape.rank() - count + i);
        return new Axes(last);
    }

    /** How many there are. */
    public int count() {
        return axes.length;
    }

    /** The {@code i}-th axis, ascending. */
    public int get(int i) {
        if (i < 0 || i >= axes.length) {
            throw new IndexOutOfBoundsException("get: " + i + " is outside " + axes.length + " axes");
        }
        return axes[i];
    }

    /** These axes of an array that has {@code n} more leading ones. */
    public Axes shifted(int n) {
        return new Axes(Arrays.stream(axes).map(axis -> axis + n).toArray());
    }

    /** One axis, counted from 0. */
    public static Axes single(int axis) {
        if (axis < 0) {
            throw new IndexOutOfBoundsException("single: axis " + axis + " is negative: count it from 0");
        }
        return new Axes(new int[] {axis});
    }

    /** Whether the axis is one of these. */
    public boolean contains(int axis) {
        return Arrays.binarySearch(axes, axis) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Axes a && Arrays.equals(axes, a.axes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axes);
    }

    @Override
    public String toString() {
        return Arrays.toString(axes);
    }
}
