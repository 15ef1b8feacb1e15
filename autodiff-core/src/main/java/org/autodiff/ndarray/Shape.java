package org.autodiff.ndarray;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The sizes of an array along its axes. A scalar has rank 0 and size 1; a size of 0 along any axis makes an empty
 * array. Arrays are row-major: the last axis is contiguous.
 *
 * <p>Axes are counted from 0, or from the end by negative numbers: {@code -1} is the last axis.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new int[0], 1);

    private final int[] dims;
    private final int size;

    private Shape(int[] dims, int size) {
        this.dims = dims;
        this.size = size;
    }

    /**
     * The shape with these sizes; no sizes give the scalar shape.
     *
     * @throws IllegalArgumentException if a size is negative, or there would be more than {@code 2^31 - 1} elements
     */
    public static Shape of(int... dims) {
        Objects.requireNonNull(dims, "shape: sizes are null");
        return checked(dims.clone());
    }

    /** The shape of a scalar, {@code ()}. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** The shape with these sizes, which become its own. */
    private static Shape checked(int[] dims) {
        if (dims.length == 0) {
            return SCALAR;
        }
        boolean empty = false;
        for (int d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException("shape: sizes must not be negative: " + text(dims));
            }
            empty |= d == 0;
        }
        long size = 1;
        for (int i = 0; i < dims.length && !empty; i++) {
            size *= dims[i];
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape: more than 2^31 - 1 elements: " + text(dims));
            }
        }
        return new Shape(dims, empty ? 0 : (int) size);
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /**
     * The size along an axis.
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public int dim(int axis) {
        return dims[axis("dim", axis)];
    }

    /** A copy of the sizes. */
    public int[] dims() {
        return dims.clone();
    }

    /** Whether this is the shape of a scalar. */
    public boolean isScalar() {
        return dims.length == 0;
    }

    /**
     * An axis counted from 0, given one that may be counted from the end.
     *
     * @param operation what the message names
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public int axis(String operation, int axis) {
        if (axis < -dims.length || axis >= dims.length) {
            String rule = dims.length == 0
                    ? "a scalar has no axes"
                    : "must be in [" + -dims.length + ", " + (dims.length - 1) + "]";
            throw new IndexOutOfBoundsException(
                    operation + ": axis " + axis + " out of range for shape " + this + ": " + rule);
        }
        return axis < 0 ? axis + dims.length : axis;
    }

    /**
     * The number of elements in the axes {@code from <= axis < to}.
     *
     * @throws IndexOutOfBoundsException if these are not axes
     */
    public int sizeOf(int from, int to) {
        if (from < 0 || to > dims.length || from > to) {
            throw new IndexOutOfBoundsException("sizeOf: [" + from + ", " + to + ") are not axes of shape " + this);
        }
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= dims[i];
        }
        return product;
    }

    /** How far apart, in elements, neighbours along each axis lie. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= dims[i];
        }
        return strides;
    }

    /** This shape with another size along an axis. */
    public Shape with(int axis, int dim) {
        int[] out = dims.clone();
        out[axis("with", axis)] = dim;
        return checked(out);
    }

    /**
     * This shape without its leading {@code n} axes.
     *
     * @throws IndexOutOfBoundsException if it has not as many
     */
    public Shape dropFirst(int n) {
        requireAxes("dropFirst", n);
        return checked(Arrays.copyOfRange(dims, n, dims.length));
    }

    /**
     * This shape without its last {@code n} axes.
     *
     * @throws IndexOutOfBoundsException if it has not as many
     */
    public Shape dropLast(int n) {
        requireAxes("dropLast", n);
        return checked(Arrays.copyOf(dims, dims.length - n));
    }

    private void requireAxes(String operation, int n) {
        if (n < 0 || n > dims.length) {
            throw new IndexOutOfBoundsException(operation + ": " + n + " axes of shape " + this);
        }
    }

    /** The axes of this shape followed by those of another. */
    public Shape concat(Shape tail) {
        Objects.requireNonNull(tail, "concat: shape is null");
        int[] out = Arrays.copyOf(dims, dims.length + tail.dims.length);
        System.arraycopy(tail.dims, 0, out, dims.length, tail.dims.length);
        return checked(out);
    }

    /** This shape reduced over some axes, which stay with size 1 if {@code keepDims}, else disappear. */
    public Shape reduce(Axes axes, boolean keepDims) {
        Objects.requireNonNull(axes, "reduce: axes are null");
        int[] out = new int[dims.length];
        int n = 0;
        for (int i = 0; i < dims.length; i++) {
            boolean reduced = axes.contains(i);
            if (keepDims || !reduced) {
                out[n++] = reduced ? 1 : dims[i];
            }
        }
        return checked(n == out.length ? out : Arrays.copyOf(out, n));
    }

    /**
     * The shape that two shapes broadcast to, by NumPy's rule: axes are aligned at the end, and sizes must be equal or
     * one of them 1 (or absent).
     *
     * @param operation what the message names
     * @throws IllegalArgumentException if they do not broadcast
     */
    public static Shape broadcast(String operation, Shape a, Shape b) {
        Objects.requireNonNull(a, () -> operation + ": shape 0 is null");
        Objects.requireNonNull(b, () -> operation + ": shape 1 is null");
        if (a.equals(b)) {
            return a;
        }
        int[] out = new int[Math.max(a.dims.length, b.dims.length)];
        for (int i = 1; i <= out.length; i++) {
            int da = i <= a.dims.length ? a.dims[a.dims.length - i] : 1;
            int db = i <= b.dims.length ? b.dims[b.dims.length - i] : 1;
            if (da != db && da != 1 && db != 1) {
                throw new IllegalArgumentException(operation + ": shapes do not broadcast: " + a + " and " + b
                        + ": sizes " + da + " and " + db + " differ at axis " + -i + " and neither is 1");
            }
            out[out.length - i] = da == 1 ? db : da;
        }
        return checked(out);
    }

    /** Whether an array of this shape can be broadcast to {@code target}. */
    public boolean broadcastsTo(Shape target) {
        Objects.requireNonNull(target, "broadcastsTo: shape is null");
        int lead = target.dims.length - dims.length;
        boolean fits = lead >= 0;
        for (int i = 0; fits && i < dims.length; i++) {
            fits = dims[i] == 1 || dims[i] == target.dims[lead + i];
        }
        return fits;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Shape s && Arrays.equals(dims, s.dims));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The sizes in parentheses: {@code (32, 784)}; a scalar is {@code ()}. */
    @Override
    public String toString() {
        return text(dims);
    }

    private static String text(int[] dims) {
        return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
