package org.autodiff;

import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Reads;
import org.autodiff.ndarray.Shape;

/** An application of a gate with two inputs. */
final class BinaryNode extends Node {
    private final BinaryGate gate;
    private final Node inA;
    private final Node inB;
    private final Shape shapeA;
    private final Shape shapeB;
    private final Tensor a;
    private final Tensor b;
    private final Reads reads;
    private Tensor y;

    /** The nodes are given apart from the tensors: null where an input needs no gradient. */
    BinaryNode(BinaryGate gate, Tensor a, Tensor b, Node inA, Node inB, Shape shape) {
        super(shape, inB == null ? inA.within : inA == null ? inB.within : Transform.outermost(inA.within, inB.within));
        this.gate = gate;
        this.inA = inA;
        this.inB = inB;
        this.shapeA = a.shape();
        this.shapeB = b.shape();
        this.reads = inB == null
                ? gate.readsForA()
                : inA == null ? gate.readsForB() : gate.readsForA().and(gate.readsForB());
        this.a = reads.readsInput(0) ? a.snapshot() : null;
        this.b = reads.readsInput(1) ? b.snapshot() : null;
    }

    @Override
    void keepOutput(Tensor output) {
        y = reads.readsOutput(0) ? output : null;
    }

    @Override
    void propagate(Slot slot, Route route) {
        boolean toA = route.wants(inA);
        boolean toB = route.wants(inB);
        // What only the other rule would read may be stale.
        Reads read = toA && toB ? reads : toA ? gate.readsForA() : gate.readsForB();
        Tensor readA = route.read(read.readsInput(0) ? a : null, shapeA);
        Tensor readB = route.read(read.readsInput(1) ? b : null, shapeB);
        Tensor readY = route.read(read.readsOutput(0) ? y : null, shape);
        if (toA) {
            route.send(gate, inA, gate.backwardA(readA, readB, readY, slot.upstream));
        }
        if (toB) {
            route.send(gate, inB, gate.backwardB(readA, readB, readY, slot.upstream));
        }
    }

    @Override
    boolean isElementwise() {
        return gate instanceof BinaryElementwise
                && isPlain(a)
                && isPlain(b)
                && isPlain(y)
                && (shapeA.equals(shape) || (inA == null && shapeA.isScalar()))
                && (shapeB.equals(shape) || (inB == null && shapeB.isScalar()));
    }

    @Override
    void visitInputs(Walk walk) {
        walk.visit(inB);
        walk.visit(inA);
    }

    @Override
    Gate gate() {
        return gate;
    }

    @Override
    int arity() {
        return 2;
    }

    @Override
    Node input(int i) {
        return i == 0 ? inA : inB;
    }
}
