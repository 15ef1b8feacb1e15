package org.autodiff.internal.loops;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Copies between a contiguous array and a strided view of another one. Permuting, slicing and broadcasting differ only
 * in the strides and the place where the view begins.
 */
public final class Strided {
    private Strided() {}

    /** An array with its axes in another order: axis {@code i} of the result is axis {@code order[i]} of the array. */
    public static NdArray permuted(NdArray x, List<Integer> order) {
        NdArray y = Memory.allocate(permuted(x.shape(), order));
        permute(x, order, y);
        return y;
    }

    /** A shape with its axes in another order. */
    public static Shape permuted(Shape shape, List<Integer> order) {
        return Shape.of(order.stream().mapToInt(shape::dim).toArray());
    }

    /** Writes {@code x} with its axes in another order to {@code y}. */
    public static void permute(NdArray x, List<Integer> order, NdArray y) {
        int[] from = x.shape().strides();
        int[] strides = order.stream().mapToInt(i -> from[i]).toArray();
        read(ArrayAccess.data(x), 0, strides, ArrayAccess.data(y), y.shape().dims());
    }

    /** The order of axes that undoes another one. */
    public static List<Integer> inverse(List<Integer> order) {
        return IntStream.range(0, order.size()).map(order::indexOf).boxed().toList();
    }

    /** Reads a view: {@code target[i, j, ...] = source[base + i * strides[0] + j * strides[1] + ...]}. */
    public static void read(double[] source, int base, int[] strides, double[] target, int[] dims) {
        if (!isEmpty(dims)) {
            copy(source, base, strides, target, 0, dims, 0, true);
        }
    }

    /** Writes a view: {@code target[base + i * strides[0] + ...] = source[i, j, ...]}. */
    public static void write(double[] source, double[] target, int base, int[] strides, int[] dims) {
        if (!isEmpty(dims)) {
            copy(target, base, strides, source, 0, dims, 0, false);
        }
    }

    /** Adds to a view: {@code target[base + i * strides[0] + ...] += source[i, j, ...]}; elements may coincide. */
    public static void add(double[] source, double[] target, int base, int[] strides, int[] dims) {
        if (!isEmpty(dims)) {
            add(source, target, base, strides, 0, dims, 0);
        }
    }

    /** The leading axes of an empty array can be of any size; to step through them would take for ever. */
    private static boolean isEmpty(int... dims) {
        for (int n : dims) {
            if (n == 0) {
                return true;
            }
        }
        return false;
    }

    private static int add(double[] source, double[] target, int base, int[] strides, int at, int[] dims, int axis) {
        if (axis == dims.length) {
            target[base] += source[at];
            return at + 1;
        }
        int n = dims[axis];
        int stride = strides[axis];
        if (axis < dims.length - 1) {
            for (int i = 0; i < n; i++) {
                at = add(source, target, base + i * stride, strides, at, dims, axis + 1);
            }
            return at;
        }
        for (int i = 0; i < n; i++) {
            target[base + i * stride] += source[at + i];
        }
        return at + n;
    }

    private static int copy(
            double[] view, int base, int[] strides, double[] flat, int at, int[] dims, int axis, boolean read) {
        int left = dims.length - axis;
        if (left == 0) {
            if (read) {
                flat[at] = view[base];
            } else {
                view[base] = flat[at];
            }
            return at + 1;
        }
        if (left == 1) {
            row(view, base, strides[axis], flat, at, dims[axis], read);
            return at + dims[axis];
        }
        int step = blockSize(dims, axis + 1);
        if (step <= Limits.NARROW_BLOCK && dims[axis] > step) {
            if (read && left == 2 && strides[axis + 1] == 0) {
                repeat(view, base, strides[axis], flat, at, step, dims[axis]);
                return at + dims[axis] * step;
            }
            for (int i = 0; i < dims[axis]; i += Limits.BLOCKS_SIDE_BY_SIDE) {
                int rows = Math.min(Limits.BLOCKS_SIDE_BY_SIDE, dims[axis] - i);
                columns(
                        view,
                        base + i * strides[axis],
                        strides,
                        flat,
                        at + i * step,
                        step,
                        dims,
                        axis,
                        axis,
                        rows,
                        read);
            }
            return at + dims[axis] * step;
        }
        if (left == 2 && strides[axis] == 1 && strides[axis + 1] != 0 && read) {
            transpose(view, base, strides[axis + 1], flat, at, dims[axis], dims[axis + 1]);
            return at + dims[axis] * dims[axis + 1];
        }
        for (int i = 0; i < dims[axis]; i++) {
            at = copy(view, base + i * strides[axis], strides, flat, at, dims, axis + 1, read);
        }
        return at;
    }

    private static void row(double[] view, int base, int stride, double[] flat, int at, int n, boolean read) {
        if (stride == 1) {
            System.arraycopy(read ? view : flat, read ? base : at, read ? flat : view, read ? at : base, n);
        } else if (stride == 0 && read) {
            Arrays.fill(flat, at, at + n, view[base]);
        } else if (read) {
            for (int i = 0; i < n; i++) {
                flat[at + i] = view[base + i * stride];
            }
        } else {
            for (int i = 0; i < n; i++) {
                view[base + i * stride] = flat[at + i];
            }
        }
    }

    private static int blockSize(int[] dims, int axis) {
        int size = 1;
        for (int i = axis; i < dims.length && size <= Limits.NARROW_BLOCK; i++) {
            size *= dims[i];
        }
        return size;
    }

    /**
     * Copies many small blocks, one for each row: of all rows the first element, then of all the second one, so that
     * the loop is a long one.
     */
    private static int columns(
            double[] view,
            int base,
            int[] strides,
            double[] flat,
            int at,
            int step,
            int[] dims,
            int outer,
            int axis,
            int rows,
            boolean read) {
        if (axis == dims.length - 1) {
            for (int j = 0; j < dims[axis]; j++) {
                column(view, base + j * strides[axis], strides[outer], flat, at + j, step, rows, read);
            }
            return at + dims[axis];
        }
        int next = at;
        for (int i = 0; i < (axis == outer ? 1 : dims[axis]); i++) {
            next = columns(
                    view, base + i * strides[axis], strides, flat, next, step, dims, outer, axis + 1, rows, read);
        }
        return next;
    }

    private static void column(
            double[] view, int base, int stride, double[] flat, int at, int step, int n, boolean read) {
        if (!read) {
            for (int i = 0; i < n; i++) {
                view[base + i * stride] = flat[at + i * step];
            }
        } else {
            for (int i = 0; i < n; i++) {
                flat[at + i * step] = view[base + i * stride];
            }
        }
    }

    /** Fills many small blocks, each with an element of its own. */
    private static void repeat(double[] view, int base, int stride, double[] flat, int at, int step, int n) {
        if (step == 3) { // vectors in space
            for (int i = 0; i < n; i++) {
                double x = view[base + i * stride];
                flat[at + 3 * i] = x;
                flat[at + 3 * i + 1] = x;
                flat[at + 3 * i + 2] = x;
            }
            return;
        }
        int to = at;
        for (int i = 0; i < n; i++) {
            double x = view[base + i * stride];
            for (int end = to + step; to < end; to++) {
                flat[to] = x;
            }
        }
    }

    /** Rows of the result lie side by side in the source: in tiles, each cache line that is fetched is used whole. */
    private static void transpose(double[] view, int base, int stride, double[] flat, int at, int rows, int columns) {
        for (int i0 = 0; i0 < rows; i0 += Limits.TRANSPOSED_TILE) {
            int i1 = Math.min(rows, i0 + Limits.TRANSPOSED_TILE);
            for (int j0 = 0; j0 < columns; j0 += Limits.TRANSPOSED_TILE) {
                int j1 = Math.min(columns, j0 + Limits.TRANSPOSED_TILE);
                for (int i = i0; i < i1; i++) {
                    for (int j = j0; j < j1; j++) {
                        flat[at + i * columns + j] = view[base + i + j * stride];
                    }
                }
            }
        }
    }
}
