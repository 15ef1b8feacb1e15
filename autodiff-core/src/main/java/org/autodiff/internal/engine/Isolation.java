package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;

/**
 * A stretch of work on tensors that have lost their history: what is computed from them leaves no tape. In the place of
 * the transforms that are running, whose tangents and batches the tensors carry, there are new ones, in the same order;
 * so whatever carries a mark of a transform older than the isolation has come in some other way.
 */
public final class Isolation implements AutoCloseable {
    /** The number of the latest transform that is outside. */
    final long start = Transform.latest();

    private final Context context;
    private final Isolation around;

    /** The transforms that stand for those outside, and these for those. */
    private final Map<Transform, Transform> inner;

    private final Map<Transform, Transform> outer;
    private final List<Transform> begun = new ArrayList<>();

    private Isolation(Context context, boolean levels) {
        this.context = context;
        this.around = context.isolation;
        inner = levels ? new IdentityHashMap<>() : Map.of();
        outer = levels ? new IdentityHashMap<>() : Map.of();
        context.isolation = this;
        if (levels) {
            long outside = around == null ? 0 : around.start; // nothing of older ones has come in there
            List<Transform> running = new ArrayList<>();
            for (Transform t = context.transform; t != null && t.id > outside; t = t.enclosing()) {
                running.add(t);
            }
            Collections.reverse(running);
            for (Transform t : running) {
                Transform standIn = Transform.begin(context, false);
                begun.add(standIn);
                inner.put(t, standIn);
                outer.put(standIn, t);
            }
        }
    }

    /** Begins one on this thread. */
    public static Isolation begin(Context context) {
        return new Isolation(context, context.transform != null);
    }

    /** A tensor without a history, and with the transforms of inside. */
    public Tensor enter(Tensor t) {
        Level level = t.level == null ? null : t.level.map(this::enter).at(inner);
        return t.node == null && level == t.level ? t : Tensors.make(t.value, null, level);
    }

    /** A result as it is seen from outside. */
    public Tensor leave(Tensor tensor) {
        Tensor t = Tensors.settled(tensor);
        Level level = t.level == null ? null : t.level.map(this::leave).at(outer);
        return Tensors.lasting(level == t.level ? t : Tensors.make(t.value, t.node, level));
    }

    @Override
    public void close() {
        Collections.reverse(begun);
        begun.forEach(t -> t.end(context));
        context.isolation = around;
    }
}
