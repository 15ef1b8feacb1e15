package org.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.internal.gates.Moves;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that only move elements. They are linear; the gradient moves the other way. Axes may
 * be negative, counted from the end.
 */
public sealed interface ShapeOps permits Tensor {

    /**
     * The same elements, row-major, in another shape.
     *
     * @throws IllegalArgumentException if the number of elements differs
     */
    default Tensor reshape(Shape target) {
        Tensor x = (Tensor) this;
        return x.shape().equals(target) ? x : new Moves.Reshape(target).on(x);
    }

    /**
     * The same elements in another shape; one size may be -1 and is then computed.
     *
     * @throws IllegalArgumentException if the number of elements differs or does not divide, or several sizes are -1
     */
    default Tensor reshape(int... dims) {
        Shape from = ((Tensor) this).shape();
        int[] wanted = dims.clone();
        int open = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && open >= 0) {
                throw new IllegalArgumentException("reshape: at most one size may be -1: " + Arrays.toString(dims));
            }
            if (dims[i] == -1) {
                open = i;
            } else {
                known *= dims[i];
            }
        }
        if (open >= 0) {
            if (known <= 0 || from.size() % known != 0) {
                throw new IllegalArgumentException("reshape: " + from + " has " + from.size()
                        + " elements, which do not fill " + Arrays.toString(dims) + " whole");
            }
            wanted[open] = (int) (from.size() / known);
        }
        return reshape(Shape.of(wanted));
    }

    /**
     * Axis {@code i} of the result is axis {@code order[i]} of this.
     *
     * @throws IllegalArgumentException if not every axis is named once
     */
    default Tensor permute(int... order) {
        Tensor x = (Tensor) this;
        List<Integer> axes = Arrays.stream(order)
                .map(a -> x.shape().axis("permute", a))
                .boxed()
                .toList();
        if (axes.size() != x.rank() || axes.stream().distinct().count() != x.rank()) {
            throw new IllegalArgumentException(
                    "permute: " + Arrays.toString(order) + " does not name every axis of shape " + x.shape() + " once");
        }
        return new Moves.Permute(axes).on(x);
    }

    /**
     * This with two axes exchanged.
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor transpose(int axis1, int axis2) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("transpose", axis1);
        int b = x.shape().axis("transpose", axis2);
        return permute(IntStream.range(0, x.rank())
                .map(i -> i == a ? b : i == b ? a : i)
                .toArray());
    }

    /** The matrix transposed, or each matrix of a batch: the last two axes exchanged. */
    default Tensor transpose() {
        return transpose(-1, -2);
    }

    /**
     * Repeats elements along axes of size 1, and along new leading axes, as arithmetic does by itself.
     *
     * @throws IllegalArgumentException if this shape does not broadcast to the target
     */
    default Tensor broadcastTo(Shape target) {
        Tensor x = (Tensor) this;
        return x.shape().equals(target) ? x : new Moves.BroadcastTo(target).on(x);
    }

    /**
     * The elements {@code from <= i < to} along an axis; negative positions count from the end.
     *
     * @throws IndexOutOfBoundsException if a position is outside the axis: nothing is clamped
     */
    default Tensor slice(int axis, int from, int to) {
        return slice(axis, from, to, 1);
    }

    /**
     * Every {@code step}-th of the elements {@code from <= i < to} along an axis.
     *
     * @throws IllegalArgumentException if the step is below 1
     */
    default Tensor slice(int axis, int from, int to, int step) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("slice", axis);
        int size = x.shape().dim(a);
        int first = from < 0 ? from + size : from;
        int end = to < 0 ? to + size : to;
        if (first < 0 || end > size || first > end) {
            throw new IndexOutOfBoundsException(
                    "slice: [" + from + ", " + to + ") is not within axis " + axis + " of shape " + x.shape());
        }
        if (step < 1) {
            throw new IllegalArgumentException("slice: step must be at least 1, got " + step);
        }
        return new Moves.Slice(a, first, step, end == first ? 0 : (end - first - 1) / step + 1).on(x);
    }

    /** The elements at one position of an axis, which disappears. */
    default Tensor select(int axis, int position) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("select", axis);
        int size = x.shape().dim(a);
        if (position < -size || position >= size) {
            throw new IndexOutOfBoundsException(
                    "select: position " + position + " is outside axis " + axis + " of shape " + x.shape());
        }
        int at = position < 0 ? position + size : position;
        return new Moves.Slice(a, at, 1, 1)
                .on(x)
                .reshape(x.shape().dropLast(x.rank() - a).concat(x.shape().dropFirst(a + 1)));
    }

    /** This with a new axis of size 1. */
    default Tensor unsqueeze(int axis) {
        Tensor x = (Tensor) this;
        int a = axis < 0 ? axis + x.rank() + 1 : axis;
        if (a < 0 || a > x.rank()) {
            throw new IndexOutOfBoundsException("unsqueeze: axis " + axis + " out of range for shape " + x.shape()
                    + ": must be in [" + (-x.rank() - 1) + ", " + x.rank() + "]");
        }
        return reshape(x.shape()
                .dropLast(x.rank() - a)
                .concat(Shape.of(1))
                .concat(x.shape().dropFirst(a)));
    }

    /**
     * Tensors one after the other along an axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ along another axis
     */
    static Tensor concat(int axis, Tensor... tensors) {
        if (tensors.length == 0) {
            throw new IllegalArgumentException("concat: needs at least one tensor");
        }
        Objects.requireNonNull(tensors[0], "concat: input 0 is null");
        return Tensor.apply(new Moves.Concat(tensors[0].shape().axis("concat", axis)), tensors);
    }

    /**
     * Tensors of one shape side by side along a new axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ
     */
    static Tensor stack(int axis, Tensor... tensors) {
        if (tensors.length == 0) {
            throw new IllegalArgumentException("stack: needs at least one tensor");
        }
        Shape shape =
                Objects.requireNonNull(tensors[0], "stack: input 0 is null").shape();
        for (int i = 1; i < tensors.length; i++) {
            if (!Objects.requireNonNull(tensors[i], "stack: input " + i + " is null")
                    .shape()
                    .equals(shape)) {
                throw new IllegalArgumentException("stack: shapes " + shape + " and " + tensors[i].shape() + " differ");
            }
        }
        int a = shape.concat(Shape.of(1)).axis("stack", axis);
        return concat(a, Arrays.stream(tensors).map(t -> t.unsqueeze(a)).toArray(Tensor[]::new));
    }
}
