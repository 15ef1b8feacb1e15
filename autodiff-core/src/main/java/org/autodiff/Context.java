package org.autodiff;

import java.util.function.Supplier;
import org.autodiff.internal.PerThread;

/**
 * The state of one thread: whether it records, and what. Beside it there is only the scope in which memory is recycled; no
 * other state is ambient, and neither crosses threads.
 */
final class Context {
    private static final PerThread<Context> CURRENT = new PerThread<>(Context::new);

    /** Whether gates make nodes: not within {@link NoGrad}, nor while walking backward unless asked. */
    boolean recording = true;

    /** Whether forward-mode tangents are carried along: not within {@link NoGrad}. */
    boolean tangents = true;

    /** The innermost transform that is running, or null. */
    Transform transform;

    /** Where {@link Tape#record} collects every gate, or null. */
    Trace trace;

    /**
     * Does what a recording notes as one step - a gate's forward, a random draw, something outside - without noting how
     * it is done: a replay does the whole again.
     */
    <T> T unrecorded(Supplier<T> step) {
        Trace recording = trace;
        trace = null;
        try {
            return step.get();
        } finally {
            trace = recording;
        }
    }

    static Context current() {
        return CURRENT.get();
    }
}
