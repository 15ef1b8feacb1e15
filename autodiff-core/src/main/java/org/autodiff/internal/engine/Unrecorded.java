package org.autodiff.internal.engine;

import java.lang.ref.SoftReference;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/**
 * What made a constant, for an observer who asks where a gradient was lost: a detach, a comparison, an operation within
 * {@code NoGrad}. To everybody else it is no node at all: it is over from the beginning, so nothing leads to it. What
 * it remembers is given up when memory runs short: constants may follow from each other without end.
 */
final class Unrecorded extends Node {
    private final Gate gate;
    private final SoftReference<Trace> trace;

    Unrecorded(Gate gate, Shape shape, Trace trace) {
        super(shape, Transform.OVER);
        this.gate = gate;
        this.trace = new SoftReference<>(trace);
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public Trace trace() {
        return trace.get();
    }

    @Override
    public int arity() {
        return 0;
    }

    @Override
    public Node input(int i) {
        throw new IndexOutOfBoundsException(i);
    }

    @Override
    void visitInputs(BackwardWalk walk) {
        // No walk comes here.
    }

    @Override
    void passBack(WalkNotes notes, Route route) {
        // No walk comes here.
    }
}
