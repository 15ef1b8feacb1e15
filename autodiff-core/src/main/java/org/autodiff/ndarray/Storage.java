package org.autodiff.ndarray;

import org.autodiff.internal.Raw;

/**
 * What one or more {@link NdArray}s have in common whose numbers may vanish: a parameter's, which are overwritten by the next
 * assignment, and those made within a scope of an {@link Arena}, whose memory is recycled. An array remembers the version
 * it was made at, so one comparison at every read finds out. An array that nobody will ever overwrite has no storage.
 */
final class Storage {
    static final int RECYCLED = -1;
    private static final int UNDECLARED = Integer.MIN_VALUE;

    /** Of all arrays that have a shape only. */
    static final Storage UNREAD = new Storage();

    static {
        UNREAD.version = UNDECLARED;
    }

    /** The memory, if it is to be recycled. */
    double[] data;

    int version;

    /** The parameter that owns this storage, for the message; else null. */
    Object owner;

    /** The scope that made it and when, by that scope's clock; null outside any scope. */
    Arena home;

    int birth;

    /** How many slots of a backward walk point here; see {@link Arena}. */
    int holds;

    static Storage ownedBy(Object owner) {
        Storage storage = new Storage();
        storage.owner = owner;
        return storage;
    }

    IllegalStateException stale(int readVersion) {
        if (version == RECYCLED) {
            return new IllegalStateException(
                    "value was recycled: it was made inside Autodiff.step (or by the engine, while"
                            + " walking backward) and did not escape; return it from the step, or copy it with toArray()");
        }
        if (version == UNDECLARED) {
            return new Raw.UndeclaredRead(readVersion);
        }
        return new IllegalStateException(
                "parameter '" + owner + "' was assigned after its value was used here (version " + readVersion
                        + ", now " + version + "): compute the loss again, or call backward before assigning");
    }
}
