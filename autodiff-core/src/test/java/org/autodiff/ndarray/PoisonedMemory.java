package org.autodiff.ndarray;

import java.util.function.Supplier;

/**
 * Runs something in memory whose arbitrary contents are a given number: in arrays that are to be overwritten, be they
 * fresh or recycled, and in those that were given up too early. Arrays of all sizes are recycled then. Of all threads,
 * so not for tests that run side by side.
 */
public final class PoisonedMemory {
    private PoisonedMemory() {}

    public static <T> T with(double garbage, Supplier<T> body) {
        Garbage.fillWith(garbage);
        try {
            return body.get();
        } finally {
            Garbage.off();
        }
    }
}
