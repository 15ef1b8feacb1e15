package org.autodiff.internal.engine;

import java.util.function.Supplier;
import org.autodiff.internal.PerThread;

/**
 * The state of one thread: whether it records, and what. Beside it there is only the scope in which memory is recycled;
 * no other state is ambient, and neither crosses threads.
 */
public final class Context {
    private static final PerThread<Context> CURRENT = new PerThread<>(Context::new);

    /** Whether gates make nodes: not within {@code NoGrad}, nor while walking backward unless asked. */
    public boolean recording = true;

    /** Whether forward-mode tangents are carried along: not within {@code NoGrad}. */
    public boolean tangents = true;

    /** The innermost transform that is running, or null. */
    public Transform transform;

    /** What stands for parameters in the innermost call that gives them other values, or null. */
    Substitution substitution;

    /** Where {@code Tape.record} collects every gate, or null. */
    public TapeRecorder recorder;

    /**
     * Runs what the recorder notes as one step - a gate, a random draw, an external source - without noting the
     * operations inside: a replay runs the whole again.
     */
    public <T> T unrecorded(Supplier<T> step) {
        TapeRecorder recording = recorder;
        recorder = null;
        try {
            return step.get();
        } finally {
            recorder = recording;
        }
    }

    public static Context current() {
        return CURRENT.get();
    }
}
