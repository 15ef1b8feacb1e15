package org.autodiff.ndarray;

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

    Storage(double[] data) {
        this.data = data;
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
