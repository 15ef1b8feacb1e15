package org.autodiff.internal.engine;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A stretch of work on one thread whose assignments are taken back at its end. */
public final class Trial {
    private final Map<Object, Runnable> back = new IdentityHashMap<>();
    private final Trial enclosing;

    private Trial(Trial enclosing) {
        this.enclosing = enclosing;
    }

    /** Runs a body; then everything that it {@linkplain #assigns assigned} gets its value back, also if it throws. */
    public static <T> T run(Supplier<T> body) {
        Context context = Context.current();
        Trial trial = new Trial(context.trial);
        context.trial = trial;
        try {
            return body.get();
        } finally {
            context.trial = trial.enclosing;
            trial.back.values().forEach(Runnable::run);
        }
    }

    /**
     * Something is about to be assigned on this thread.
     *
     * @param how notes the present value, and gives what puts it back; asked for the first assignment of a trial only
     */
    public static void assigns(Object what, Supplier<Runnable> how) {
        Trial trial = Context.current().trial;
        if (trial != null && !trial.back.containsKey(what)) {
            trial.back.put(what, how.get());
        }
    }
}
