package org.autodiff;

import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.gate.Values;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Applies gates to tensors: computes the value, and notes how it was computed - as a node of the tape if an input needs
 * a gradient, as a tangent if an input carries one. Every operation of the library comes through here.
 *
 * <p>Gates of one and of two inputs, which are nearly all, have a way of their own that makes no arrays.
 */
final class Engine {
    private Engine() {}

    static Tensor apply(UnaryGate gate, Tensor x) {
        Context context = Context.current();
        Tensor y = record(context, gate, x, gate.forward(x.value));
        if (context.trace != null) {
            context.trace.add(gate, new Tensor[] {x}, y);
        }
        return y;
    }

    static Tensor apply(BinaryGate gate, Tensor a, Tensor b) {
        if (b == null) {
            throw new NullPointerException(gate.name() + ": the second operand is null");
        }
        Context context = Context.current();
        Tensor y = record(context, gate, a, b, gate.forward(a.value, b.value));
        if (context.trace != null) {
            context.trace.add(gate, new Tensor[] {a, b}, y);
        }
        return y;
    }

    static Tensor[] apply(Gate gate, Tensor... inputs) {
        Context context = Context.current();
        NdArray[] values = new NdArray[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            values[i] = inputs[i].value;
        }
        Tensor[] y = record(context, gate, inputs, gate.forward(values));
        if (context.trace != null) {
            context.trace.add(gate, inputs, y);
        }
        return y;
    }

    private static Tensor record(Context context, UnaryGate gate, Tensor x, NdArray value) {
        Node node = null;
        if (x.node != null && context.recording && gate.differentiable(0)) {
            node = new UnaryNode(gate, x, value.shape());
        }
        Dual dual = x.dual == null ? null : duals(context, gate, new Tensor[] {x}, Values.of(value))[0];
        return make(value, node, dual);
    }

    private static Tensor record(Context context, BinaryGate gate, Tensor a, Tensor b, NdArray value) {
        Node node = null;
        if ((a.node != null || b.node != null) && context.recording) {
            Node inA = gate.differentiable(0) ? a.node : null;
            Node inB = gate.differentiable(1) ? b.node : null;
            if (inA != null || inB != null) {
                node = new BinaryNode(gate, a, b, inA, inB, value.shape());
            }
        }
        Dual dual = null;
        if (a.dual != null || b.dual != null) {
            dual = duals(context, gate, new Tensor[] {a, b}, Values.of(value))[0];
        }
        return make(value, node, dual);
    }

    private static Tensor make(NdArray value, Node node, Dual dual) {
        Tensor y = new Tensor(value, node, dual);
        if (node != null) {
            node.keepOutput(y);
        }
        return y;
    }

    /** The general form; also the way of a short form whose inputs come in an array. */
    private static Tensor[] record(Context context, Gate gate, Tensor[] inputs, Values values) {
        NdArray[] outputs = values.outputs();
        if (gate instanceof UnaryGate unary) {
            return new Tensor[] {record(context, unary, inputs[0], outputs[0])};
        }
        if (gate instanceof BinaryGate binary) {
            return new Tensor[] {record(context, binary, inputs[0], inputs[1], outputs[0])};
        }
        GateNode node = context.recording ? node(gate, inputs, values) : null;
        Dual[] duals = duals(context, gate, inputs, values);
        Tensor[] y = new Tensor[outputs.length];
        for (int k = 0; k < y.length; k++) {
            Shape shape = outputs[k].shape();
            Node own = node == null || y.length == 1 ? node : new OutputNode(node, k, shape);
            y[k] = new Tensor(outputs[k], own, duals[k]);
            if (node != null) {
                node.keepOutput(k, y[k]);
            }
        }
        return y;
    }

    private static GateNode node(Gate gate, Tensor[] inputs, Values values) {
        Node[] nodes = new Node[inputs.length];
        boolean needed = false;
        for (int i = 0; i < inputs.length; i++) {
            nodes[i] = gate.differentiable(i) ? inputs[i].node : null;
            needed |= nodes[i] != null;
        }
        if (!needed) {
            return null;
        }
        Shape[] shapes = new Shape[values.outputs().length];
        for (int k = 0; k < shapes.length; k++) {
            shapes[k] = values.outputs()[k].shape();
        }
        return new GateNode(gate, inputs, nodes, shapes, values.residual());
    }

    /** The forward-mode side of each output: the same gate, seen from below the highest level, and its tangent. */
    private static Dual[] duals(Context context, Gate gate, Tensor[] inputs, Values values) {
        Dual[] duals = new Dual[values.outputs().length];
        long level = context.tangents ? Dual.highest(inputs) : 0;
        if (level == 0) {
            return duals;
        }
        Tensor[] primals = new Tensor[inputs.length];
        Tensor[] tangents = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            primals[i] = Dual.primal(inputs[i], level);
            tangents[i] = gate.differentiable(i) ? Dual.tangent(inputs[i], level) : null;
        }
        Tensor[] results = record(context, gate, primals, values);
        Tensor[] out = Tangents.of(gate, primals, results, values.residual(), tangents);
        for (int k = 0; k < duals.length; k++) {
            duals[k] = out[k] == null ? null : new Dual(level, results[k], out[k]);
        }
        return duals;
    }
}
