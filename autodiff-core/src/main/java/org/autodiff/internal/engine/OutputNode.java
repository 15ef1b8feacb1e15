package org.autodiff.internal.engine;

import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** One output of a gate that has several: it passes its gradient on to the gate's node, where all of them meet. */
public final class OutputNode extends Node {
    private final NaryNode parent;
    private final int index;

    OutputNode(NaryNode parent, int index, Shape shape) {
        super(shape, parent.within);
        this.parent = parent;
        this.index = index;
    }

    public int index() {
        return index;
    }

    @Override
    void passBack(WalkNotes notes, Route route) {
        if (route.wants(parent)) {
            route.sendOutput(parent, index, notes.upstream);
        }
    }

    @Override
    void visitInputs(BackwardWalk walk) {
        walk.visit(parent);
    }

    @Override
    public Gate gate() {
        return parent.gate();
    }

    @Override
    public Trace trace() {
        return parent.trace();
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Node input(int i) {
        return parent;
    }
}
