package org.autodiff;

import org.autodiff.internal.engine.Context;

/**
 * A scope in which this thread records nothing: what is computed inside is constant, for reverse and for forward mode.
 *
 * <pre>{@code
 * try (NoGrad scope = NoGrad.open()) {
 *     accuracy = model.apply(images)...
 * }
 * }</pre>
 *
 * <p>Scopes nest. A transform of {@link Autodiff} called inside records again, for itself, and so does
 * {@code backward(RECORDED)}, which asks for it. To stop the gradient of one tensor only, use {@link Tensor#detach()}.
 */
public final class NoGrad implements AutoCloseable {
    private final Context context = Context.current();
    private final boolean recording = context.recording;
    private final boolean tangents = context.tangents;
    private boolean closed;

    private NoGrad() {
        context.recording = false;
        context.tangents = false;
    }

    /** Opens a scope, to be closed by the same thread. */
    public static NoGrad open() {
        return new NoGrad();
    }

    /**
     * Goes back to what was before; a second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (context != Context.current()) {
            throw new IllegalStateException("NoGrad: closed on another thread than the one that opened it");
        }
        if (!closed) {
            closed = true;
            context.recording = recording;
            context.tangents = tangents;
        }
    }
}
