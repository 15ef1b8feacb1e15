package org.autodiff;

import org.autodiff.gate.Gate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.Shape;

/** An application of a gate with one input. */
final class UnaryNode extends Node {
    private final UnaryGate gate;
    private final Node in;
    private final Tensor x;
    private final boolean keepsOutput;
    private Tensor y;

    /** The node is given apart from the tensor, whose own may be over. */
    UnaryNode(UnaryGate gate, Tensor x, Node in, Shape shape) {
        super(shape, in.within);
        this.gate = gate;
        this.in = in;
        Reads reads = gate.reads();
        this.x = reads.readsInput(0) ? x.snapshot() : null;
        this.keepsOutput = reads.readsOutput(0);
    }

    @Override
    void keepOutput(Tensor output) {
        y = keepsOutput ? output : null;
    }

    @Override
    void propagate(Slot slot, Route route) {
        if (route.wants(in)) {
            route.send(gate, in, gate.backward(route.read(x, in.shape), route.read(y, shape), slot.upstream));
        }
    }

    @Override
    boolean isElementwise() {
        return gate instanceof UnaryElementwise && isPlain(x) && isPlain(y);
    }

    @Override
    void visitInputs(Walk walk) {
        walk.visit(in);
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
