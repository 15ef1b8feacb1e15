package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.Shape;

/** An application of a gate with one input. */
final class UnaryNode extends Node {
    private final UnaryGate gate;
    private final Node in;
    private Tensor x;
    private final boolean keepsOutput;
    private Tensor y;

    /** The node is given apart from the tensor, whose own may be over. */
    UnaryNode(UnaryGate gate, Tensor x, Node in, Shape shape) {
        super(shape, in.within);
        this.gate = gate;
        this.in = in;
        Reads reads = GateContract.reads(gate, "reads", gate.reads());
        this.x = reads.readsInput(0) ? Tensors.snapshot(x) : null;
        this.keepsOutput = reads.readsOutput(0);
    }

    @Override
    void kept(Keeper keeper) {
        tell(keeper, x, 0);
        tell(keeper, y, OUTPUT);
    }

    @Override
    void release() {
        super.release();
        x = null;
        y = null;
    }

    @Override
    void keepOutput(Tensor output) {
        y = keepsOutput ? output : null;
    }

    @Override
    void passBack(WalkNotes notes, Route route) {
        if (route.wants(in)) {
            Tensor input = route.read(x, in.shape, 0);
            Tensor output = route.read(y, shape, OUTPUT);
            route.send(gate, 0, in, gate.backward(input, output, notes.upstream));
        }
    }

    @Override
    public Tensor kept(int which) {
        return which == 0 ? x : y;
    }

    @Override
    boolean isElementwise() {
        return gate instanceof UnaryElementwise && isPlain(x) && isPlain(y);
    }

    @Override
    void visitInputs(BackwardWalk walk) {
        walk.visit(in);
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Node input(int i) {
        return in;
    }
}
