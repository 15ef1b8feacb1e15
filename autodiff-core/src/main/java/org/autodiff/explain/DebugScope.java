package org.autodiff.explain;

/**
 * A scope in which a thread notes the program's line of each operation, and stops at NaN or infinity: see {@code
 * Autodiff.debug}. Scopes nest; the inner one counts.
 */
public interface DebugScope extends AutoCloseable {
    /**
     * Ends it; a second call does nothing. Scopes may be closed in any order: one within this goes on.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    void close();
}
