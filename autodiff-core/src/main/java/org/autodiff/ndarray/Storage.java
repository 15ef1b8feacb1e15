package org.autodiff.ndarray;

import java.lang.ref.WeakReference;
import org.autodiff.internal.UndeclaredRead;

/**
 * What one or more {@link NdArray}s have in common whose numbers may vanish: a parameter's, which are overwritten by
 * the next assignment, and those made within a scope of an {@link Arena}, whose memory is recycled. An array remembers
 * the version it was made at, so one comparison at every read finds out. An array that nobody will ever overwrite has
 * no storage.
 *
 * <p>It refers to the memory that is to be recycled, if any; weakly, for a scope lists its storages to its end, and
 * what the program has dropped until then belongs to the garbage collector like everything else.
 */
final class Storage extends WeakReference<double[]> {
    static final int RECYCLED = -1;
    private static final int UNDECLARED = Integer.MIN_VALUE;
    private static final int ONE_OF_BATCH = Integer.MIN_VALUE + 1;
    private static final int SHAPE_ONLY = Integer.MIN_VALUE + 2;

    /** Shared by all arrays that have a shape only. */
    static final Storage UNREAD = new Storage(null);

    /** Shared by all arrays that stand for one example of a batch. */
    static final Storage BATCH = new Storage(null);

    static {
        UNREAD.version = UNDECLARED;
        BATCH.version = ONE_OF_BATCH;
    }

    int version;

    /** The parameter that owns this storage, for the message; else null. */
    Object owner;

    /** Whether the program has numbers of the owner that must stay: then the next assignment takes other memory. */
    boolean handedOut;

    /** Who wants to know when the numbers are first read; else null. */
    private Runnable onFirstRead;

    /** The scope that made it and when, by that scope's clock; null outside any scope. */
    Arena home;

    int birth;

    /** How many notes of a backward walk point here; see {@link Arena}. */
    int holds;

    Storage(double[] recyclable) {
        super(recyclable);
    }

    static Storage ownedBy(Object owner) {
        Storage storage = new Storage(null);
        storage.owner = owner;
        return storage;
    }

    /** Of an array whose numbers are all there, but that is to tell when they are first read. */
    static Storage watched(Runnable onFirstRead) {
        Storage storage = new Storage(null);
        storage.version = 1;
        storage.onFirstRead = onFirstRead;
        return storage;
    }

    /** Of an array that a plan knows by its shape; each has its own, as arrays have that share numbers. */
    static Storage shapeOnly() {
        Storage storage = new Storage(null);
        storage.version = SHAPE_ONLY;
        return storage;
    }

    boolean isShapeOnly() {
        return version == SHAPE_ONLY;
    }

    boolean isWatched() {
        return onFirstRead != null;
    }

    /** Numbers are read that are not those of this version: because they are watched, or because they are gone. */
    void firstReadOf(int readVersion) {
        Runnable told = onFirstRead;
        if (told == null) {
            throw stale(readVersion);
        }
        onFirstRead = null;
        version = readVersion;
        told.run();
    }

    /** What is printed in the place of numbers that are gone. */
    String obituary() {
        return switch (version) {
            case RECYCLED -> "[recycled]";
            case UNDECLARED -> "[not declared in reads()]";
            case ONE_OF_BATCH -> "[one example of a batch]";
            case SHAPE_ONLY -> "[shape only]";
            default -> "[overwritten]";
        };
    }

    IllegalStateException stale(int readVersion) {
        if (version == RECYCLED) {
            return new IllegalStateException("value was recycled: it was made inside Autodiff.step (a static constant"
                    + " that was first touched there?), or by the engine while walking backward, and did not escape;"
                    + " return it from the step, copy it with toArray(), or compute constants before the first step");
        }
        if (version == UNDECLARED) {
            return new UndeclaredRead(readVersion);
        }
        if (version == ONE_OF_BATCH) {
            return new IllegalStateException(
                    "one example of a batch has no numbers of its own: a mapped function (vmap)"
                            + " computes all examples at once, so it must not read values or branch on them; "
                            + "use Tensor.where");
        }
        if (version == SHAPE_ONLY) {
            return new IllegalStateException("plan: the function needs numbers, but there are only shapes: it must not"
                    + " take values out of tensors (item, toArray, value) or use an operation that looks at them");
        }
        return new IllegalStateException(
                "parameter '" + owner + "' was assigned after its value was used here (version " + readVersion
                        + ", now " + version + "): compute the loss again, or call backward before assigning");
    }
}
