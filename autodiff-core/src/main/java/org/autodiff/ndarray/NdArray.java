package org.autodiff.ndarray;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * An n-dimensional array of doubles: row-major, contiguous, immutable to its users. It knows nothing of gradients; a
 * {@link org.autodiff.Tensor} is an array that remembers how it was computed.
 *
 * <p>Numbers are copied on the way in and on the way out. {@link #build} and {@link #copyTo} move them in bulk, so that
 * a gate written outside this project can be fast.
 */
public final class NdArray {
    /** In the place of what was computed from the numbers, while these are being computed themselves. */
    private static final Object BEING_COMPUTED = new Object();

    private final Shape shape;
    private final double[] data;

    /** What may put an end to these numbers; null for an array that lives as long as somebody points to it. */
    private Storage storage;

    private final int version;

    /** What was computed from these numbers and is costly to compute again; see {@link #memo}. */
    private Object memo;

    NdArray(Shape shape, double[] data, Storage storage) {
        this(shape, data, storage, storage == null || storage == Storage.BATCH ? 0 : storage.version);
    }

    private NdArray(Shape shape, double[] data, Storage storage, int version) {
        this.shape = shape;
        this.data = data;
        this.storage = storage;
        this.version = version;
    }

    /** An array that has a shape only; its version says which value of a gate it stands for. */
    static NdArray unread(Shape shape, int which) {
        return new NdArray(shape, null, Storage.UNREAD, which);
    }

    /** An array that has a shape only, in a plan. */
    static NdArray shapeOnly(Shape shape) {
        return new NdArray(shape, null, Storage.shapeOnly(), 0);
    }

    /** What arrays have in common that share their numbers. */
    Object identity() {
        return data != null ? data : storage;
    }

    /** A scalar. */
    public static NdArray of(double value) {
        return new NdArray(Shape.scalar(), new double[] {value}, null);
    }

    /** A vector of shape {@code (values.length)}. */
    public static NdArray of(double... values) {
        Objects.requireNonNull(values, "array: values are null");
        return of(Shape.of(values.length), values);
    }

    /**
     * A matrix.
     *
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static NdArray of(double[][] rows) {
        Objects.requireNonNull(rows, "array: rows are null");
        for (int i = 0; i < rows.length; i++) {
            int row = i;
            Objects.requireNonNull(rows[i], () -> "array: row " + row + " is null");
        }
        int columns = rows.length == 0 ? 0 : rows[0].length;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException(
                        "array: row " + i + " has " + rows[i].length + " elements, row 0 has " + columns);
            }
        }
        return build(Shape.of(rows.length, columns), data -> {
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, data, i * columns, columns);
            }
        });
    }

    /**
     * The values, row-major, in a shape.
     *
     * @throws IllegalArgumentException if there are not as many values as the shape has elements
     */
    public static NdArray of(Shape shape, double... values) {
        Objects.requireNonNull(shape, "array: shape is null");
        Objects.requireNonNull(values, "array: values are null");
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "array: shape " + shape + " has " + shape.size() + " elements, got " + values.length + " values");
        }
        return new NdArray(shape, values.clone(), null);
    }

    /** All zeros. */
    public static NdArray zeros(Shape shape) {
        return allocate(shape);
    }

    /** The same value everywhere. */
    public static NdArray full(Shape shape, double value) {
        NdArray array = allocate(shape);
        Arrays.fill(array.data, value);
        return array;
    }

    /**
     * An array whose numbers a function writes into a zeroed row-major buffer of {@code shape.size()} elements. The
     * buffer belongs to the array; it must not be kept.
     */
    public static NdArray build(Shape shape, Consumer<double[]> fill) {
        Objects.requireNonNull(fill, "build: fill is null");
        NdArray array = zeros(shape);
        fill.accept(array.data);
        return array;
    }

    /**
     * Not from the arena: what a program makes of its own numbers may be a constant, though first touched in a step.
     */
    private static NdArray allocate(Shape shape) {
        Objects.requireNonNull(shape, "array: shape is null");
        return new NdArray(shape, new double[shape.size()], null);
    }

    /** Its shape. */
    public Shape shape() {
        return shape;
    }

    /** The number of elements. */
    public int size() {
        return shape.size();
    }

    /** The number of axes. */
    public int rank() {
        return shape.rank();
    }

    /**
     * One element.
     *
     * @throws IllegalArgumentException if there is not one index for each axis
     * @throws IndexOutOfBoundsException if an index is outside its axis
     */
    public double get(int... index) {
        Objects.requireNonNull(index, "get: index is null");
        if (index.length != shape.rank()) {
            throw new IllegalArgumentException(
                    "get: shape " + shape + " needs " + shape.rank() + " indices, got " + Arrays.toString(index));
        }
        int at = 0;
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= shape.dim(i)) {
                throw new IndexOutOfBoundsException(
                        "get: index " + index[i] + " is outside axis " + i + " of shape " + shape);
            }
            at = at * shape.dim(i) + index[i];
        }
        return data()[at];
    }

    /**
     * The only element.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    public double item() {
        if (shape.size() != 1) {
            throw new IllegalArgumentException("item: needs exactly one element, got shape " + shape);
        }
        return data()[0];
    }

    /** A row-major copy of the numbers. */
    public double[] toArray() {
        return Arrays.copyOf(data(), shape.size());
    }

    /**
     * Copies the numbers, row-major, into {@code target} from {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public void copyTo(double[] target, int offset) {
        Objects.requireNonNull(target, "copyTo: target is null");
        if (offset < 0 || offset > target.length - shape.size()) {
            throw new IndexOutOfBoundsException(
                    "copyTo: " + shape.size() + " elements from " + offset + " on do not fit into " + target.length);
        }
        System.arraycopy(data(), 0, target, offset, shape.size());
    }

    /**
     * Writes every element, given its row-major place: {@code y.fill(i -> 2 * x.at(i))}. For gates, while they compute.
     *
     * @throws IllegalStateException if this is not an output that a gate is computing
     */
    public void fill(IntToDoubleFunction element) {
        Objects.requireNonNull(element, "fill: the function is null");
        write(buffer -> {
            for (int i = 0; i < shape.size(); i++) {
                buffer[i] = element.applyAsDouble(i);
            }
        });
    }

    /**
     * Lets a function write the elements into a row-major buffer of {@code size()} elements with arbitrary contents, of
     * which it must leave none as it is. The buffer belongs to the array; it must not be kept. For gates, while they
     * compute.
     *
     * @throws IllegalStateException if this is not an output that a gate is computing
     */
    public void write(Consumer<double[]> write) {
        Objects.requireNonNull(write, "write: the function is null");
        if (memo != BEING_COMPUTED) {
            throw new IllegalStateException(
                    "write: the numbers of an array do not change: only a gate writes, in compute,"
                            + " and to its outputs only; make a new array with NdArray.build");
        }
        write.accept(data);
    }

    /** One element, by its row-major place. */
    public double at(int i) {
        if (i < 0 || i >= shape.size()) {
            throw new IndexOutOfBoundsException("at: " + i + " is outside " + shape.size() + " elements of " + shape);
        }
        return data()[i];
    }

    /** Opens the array to {@link #write}, or closes it. */
    void beingComputed(boolean open) {
        memo = open ? BEING_COMPUTED : null;
    }

    /**
     * The same numbers in another shape, without copying.
     *
     * @throws IllegalArgumentException if the number of elements differs
     */
    public NdArray reshape(Shape target) {
        Objects.requireNonNull(target, "reshape: shape is null");
        if (target.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "reshape: " + shape + " has " + shape.size() + " elements, " + target + " has " + target.size());
        }
        if (!isThere() && !storage.isWatched() && !storage.isShapeOnly()) {
            throw storage.stale(version);
        }
        return new NdArray(target, data, storage, version);
    }

    /**
     * The numbers repeated along axes of size 1 and new leading axes, as NumPy broadcasts.
     *
     * @throws IllegalArgumentException if the shape does not broadcast to the target
     */
    public NdArray broadcastTo(Shape target) {
        Objects.requireNonNull(target, "broadcastTo: shape is null");
        if (!shape.broadcastsTo(target)) {
            throw new IllegalArgumentException("broadcastTo: " + shape + " does not broadcast to " + target
                    + ": aligned at the end, sizes must be equal or 1");
        }
        int[] strides = shape.strides();
        int lead = target.rank() - shape.rank();
        return build(target, buffer -> {
            for (int i = 0; i < buffer.length; i++) {
                int from = 0;
                int rest = i;
                for (int axis = target.rank() - 1; axis >= lead; axis--) {
                    int size = target.dim(axis);
                    from += shape.dim(axis - lead) == 1 ? 0 : rest % size * strides[axis - lead];
                    rest /= size;
                }
                buffer[i] = data()[from];
            }
        });
    }

    /** The numbers. Every read goes through here, which checks that they are still those of this array. */
    double[] data() {
        if (!isThere()) {
            storage.firstReadOf(version);
        }
        return data;
    }

    /** Whether the numbers are still those of this array. */
    boolean isThere() {
        return storage == null || storage.version == version;
    }

    /**
     * The same numbers for the program, which may keep them: the next assignment to their owner must not change them.
     */
    NdArray handOut() {
        if (storage == null || storage.owner == null || !isThere()) {
            return this;
        }
        storage.handedOut = true;
        return new NdArray(shape, data, null);
    }

    /** The same numbers, in an array that tells when the program first reads them. */
    NdArray watched(Runnable onFirstRead) {
        return new NdArray(shape, data(), Storage.watched(onFirstRead), 0);
    }

    /** The same numbers for the engine, whose reading is not reported. */
    NdArray unwatched() {
        return storage != null && storage.isWatched() ? new NdArray(shape, data, null) : this;
    }

    /**
     * What a function makes of these numbers, kept as long as they are. Two threads may both compute it; they get equal
     * results, and one of the two stays.
     */
    <T> T memo(Class<T> type, Function<NdArray, T> f) {
        data();
        Object known = memo;
        if (type.isInstance(known)) {
            return type.cast(known);
        }
        T value = f.apply(this);
        memo = value;
        return value;
    }

    Storage storage() {
        return storage;
    }

    /** Moves this array to the scope of another storage, or out of all scopes (null). */
    void escapeTo(Storage outer) {
        storage = outer;
    }

    /** Whether shape and bits agree; {@code 0.0} and {@code -0.0} differ, NaN equals NaN. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof NdArray a && shape.equals(a.shape) && Arrays.equals(data(), a.data()));
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(data());
    }

    /**
     * The numbers in nested brackets; long axes are shortened to their first and last three. In the place of numbers
     * that are gone it says why: {@code [recycled]}, {@code [overwritten]}.
     */
    @Override
    public String toString() {
        return isThere() || storage.isWatched() ? ArrayText.of(shape, data()) : storage.obituary();
    }
}
