package org.autodiff.ndarray;

import java.util.function.Function;

/**
 * The numbers behind one or more {@link NdArray}s. An array remembers the version it was made at, so one comparison at
 * every read finds both ways in which numbers may vanish: a parameter was assigned, or memory was recycled.
 */
final class Storage {
    static final int RECYCLED = -1;
    static final int UNDECLARED = -2;

    double[] data;
    int version;

    /** For the message: the parameter that owns this storage, or the gate that did not declare a read; else null. */
    Object owner;

    /** The scope that made it and when, by that scope's clock; null outside any scope. */
    Arena home;

    int birth;

    /** How many slots of a backward walk point here; see {@link Arena}. */
    int holds;

    /** What was computed from these numbers and is costly to compute again; see {@link #memo}. */
    private Memo memo;

    Storage(double[] data) {
        this.data = data;
    }

    /** Holds for the numbers of one version, read in one shape. */
    private record Memo(int version, Shape shape, Object value) {}

    /**
     * What a function makes of these numbers, kept as long as they are. Two threads may both compute it; they get equal
     * results, and one of the two stays.
     */
    <T> T memo(NdArray array, int version, Class<T> type, Function<NdArray, T> f) {
        Memo known = memo;
        if (known != null
                && known.version == version
                && type.isInstance(known.value)
                && known.shape.equals(array.shape())) {
            return type.cast(known.value);
        }
        T value = f.apply(array);
        memo = new Memo(version, array.shape(), value);
        return value;
    }

    IllegalStateException stale(int readVersion) {
        if (version == RECYCLED) {
            return new IllegalStateException(
                    "value was recycled: it was made inside Autodiff.step (or by the engine, while"
                            + " walking backward) and did not escape; return it from the step, or copy it with toArray()");
        }
        if (version == UNDECLARED) {
            return new IllegalStateException(
                    "gate " + owner + ": its backward reads a value that its reads() does not declare");
        }
        return new IllegalStateException(
                "parameter '" + owner + "' was assigned after its value was used here (version " + readVersion
                        + ", now " + version + "): compute the loss again, or call backward before assigning");
    }
}
