package org.autodiff;

import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** One output of a gate that has several: it passes its gradient on to the gate's node, where all of them meet. */
final class OutputNode extends Node {
    private final GateNode parent;
    private final int index;

    OutputNode(GateNode parent, int index, Shape shape) {
        super(shape, parent.within);
        this.parent = parent;
        this.index = index;
    }

    @Override
    void propagate(Slot slot, Route route) {
        if (route.wants(parent)) {
            route.sendOutput(parent, index, slot.upstream);
        }
    }

    @Override
    void visitInputs(Walk walk) {
        walk.visit(parent);
    }

    @Override
    Gate gate() {
        return parent.gate();
    }

    @Override
    int arity() {
        return 1;
    }

    @Override
    Node input(int i) {
        return parent;
    }
}
