package org.autodiff.ndarray;

import java.util.Arrays;
import java.util.Objects;

/**
 * Whole numbers that select elements: the rows of {@code gather}, the classes of a cross-entropy. Not differentiable.
 * Negative ones count from the end.
 */
public final class Index {
    private final NdArray values;

    private Index(NdArray values) {
        this.values = values;
    }

    /** A vector of indices. */
    public static Index of(int... indices) {
        Objects.requireNonNull(indices, "index: indices are null");
        return of(Shape.of(indices.length), indices);
    }

    /**
     * Indices, row-major, in a shape.
     *
     * @throws IllegalArgumentException if there are not as many indices as the shape has elements
     */
    public static Index of(Shape shape, int... indices) {
        Objects.requireNonNull(indices, "index: indices are null");
        return new Index(
                NdArray.of(shape, Arrays.stream(indices).asDoubleStream().toArray()));
    }

    /**
     * Indices from numbers.
     *
     * @throws IllegalArgumentException if one is not a whole number in the range of {@code int}
     */
    public static Index of(NdArray values) {
        Objects.requireNonNull(values, "index: values are null");
        for (double v : values.toArray()) {
            if (v != (int) v) {
                throw new IllegalArgumentException("index: not a whole number: " + v);
            }
        }
        return new Index(values);
    }

    /** Its shape. */
    public Shape shape() {
        return values.shape();
    }

    /** The number of indices. */
    public int size() {
        return values.size();
    }

    /**
     * One index, by its position in row-major order.
     *
     * @throws IndexOutOfBoundsException if there is no such position
     */
    public int get(int position) {
        if (position < 0 || position >= size()) {
            throw new IndexOutOfBoundsException("get: position " + position + " is outside " + size() + " indices");
        }
        return (int) values.data()[position];
    }

    /** A row-major copy. */
    public int[] toArray() {
        return Arrays.stream(values.data()).limit(size()).mapToInt(v -> (int) v).toArray();
    }

    /**
     * The indices as numbers (exact: every {@code int} is a double). Indices reach a gate this way, as one of its
     * inputs, so that a gate stays a plain value.
     */
    public NdArray asArray() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Index i && values.equals(i.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Index" + shape() + (values.isThere() ? Arrays.toString(toArray()) : values.toString());
    }
}
