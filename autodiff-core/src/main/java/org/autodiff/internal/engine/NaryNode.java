package org.autodiff.internal.engine;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.ndarray.Shape;

/** An application of a gate in its general form: any number of inputs and outputs. */
final class NaryNode extends Node {
    private final Gate gate;
    private final Node[] in;
    private final Shape[] inShapes;
    private final Tensor[] inputs;
    private final Shape[] outShapes;
    private final Tensor[] outputs;
    private Object residual;
    private final Reads reads;

    /**
     * The numbers of inputs that need no gradient and are scalars, for whoever prints the tape; null if there are none.
     */
    private double[] constants;

    private Trace trace;

    NaryNode(Gate gate, Tensor[] inputs, Node[] in, Shape[] outShapes, Object residual) {
        super(outShapes[0], within(in));
        this.gate = gate;
        this.in = in;
        this.inShapes = new Shape[in.length];
        this.inputs = new Tensor[in.length];
        this.outShapes = outShapes;
        this.outputs = new Tensor[outShapes.length];
        this.residual = residual;
        this.reads = GateContract.reads(gate, "reads", gate.reads(needs(null)));
        for (int i = 0; i < in.length; i++) {
            inShapes[i] = inputs[i].shape();
            this.inputs[i] = reads.readsInput(i) ? Tensors.snapshot(inputs[i]) : null;
            if (in[i] == null && inputs[i].level == null && inShapes[i].isScalar()) {
                constants = constants == null ? new double[in.length] : constants;
                constants[i] = scalar(inputs[i].value);
            }
        }
    }

    private static Transform within(Node[] in) {
        Transform within = null;
        boolean first = true;
        for (Node node : in) {
            if (node != null) {
                within = first ? node.within : Transform.outermost(within, node.within);
                first = false;
            }
        }
        return within;
    }

    /** What needs a gradient at all, or in one walk. */
    private Needs needs(Route route) {
        int[] needed = new int[in.length];
        int n = 0;
        for (int i = 0; i < in.length; i++) {
            if (route == null ? in[i] != null : route.wants(in[i])) {
                needed[n++] = i;
            }
        }
        return Needs.of(Arrays.copyOf(needed, n));
    }

    @Override
    void kept(Keeper keeper) {
        for (int i = 0; i < inputs.length; i++) {
            tell(keeper, inputs[i], i);
        }
        for (int k = 0; k < outputs.length; k++) {
            tell(keeper, outputs[k], ~k);
        }
        if (gate instanceof FunctionGate function) {
            function.states().forEach(t -> keeper.keeps(t, STATE));
        }
    }

    @Override
    void release() {
        super.release();
        Arrays.fill(inputs, null);
        Arrays.fill(outputs, null);
        residual = null;
    }

    @Override
    void keepOutput(Tensor y) {
        keepOutput(0, y);
    }

    /** The same for one of several outputs. */
    Tensor keepOutput(int k, Tensor y) {
        outputs[k] = reads.readsOutput(k) ? y : null;
        return y;
    }

    @Override
    void passBack(WalkNotes notes, Route route) {
        Tensor[] upstream = outShapes.length == 1 ? new Tensor[] {notes.upstream} : notes.upstreams;
        Needs needs = needs(route);
        Tensor[] gradients = GateContract.backward(gate, saved(route), upstream, needs);
        for (int i = 0; i < in.length; i++) {
            if (needs.input(i)) {
                route.send(gate, i, in[i], gradients[i]);
            }
        }
    }

    private Saved saved(Route route) {
        return new Saved() {
            @Override
            public int inputs() {
                return in.length;
            }

            @Override
            public Tensor input(int i) {
                return route.read(inputs[i], inShapes[i], i);
            }

            @Override
            public Tensor output(int k) {
                return route.read(outputs[k], outShapes[k], ~k);
            }

            @Override
            public Shape inputShape(int i) {
                return inShapes[i];
            }

            @Override
            public Object residual() {
                return residual;
            }
        };
    }

    /** Has it keep everything. */
    NaryNode traced(Trace everything) {
        trace = everything;
        return this;
    }

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public Tensor kept(int which) {
        if (which >= 0) {
            return trace == null ? inputs[which] : trace.inputs()[which];
        }
        return trace == null ? outputs[~which] : Tensors.make(trace.outputs()[~which], null, null);
    }

    int outputs() {
        return outShapes.length;
    }

    @Override
    void visitInputs(BackwardWalk walk) {
        for (int i = in.length - 1; i >= 0; i--) {
            walk.visit(in[i]);
        }
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public String constant(int i) {
        return TapeText.constant(inShapes[i], constants == null ? 0 : constants[i]);
    }

    @Override
    public int arity() {
        return in.length;
    }

    @Override
    public Node input(int i) {
        return in[i];
    }
}
