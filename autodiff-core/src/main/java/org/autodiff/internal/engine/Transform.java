package org.autodiff.internal.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One call of a transform of {@code Autodiff}. What carries its mark - a tangent, a leaf of the tape - counts only
 * while the call runs. A tensor that outlives it, in a log or a memo, is from then on what it was outside of the call:
 * {@link Tensors#live} peels off the tangent, and {@link Tensors#liveNode} does not see the node.
 */
public final class Transform {
    private static final AtomicLong CALLS = new AtomicLong();

    /** One that is over: what carries its mark is on nobody's tape. */
    static final Transform OVER = new Transform(null, false, null);

    static {
        OVER.ended = true;
    }

    /** Later calls have higher numbers; a gate deals with the tangent of the latest call first. */
    final long id = CALLS.incrementAndGet();

    private final Transform enclosing;
    private final boolean withinReverse;

    /** How it runs its function, if not once for each call; else null. */
    final Repetition repetition;

    /** Volatile, since a tensor may be handed to another thread. */
    private volatile boolean ended;

    private Transform(Transform enclosing, boolean reverse, Repetition repetition) {
        this.enclosing = enclosing;
        this.repetition = repetition;
        this.withinReverse = reverse || withinReverse(enclosing);
    }

    /** Begins a call on this thread, within the one that is running there; to be ended in a finally block. */
    public static Transform begin(Context context, boolean reverse) {
        return begin(context, reverse, null);
    }

    /** The same of a call that runs its function in its own way. */
    static Transform begin(Context context, boolean reverse, Repetition repetition) {
        Transform transform = new Transform(context.transform, reverse, repetition);
        context.transform = transform;
        return transform;
    }

    /** A mark for what counts as long as somebody holds it, and was made within the call that is running. */
    public static Transform lasting(Context context) {
        return new Transform(context.transform, true, null);
    }

    /** The call within which this one runs; null if there is none. */
    Transform enclosing() {
        return enclosing;
    }

    public void end(Context context) {
        ended = true;
        leave(context);
    }

    /** The call is over; but what carries its mark counts on, for as long as somebody holds it. */
    public void leave(Context context) {
        context.transform = enclosing;
    }

    /**
     * Whether something that carries a mark of this call still counts; null is the mark of a variable of the program.
     */
    static boolean isLive(Transform mark) {
        return mark == null || !mark.ended;
    }

    /** Whether a transform in reverse mode is running. */
    public static boolean withinReverse(Transform running) {
        return running != null && running.withinReverse;
    }

    /** The number of the latest call so far, on any thread. */
    public static long latest() {
        return CALLS.get();
    }

    /**
     * The mark of what depends on both of two marks: that of the call which ends last. Where neither encloses the other
     * - they run on two threads - the order is unknown, and what depends on both counts for ever.
     */
    static Transform outermost(Transform a, Transform b) {
        if (a == b) {
            return a;
        }
        if (a == null || b == null) {
            return null;
        }
        return a.encloses(b) ? a : b.encloses(a) ? b : null;
    }

    private boolean encloses(Transform inner) {
        Transform t = inner;
        while (t != null && t != this) {
            t = t.enclosing;
        }
        return t == this;
    }
}
