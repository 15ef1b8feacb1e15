package org.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.move.Joins;
import org.autodiff.internal.gates.move.Slices;
import org.autodiff.internal.gates.move.Views;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that take parts of it, turn it round, or repeat it. They are linear; the gradient
 * moves the other way. Axes may be negative, counted from the end; one out of range throws {@link
 * IndexOutOfBoundsException}.
 */
public sealed interface SliceOps permits Tensor {

    // ---- parts

    /**
     * The elements {@code from <= i < to} along an axis; negative positions count from the end.
     *
     * @throws IndexOutOfBoundsException if a position is outside the axis: nothing is clamped
     */
    default Tensor slice(int axis, int from, int to) {
        return slice(axis, from, to, 1);
    }

    /**
     * Every {@code step}-th of the elements {@code from <= i < to} along an axis. To go backwards, {@link #flip} first.
     *
     * @throws IllegalArgumentException if the step is below 1
     */
    default Tensor slice(int axis, int from, int to, int step) {
        return range("slice", axis, from, to, step).on((Tensor) this);
    }

    private Slices.Slice range(String operation, int axis, int from, int to, int step) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis(operation, axis);
        int size = x.shape().dim(a);
        int first = from < 0 ? from + size : from;
        int end = to < 0 ? to + size : to;
        if (first < 0 || end > size || first > end) {
            throw new IndexOutOfBoundsException(
                    operation + ": [" + from + ", " + to + ") is not within axis " + axis + " of shape " + x.shape());
        }
        if (step < 1) {
            throw new IllegalArgumentException(operation + ": step must be at least 1, got " + step);
        }
        return new Slices.Slice(a, first, step, end == first ? 0 : (end - first - 1) / step + 1);
    }

    /**
     * This with another tensor in the place of {@code slice(axis, from, to)}; see {@link #withSlice(int, int, int, int,
     * Tensor)}.
     */
    default Tensor withSlice(int axis, int from, int to, Tensor source) {
        return withSlice(axis, from, to, 1, source);
    }

    /**
     * This with another tensor in the place of {@code slice(axis, from, to, step)}: an assignment that changes nothing
     * but the result. PyTorch's {@code slice_scatter}, JAX's {@code x.at[...].set(source)}. A single position is {@code
     * withSlice(axis, i, i + 1, source)}; a number is {@code Tensor.of(0)}.
     *
     * <p>With upstream u: the gradient of this is u, and 0 in the slice; that of the source is the slice of u.
     *
     * @param source in the shape of the slice, or one that broadcasts to it
     * @throws IndexOutOfBoundsException if a position is outside the axis: nothing is clamped
     * @throws IllegalArgumentException if the step is below 1, or the source does not broadcast to the slice
     */
    default Tensor withSlice(int axis, int from, int to, int step, Tensor source) {
        Tensor x = (Tensor) this;
        Slices.Slice slice = range("withSlice", axis, from, to, step);
        Objects.requireNonNull(source, "withSlice: source is null");
        Shape taken = x.shape().with(slice.axis(), slice.count());
        if (!source.shape().broadcastsTo(taken)) {
            throw new IllegalArgumentException("withSlice: source of shape " + source.shape() + " for a slice of shape "
                    + taken + " of " + x.shape() + ": must broadcast to it");
        }
        return new Slices.WithSlice(slice.axis(), slice.from(), step).on(x, source.broadcastTo(taken));
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
        return new Slices.Slice(a, at, 1, 1)
                .on(x)
                .reshape(x.shape().dropLast(x.rank() - a).concat(x.shape().dropFirst(a + 1)));
    }

    /**
     * The {@code length} elements along an axis that begin at {@code start}, which may be negative, counted from the
     * end.
     *
     * @throws IndexOutOfBoundsException if they are not within the axis
     * @throws IllegalArgumentException if the length is negative
     */
    default Tensor narrow(int axis, int start, int length) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("narrow", axis);
        int size = x.shape().dim(a);
        int from = start < 0 ? start + size : start;
        if (length < 0) {
            throw new IllegalArgumentException("narrow: the length must not be negative, got " + length);
        }
        if (from < 0 || from > size - length) {
            throw new IndexOutOfBoundsException("narrow: " + length + " elements from " + start
                    + " on are not within axis " + axis + " of shape " + x.shape());
        }
        return new Slices.Slice(a, from, 1, length).on(x);
    }

    /**
     * Parts of the given sizes along an axis, one after the other.
     *
     * @throws IllegalArgumentException if a size is negative, or they do not add up to the size of the axis
     */
    default Tensor[] split(int axis, int... sizes) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("split", axis);
        Objects.requireNonNull(sizes, "split: sizes are null");
        long sum = 0;
        boolean negative = false;
        for (int s : sizes) {
            sum += s;
            negative |= s < 0;
        }
        if (negative || sum != x.shape().dim(a)) {
            throw new IllegalArgumentException("split: sizes " + Arrays.toString(sizes)
                    + " must not be negative and add up to axis " + axis + " of shape " + x.shape());
        }
        if (sizes.length == 0) {
            return new Tensor[0];
        }
        return Tensor.applyAll(new Joins.Split(a, Arrays.stream(sizes).boxed().toList()), x);
    }

    /**
     * At most {@code chunks} parts along an axis, all of the same size but for the last, which may be smaller (as
     * PyTorch).
     *
     * @throws IllegalArgumentException if {@code chunks} is not positive
     */
    default Tensor[] chunk(int axis, int chunks) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("chunk", axis);
        if (chunks < 1) {
            throw new IllegalArgumentException("chunk: needs at least one chunk, got " + chunks);
        }
        int n = x.shape().dim(a);
        int size = Math.max(1, (int) ((n + chunks - 1L) / chunks));
        int[] sizes = new int[Math.max(1, (int) ((n + size - 1L) / size))];
        Arrays.setAll(sizes, i -> Math.min(size, n - i * size));
        return split(a, sizes);
    }

    /** All positions of an axis, which disappears: {@link #select} for each, in one step. */
    default Tensor[] unbind(int axis) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("unbind", axis);
        Shape part = x.shape().dropLast(x.rank() - a).concat(x.shape().dropFirst(a + 1));
        int[] ones = new int[x.shape().dim(a)];
        Arrays.fill(ones, 1);
        return Arrays.stream(split(a, ones)).map(t -> t.reshape(part)).toArray(Tensor[]::new);
    }

    // ---- turned round

    /**
     * The elements in reverse order along some axes, or all.
     *
     * @throws IllegalArgumentException if an axis is named twice
     */
    default Tensor flip(int... axes) {
        Tensor x = (Tensor) this;
        Axes a = Axes.of("flip", x.shape(), axes);
        if (x.size() == 0) {
            return x;
        }
        int[] strides = x.shape().strides();
        int base = 0;
        for (int i = 0; i < a.count(); i++) {
            int axis = a.get(i);
            base += (x.shape().dim(axis) - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        List<Integer> view = Arrays.stream(strides).boxed().toList();
        return new Views.View(x.shape(), base, view, x.shape()).on(x);
    }

    /**
     * The elements shifted along an axis by {@code shift} places, backwards if negative; those pushed off one end come
     * back at the other. Of all elements counted row-major it is {@code x.flatten().roll(0, shift).reshape(x.shape())}.
     */
    default Tensor roll(int axis, int shift) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("roll", axis);
        int n = x.shape().dim(a);
        int by = n == 0 ? 0 : Math.floorMod(shift, n);
        return by == 0 ? Tensors.asResult(x) : Tensor.concat(a, x.narrow(a, n - by, by), x.narrow(a, 0, n - by));
    }

    // ---- repeated

    /**
     * Copies of the whole side by side, a number of them along each axis. Fewer numbers than axes apply to the last
     * axes; more add leading axes (NumPy's {@code tile}).
     *
     * @throws IllegalArgumentException if a number is negative, or there would be too many elements
     */
    default Tensor tile(int... times) {
        return tile("tile", times);
    }

    /**
     * Copies of the whole side by side, a number of them along each axis (PyTorch's {@code repeat}): {@link #tile} with
     * a number for each axis at least.
     *
     * @throws IllegalArgumentException if there are fewer numbers than axes, a number is negative, or there would be
     *     too many elements
     */
    default Tensor repeat(int... times) {
        Shape shape = ((Tensor) this).shape();
        Objects.requireNonNull(times, "repeat: times are null");
        if (times.length < shape.rank()) {
            throw new IllegalArgumentException(
                    "repeat: " + Arrays.toString(times) + " has fewer numbers than shape " + shape + " has axes");
        }
        return tile("repeat", times);
    }

    private Tensor tile(String operation, int... times) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(times, () -> operation + ": times are null");
        int rank = Math.max(times.length, x.rank());
        int[] one = new int[2 * rank]; // (1, size) for each axis, of which the 1 is repeated
        int[] many = new int[2 * rank];
        int[] result = new int[rank];
        for (int i = 0; i < rank; i++) {
            int own = i - (rank - x.rank());
            int time = i < rank - times.length ? 1 : times[i - (rank - times.length)];
            one[2 * i] = 1;
            one[2 * i + 1] = own < 0 ? 1 : x.shape().dim(own);
            many[2 * i] = time;
            many[2 * i + 1] = one[2 * i + 1];
            result[i] = product(operation, time, one[2 * i + 1]);
        }
        if (Arrays.stream(result).asDoubleStream().reduce(1, (a, b) -> a * b) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": shape " + x.shape() + " " + Arrays.toString(times)
                    + " times: more than 2^31 - 1 elements");
        }
        return x.reshape(Shape.of(one)).broadcastTo(Shape.of(many)).reshape(Shape.of(result));
    }

    /**
     * Each element repeated along an axis, its copies next to each other (NumPy's {@code repeat}).
     *
     * @throws IllegalArgumentException if the number is negative, or there would be too many elements
     */
    default Tensor repeatInterleave(int axis, int times) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("repeatInterleave", axis);
        int size = product("repeatInterleave", times, x.shape().dim(a));
        product("repeatInterleave", times, x.size());
        Tensor own = x.unsqueeze(a + 1);
        return own.broadcastTo(own.shape().with(a + 1, times)).reshape(x.shape().with(a, size));
    }

    private static int product(String operation, int times, int size) {
        long product = (long) times * size;
        if (times < 0 || product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": " + size + " elements " + times
                    + " times: must not be negative, nor above 2^31 - 1 in all");
        }
        return (int) product;
    }
}
