package org.autodiff;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.function.BooleanSupplier;

/**
 * Whether memory is given up. When the collector runs, and whether a thread of a pool has left the frame that pointed
 * to an array, is up to the JVM; so these ask again and again, and say no only when it has had all the time it could
 * want.
 */
public final class Collected {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private Collected() {}

    /** Whether what a weak reference pointed to is collected at some time. */
    public static boolean isGone(Reference<?> weak) {
        return atSomeTime(() -> weak.refersTo(null));
    }

    /** Whether at some time no more bytes are in use than this. */
    public static boolean fallsTo(long bytes) {
        return atSomeTime(() -> inUse() <= bytes);
    }

    /** Bytes in use after a collection: at least what can be reached. */
    public static long inUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static boolean atSomeTime(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        do {
            System.gc();
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.yield();
        } while (System.nanoTime() < end);
        return false;
    }
}
