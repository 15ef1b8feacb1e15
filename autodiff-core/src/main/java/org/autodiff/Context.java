package org.autodiff;

/** The state of one thread: whether it records. This is the only ambient state of the engine. */
final class Context {
    private static final ThreadLocal<Context> CURRENT = ThreadLocal.withInitial(Context::new);

    /** Whether gates make nodes: not within {@link NoGrad}, nor while walking backward unless asked. */
    boolean recording = true;

    /** Whether forward-mode tangents are carried along: not within {@link NoGrad}. */
    boolean tangents = true;

    /** Where {@link Tape#record} collects every gate, or null. */
    Trace trace;

    static Context current() {
        return CURRENT.get();
    }
}
