package org.autodiff;

import org.autodiff.gate.Gate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.Shape;

/** An application of a gate with one input. */
final class UnaryNode extends Node {
    private final UnaryGate gate;
    private final Node in;
    private final Tensor x;
    private Tensor y;

    UnaryNode(UnaryGate gate, Tensor x, Shape shape) {
        super(shape);
        this.gate = gate;
        this.in = x.node;
        this.x = gate.reads().readsInput(0) ? x.snapshot() : null;
    }

    @Override
    void keepOutput(Tensor output) {
        Reads reads = gate.reads();
        y = reads.readsOutput(0) ? output : null;
    }

    @Override
    void propagate(Slot slot, Walk walk) {
        if (walk.wants(in)) {
            walk.send(gate, in, gate.backward(orUnread(x, in.shape), orUnread(y, shape), slot.upstream));
        }
    }

    @Override
    Gate gate() {
        return gate;
    }

    @Override
    int arity() {
        return 1;
    }

    @Override
    Node input(int i) {
        return in;
    }
}
