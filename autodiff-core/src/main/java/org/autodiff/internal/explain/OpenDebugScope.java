package org.autodiff.internal.explain;

import java.util.Objects;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.StopAt;
import org.autodiff.internal.engine.Context;

/** An open scope: puts a {@link Debugger} in its thread's place for one. */
public final class OpenDebugScope implements DebugScope {
    private final Context context = Context.current();
    private final Debugger debugger;

    private OpenDebugScope(StopAt stopAt) {
        debugger = Debugger.begin(context, stopAt);
    }

    /** Opens a scope, to be closed by the same thread. */
    public static DebugScope open(StopAt stopAt) {
        return new OpenDebugScope(Objects.requireNonNull(stopAt, "debug: where to stop is null"));
    }

    /**
     * Ends it; a second call does nothing. Scopes may be closed in any order: one within this goes on.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (context != Context.current()) {
            throw new IllegalStateException("debug: closed on another thread than the one that opened it");
        }
        debugger.end();
    }
}
