package org.autodiff.internal.explain;

import java.util.Objects;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.StopAt;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Observer;

/** An open scope: puts a {@link Debugger} in its thread's place for one. */
public final class OpenDebugScope implements DebugScope {
    private final Context context = Context.current();
    private final Observer before = context.ownObserver();
    private boolean closed;

    private OpenDebugScope(StopAt stopAt) {
        context.observe(new Debugger(context, stopAt));
    }

    /** Opens a scope, to be closed by the same thread. */
    public static DebugScope open(StopAt stopAt) {
        return new OpenDebugScope(Objects.requireNonNull(stopAt, "debug: where to stop is null"));
    }

    /**
     * Goes back to what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (context != Context.current()) {
            throw new IllegalStateException("debug: closed on another thread than the one that opened it");
        }
        if (!closed) {
            closed = true;
            context.observe(before);
        }
    }
}
