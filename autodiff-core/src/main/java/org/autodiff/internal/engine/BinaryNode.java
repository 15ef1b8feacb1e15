package org.autodiff.internal.engine;

import org.autodiff.Tensor;
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
    private Tensor a;
    private Tensor b;
    private final Reads reads;

    /** The number of an input that needs no gradient, if it is a scalar: for whoever prints the tape. */
    private final double constant;

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
                ? readsForA(gate)
                : inA == null ? readsForB(gate) : readsForA(gate).and(readsForB(gate));
        this.a = reads.readsInput(0) ? Tensors.snapshot(a) : null;
        this.b = reads.readsInput(1) ? Tensors.snapshot(b) : null;
        Tensor other = inA == null ? a : b;
        this.constant = (inA == null || inB == null)
                        && other.level == null
                        && other.shape().isScalar()
                ? scalar(other.value)
                : 0;
    }

    private static Reads readsForA(BinaryGate gate) {
        return GateContract.reads(gate, "readsForA", gate.readsForA());
    }

    private static Reads readsForB(BinaryGate gate) {
        return GateContract.reads(gate, "readsForB", gate.readsForB());
    }

    @Override
    void kept(Keeper keeper) {
        tell(keeper, a, 0);
        tell(keeper, b, 1);
        tell(keeper, y, OUTPUT);
    }

    @Override
    void release() {
        super.release();
        a = null;
        b = null;
        y = null;
    }

    @Override
    void keepOutput(Tensor output) {
        y = reads.readsOutput(0) ? output : null;
    }

    @Override
    void passBack(WalkNotes notes, Route route) {
        boolean toA = route.wants(inA);
        boolean toB = route.wants(inB);
        // What only the other rule would read may be stale.
        Reads read = toA && toB ? reads : toA ? gate.readsForA() : gate.readsForB();
        Tensor readA = route.read(read.readsInput(0) ? a : null, shapeA, 0);
        Tensor readB = route.read(read.readsInput(1) ? b : null, shapeB, 1);
        Tensor readY = route.read(read.readsOutput(0) ? y : null, shape, OUTPUT);
        if (toA) {
            route.send(gate, 0, inA, gate.backwardA(readA, readB, readY, notes.upstream));
        }
        if (toB) {
            route.send(gate, 1, inB, gate.backwardB(readA, readB, readY, notes.upstream));
        }
    }

    @Override
    public Tensor kept(int which) {
        return which == 0 ? a : which == 1 ? b : y;
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
    void visitInputs(BackwardWalk walk) {
        walk.visit(inB);
        walk.visit(inA);
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public String constant(int i) {
        return TapeText.constant(i == 0 ? shapeA : shapeB, constant);
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Node input(int i) {
        return i == 0 ? inA : inB;
    }
}
