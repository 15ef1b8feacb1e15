package org.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.move.Joins;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that only move elements. They are linear; the gradient moves the other way. Axes
 * may be negative, counted from the end.
 */
public sealed interface ShapeOps permits Tensor {

    /**
     * The same elements, row-major, in another shape.
     *
     * @throws IllegalArgumentException if the number of elements differs
     */
    default Tensor reshape(Shape target) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(target, "reshape: shape is null");
        return x.shape().equals(target) ? Tensors.asResult(x) : new Moves.Reshape(target).on(x);
    }

    /**
     * The same elements in another shape; one size may be -1 and is then computed.
     *
     * @throws IllegalArgumentException if the number of elements differs or does not divide, or several sizes are -1
     */
    default Tensor reshape(int... dims) {
        Shape from = ((Tensor) this).shape();
        Objects.requireNonNull(dims, "reshape: sizes are null");
        int[] wanted = dims.clone();
        if (Arrays.stream(dims).anyMatch(d -> d < -1)) {
            throw new IllegalArgumentException("reshape: sizes must not be negative: " + Arrays.toString(dims));
        }
        int open = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && open >= 0) {
                throw new IllegalArgumentException("reshape: at most one size may be -1: " + Arrays.toString(dims));
            }
            if (dims[i] == -1) {
                open = i;
            } else {
                known = Math.min(known * dims[i], Integer.MAX_VALUE + 1L); // cannot overflow, and stays too large
            }
        }
        if (open >= 0) {
            if (known <= 0 || from.size() % known != 0) {
                throw new IllegalArgumentException("reshape: " + from + " has " + from.size()
                        + " elements, which do not fill " + Arrays.toString(dims) + " whole");
            }
            wanted[open] = (int) (from.size() / known);
        } else if (known > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "reshape: " + from + " has " + from.size() + " elements, " + Arrays.toString(dims) + " has more");
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
        Objects.requireNonNull(order, "permute: order is null");
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
        Objects.requireNonNull(target, "broadcastTo: shape is null");
        return x.shape().equals(target) ? Tensors.asResult(x) : new Moves.BroadcastTo(target).on(x);
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
     * This without its axes of size 1, or without the named ones.
     *
     * @throws IllegalArgumentException if a named axis has another size than 1 (PyTorch ignores it)
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor squeeze(int... axes) {
        Tensor x = (Tensor) this;
        Axes named = Axes.of("squeeze", x.shape(), axes);
        boolean all = axes.length == 0;
        int[] kept = IntStream.range(0, x.rank())
                .filter(i -> !named.contains(i) || (all && x.shape().dim(i) != 1))
                .toArray();
        for (int i = 0; i < named.count() && !all; i++) {
            if (x.shape().dim(named.get(i)) != 1) {
                throw new IllegalArgumentException(
                        "squeeze: axis " + named.get(i) + " of shape " + x.shape() + " is not of size 1");
            }
        }
        return reshape(Shape.of(Arrays.stream(kept).map(i -> x.shape().dim(i)).toArray()));
    }

    /** All elements, row-major, as a vector. */
    default Tensor flatten() {
        return reshape(Shape.of(((Tensor) this).size()));
    }

    /**
     * The axes from one to another, both included, made one.
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     * @throws IllegalArgumentException if the first comes after the last
     */
    default Tensor flatten(int firstAxis, int lastAxis) {
        Shape shape = ((Tensor) this).shape();
        int first = shape.axis("flatten", firstAxis);
        int last = shape.axis("flatten", lastAxis);
        if (first > last) {
            throw new IllegalArgumentException(
                    "flatten: axis " + firstAxis + " comes after axis " + lastAxis + " of shape " + shape);
        }
        Shape front = shape.dropLast(shape.rank() - first);
        return reshape(front.concat(Shape.of(
                        shape.dropFirst(first).dropLast(shape.rank() - 1 - last).size()))
                .concat(shape.dropFirst(last + 1)));
    }

    /**
     * This with an axis moved to another place; the others keep their order.
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor movedim(int from, int to) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("movedim", from);
        int b = x.shape().axis("movedim", to);
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, x.rank()).filter(i -> i != a).boxed().toList());
        order.add(b, a);
        return permute(order.stream().mapToInt(i -> i).toArray());
    }

    /**
     * {@link #broadcastTo}, in which -1 stands for the size that an axis has. Sizes for new leading axes come first.
     *
     * @throws IllegalArgumentException if there are fewer sizes than axes, a new axis has size -1, or this shape does
     *     not broadcast
     */
    default Tensor expand(int... sizes) {
        Shape shape = ((Tensor) this).shape();
        Objects.requireNonNull(sizes, "expand: sizes are null");
        int lead = sizes.length - shape.rank();
        int[] target = sizes.clone();
        for (int i = 0; i < sizes.length; i++) {
            target[i] = sizes[i] == -1 && i >= lead && lead >= 0 ? shape.dim(i - lead) : sizes[i];
        }
        if (lead < 0 || Arrays.stream(target).anyMatch(t -> t < 0)) {
            throw new IllegalArgumentException("expand: sizes " + Arrays.toString(sizes) + " for shape " + shape
                    + ": needs one for each axis and each new leading one, and only an axis that exists "
                    + "may keep its size by -1");
        }
        double size = Arrays.stream(target).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expand: sizes " + Arrays.toString(sizes) + " for shape " + shape
                    + ": more than 2^31 - 1 elements");
        }
        Shape expanded = Shape.of(target);
        if (!shape.broadcastsTo(expanded)) {
            throw new IllegalArgumentException("expand: " + shape + " does not expand to " + expanded
                    + ": aligned at the end, sizes must be equal, or 1 in " + shape);
        }
        return broadcastTo(expanded);
    }

    /**
     * Tensors one after the other along an axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ along another axis
     */
    static Tensor concat(int axis, Tensor... tensors) {
        Objects.requireNonNull(tensors, "concat: tensors are null");
        if (tensors.length == 0) {
            throw new IllegalArgumentException("concat: needs at least one tensor");
        }
        Objects.requireNonNull(tensors[0], "concat: input 0 is null");
        return Tensor.apply(new Joins.Concat(tensors[0].shape().axis("concat", axis)), tensors);
    }

    /**
     * Tensors of one shape side by side along a new axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ
     */
    static Tensor stack(int axis, Tensor... tensors) {
        Objects.requireNonNull(tensors, "stack: tensors are null");
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

    /**
     * The coordinates of a grid: from vectors of lengths {@code n0, n1, ...} as many tensors of shape {@code (n0, n1,
     * ...)}, the k-th of which varies along axis k only ("ij" indexing).
     *
     * @throws IllegalArgumentException if one is no vector
     */
    static Tensor[] meshgrid(Tensor... vectors) {
        return grid("meshgrid", vectors);
    }

    private static Tensor[] grid(String operation, Tensor... vectors) {
        Objects.requireNonNull(vectors, () -> operation + ": vectors are null");
        int n = vectors.length;
        int[] dims = new int[n];
        for (int k = 0; k < n; k++) {
            int at = k;
            Shape shape = Objects.requireNonNull(vectors[k], () -> operation + ": input " + at + " is null")
                    .shape();
            if (shape.rank() != 1) {
                throw new IllegalArgumentException(operation + ": input " + k + " of shape " + shape + " is no vector");
            }
            dims[k] = shape.dim(0);
        }
        Shape grid = Shape.of(dims);
        Tensor[] out = new Tensor[n];
        for (int k = 0; k < n; k++) {
            int[] own = new int[n];
            Arrays.fill(own, 1);
            own[k] = dims[k];
            out[k] = vectors[k].reshape(Shape.of(own)).broadcastTo(grid);
        }
        return out;
    }

    /**
     * The coordinates of a grid as pictures have them ("xy" indexing): as {@link #meshgrid}, but with the first two
     * axes of the results exchanged, so that the first vector varies along the rows.
     *
     * @throws IllegalArgumentException if one is no vector
     */
    static Tensor[] meshgridXy(Tensor... vectors) {
        Tensor[] grid = grid("meshgridXy", vectors);
        return grid.length < 2
                ? grid
                : Arrays.stream(grid).map(g -> g.transpose(0, 1)).toArray(Tensor[]::new);
    }
}
