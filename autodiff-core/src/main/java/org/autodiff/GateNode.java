package org.autodiff;

import java.util.Arrays;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Values;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** An application of a gate in its general form: any number of inputs and outputs. */
final class GateNode extends Node {
    private final Gate gate;
    private final Node[] in;
    private final Shape[] inShapes;
    private final Tensor[] inputs;
    private final Shape[] outShapes;
    private final Tensor[] outputs;
    private final Object residual;
    private final Reads reads;

    /**
     * The numbers of inputs that need no gradient and are scalars, for whoever prints the tape; null if there are none.
     */
    private double[] constants;

    GateNode(Gate gate, Tensor[] inputs, Node[] in, Values values) {
        super(values.outputs()[0].shape(), within(in));
        this.gate = gate;
        this.in = in;
        this.inShapes = new Shape[in.length];
        this.inputs = new Tensor[in.length];
        this.outShapes = Arrays.stream(values.outputs()).map(NdArray::shape).toArray(Shape[]::new);
        this.outputs = new Tensor[outShapes.length];
        this.residual = values.residual();
        this.reads = GateContract.reads(gate, "reads", gate.reads(needs(null)));
        for (int i = 0; i < in.length; i++) {
            inShapes[i] = inputs[i].shape();
            this.inputs[i] = reads.readsInput(i) ? inputs[i].snapshot() : null;
            if (in[i] == null && inShapes[i].isScalar()) {
                constants = constants == null ? new double[in.length] : constants;
                constants[i] = inputs[i].value.item();
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
    void keepOutput(Tensor y) {
        keepOutput(0, y);
    }

    /** The same for one of several outputs. */
    Tensor keepOutput(int k, Tensor y) {
        outputs[k] = reads.readsOutput(k) ? y : null;
        return y;
    }

    @Override
    void propagate(Slot slot, Route route) {
        Tensor[] upstream = outShapes.length == 1 ? new Tensor[] {slot.upstream} : slot.upstreams;
        Needs needs = needs(route);
        Tensor[] gradients = GateContract.gradients(gate, gate.backward(saved(), upstream, needs), in.length);
        for (int i = 0; i < in.length; i++) {
            if (needs.input(i)) {
                route.send(gate, i, in[i], gradients[i]);
            }
        }
    }

    private Saved saved() {
        return new Saved() {
            @Override
            public int inputs() {
                return in.length;
            }

            @Override
            public Tensor input(int i) {
                return orUnread(inputs[i], inShapes[i], i);
            }

            @Override
            public Tensor output(int k) {
                return orUnread(outputs[k], outShapes[k], ~k);
            }

            @Override
            public Object residual() {
                return residual;
            }
        };
    }

    int outputs() {
        return outShapes.length;
    }

    @Override
    void visitInputs(Walk walk) {
        for (int i = in.length - 1; i >= 0; i--) {
            walk.visit(in[i]);
        }
    }

    @Override
    Gate gate() {
        return gate;
    }

    @Override
    String constant(int i) {
        return TapeText.constant(inShapes[i], constants == null ? 0 : constants[i]);
    }

    @Override
    int arity() {
        return in.length;
    }

    @Override
    Node input(int i) {
        return in[i];
    }
}
