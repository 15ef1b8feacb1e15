package org.autodiff;

import java.util.Objects;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.gate.Values;
import org.autodiff.ndarray.NdArray;

/**
 * Applies gates to tensors: computes the value, and notes how it was computed - as a node of the tape if an input needs
 * a gradient, as a tangent if an input carries one. Every operation of the library comes through here.
 *
 * <p>Gates of one and of two inputs, which are nearly all, have a way of their own that makes no arrays.
 */
final class Engine {
    private Engine() {}

    static Tensor apply(UnaryGate gate, Tensor x) {
        requireNonNull(gate, 0, x);
        Tensor live = x.live();
        Context context = Context.current();
        NdArray y =
                context.trace == null ? gate.forward(live.value) : context.unrecorded(() -> gate.forward(live.value));
        return record(context, gate, live, GateContract.output(gate, y));
    }

    static Tensor apply(BinaryGate gate, Tensor a, Tensor b) {
        requireNonNull(gate, 0, a);
        requireNonNull(gate, 1, b);
        Tensor liveA = a.live();
        Tensor liveB = b.live();
        Context context = Context.current();
        NdArray y = context.trace == null
                ? gate.forward(liveA.value, liveB.value)
                : context.unrecorded(() -> gate.forward(liveA.value, liveB.value));
        return record(context, gate, liveA, liveB, GateContract.output(gate, y));
    }

    static Tensor[] apply(Gate gate, Tensor... inputs) {
        Objects.requireNonNull(gate, "apply: the gate is null");
        Objects.requireNonNull(inputs, () -> gate.name() + ": the inputs are null");
        Tensor[] live = new Tensor[inputs.length];
        NdArray[] values = new NdArray[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            requireNonNull(gate, i, inputs[i]);
            live[i] = inputs[i].live();
            values[i] = live[i].value;
        }
        Context context = Context.current();
        Values y = context.trace == null ? gate.forward(values) : context.unrecorded(() -> gate.forward(values));
        return record(context, gate, live, GateContract.outputs(gate, y));
    }

    private static void requireNonNull(Gate gate, int i, Tensor input) {
        Objects.requireNonNull(gate, "apply: the gate is null");
        if (input == null) {
            throw new NullPointerException(gate.name() + ": input " + i + " is null");
        }
    }

    private static Tensor record(Context context, UnaryGate gate, Tensor x, NdArray value) {
        Node in = x.liveNode();
        Node node = null;
        if (in != null && context.recording && gate.differentiable(0)) {
            node = new UnaryNode(gate, x, in, value.shape());
        }
        if (x.dual == null && context.trace == null) { // nearly always
            return make(value, node, null);
        }
        return record(context, gate, new Tensor[] {x}, Values.of(value), node)[0];
    }

    private static Tensor record(Context context, BinaryGate gate, Tensor a, Tensor b, NdArray value) {
        Node node = null;
        if ((a.node != null || b.node != null) && context.recording) {
            Node inA = gate.differentiable(0) ? a.liveNode() : null;
            Node inB = gate.differentiable(1) ? b.liveNode() : null;
            if (inA != null || inB != null) {
                node = new BinaryNode(gate, a, b, inA, inB, value.shape());
            }
        }
        if (a.dual == null && b.dual == null && context.trace == null) {
            return make(value, node, null);
        }
        return record(context, gate, new Tensor[] {a, b}, Values.of(value), node)[0];
    }

    /** The general form; also the way of a short form whose inputs come in an array. */
    private static Tensor[] record(Context context, Gate gate, Tensor[] inputs, Values values) {
        if (gate instanceof UnaryGate unary) {
            return new Tensor[] {record(context, unary, inputs[0], values.outputs()[0])};
        }
        if (gate instanceof BinaryGate binary) {
            return new Tensor[] {record(context, binary, inputs[0], inputs[1], values.outputs()[0])};
        }
        return record(context, gate, inputs, values, context.recording ? node(gate, inputs, values) : null);
    }

    private static GateNode node(Gate gate, Tensor[] inputs, Values values) {
        Node[] nodes = new Node[inputs.length];
        boolean needed = false;
        for (int i = 0; i < inputs.length; i++) {
            nodes[i] = gate.differentiable(i) ? inputs[i].liveNode() : null;
            needed |= nodes[i] != null;
        }
        return needed ? new GateNode(gate, inputs, nodes, values) : null;
    }

    private static Tensor[] record(Context context, Gate gate, Tensor[] inputs, Values values, Node node) {
        NdArray[] outputs = values.outputs();
        Dual[] duals = duals(context, gate, inputs, values);
        Tensor[] y = new Tensor[outputs.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = node instanceof GateNode many && y.length > 1
                    ? many.keepOutput(k, make(outputs[k], new OutputNode(many, k, outputs[k].shape()), duals[k]))
                    : make(outputs[k], node, duals[k]);
        }
        if (node != null) {
            for (Tensor in : inputs) {
                node.carriesTape |= in.dual != null && in.dual.onTape();
            }
        }
        if (context.trace != null) {
            context.trace.add(context, gate, inputs, y);
        }
        return y;
    }

    private static Tensor make(NdArray value, Node node, Dual dual) {
        Tensor y = new Tensor(value, node, dual);
        if (node != null) {
            node.keepOutput(y);
        }
        return y;
    }

    /** The forward-mode side of each output: the same gate, seen from below the highest level, and its tangent. */
    private static Dual[] duals(Context context, Gate gate, Tensor[] inputs, Values values) {
        Dual[] duals = new Dual[values.outputs().length];
        Transform level = context.tangents ? Dual.highest(inputs) : null;
        if (level == null) {
            return duals;
        }
        Trace trace = context.trace;
        if (trace != null && trace.isOutside(level)) {
            context.trace = null; // for a recording within that call, this is one operation
        }
        try {
            carry(context, gate, inputs, values, level, duals);
        } finally {
            context.trace = trace;
        }
        return duals;
    }

    private static void carry(
            Context context, Gate gate, Tensor[] inputs, Values values, Transform level, Dual[] duals) {
        Tensor[] primals = new Tensor[inputs.length];
        Tensor[] tangents = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            primals[i] = Dual.primal(inputs[i], level).live();
            tangents[i] = gate.differentiable(i) ? Dual.tangent(inputs[i], level) : null;
        }
        Tensor[] results = record(context, gate, primals, values);
        Tensor[] out = Tangents.of(gate, primals, results, values.residual(), tangents);
        for (int k = 0; k < duals.length; k++) {
            duals[k] = out[k] == null ? null : new Dual(level, results[k], out[k]);
        }
    }
}
