package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Saved;
import org.autodiff.internal.Raw;

/**
 * Forward mode: how a gate carries tangents from its inputs to its outputs. There is one rule for each
 * {@link org.autodiff.gate.Structure}, in tensor operations, so tangents can be differentiated in turn.
 */
final class Tangents {
    private Tangents() {}

    /** The tangent of each output; null where zero. */
    static Tensor[] of(Gate gate, Tensor[] inputs, Tensor[] outputs, Object residual, Tensor[] tangents) {
        if (Arrays.stream(tangents).allMatch(Objects::isNull)) {
            return new Tensor[outputs.length];
        }
        Saved saved = new All(inputs, outputs, residual);
        Tensor[] own = gate.jvp(saved, tangents);
        if (own != null) {
            return checked(gate, own, outputs);
        }
        boolean single = outputs.length == 1;
        return switch (gate.structure()) {
            case ELEMENTWISE ->
                single ? elementwise(gate, saved, outputs, tangents) : transposed(gate, saved, outputs, tangents);
            case MOVE, REDUCE -> linear(gate, inputs, tangents);
            case CONTRACT -> single ? multilinear(gate, inputs, tangents) : transposed(gate, saved, outputs, tangents);
            case OPAQUE -> transposed(gate, saved, outputs, tangents);
        };
    }

    private static Tensor[] checked(Gate gate, Tensor[] tangents, Tensor[] outputs) {
        if (tangents.length != outputs.length) {
            throw new IllegalStateException(
                    gate.name() + ": jvp returned " + tangents.length + " tangents for " + outputs.length + " outputs");
        }
        for (int k = 0; k < outputs.length; k++) {
            if (tangents[k] != null && !tangents[k].shape().equals(outputs[k].shape())) {
                throw new IllegalStateException(gate.name() + ": jvp returned a tangent of shape " + tangents[k].shape()
                        + " for an output of shape " + outputs[k].shape() + ": must be the same");
            }
        }
        return tangents;
    }

    private record All(Tensor[] in, Tensor[] out, Object residual) implements Saved {
        @Override
        public int inputs() {
            return in.length;
        }

        @Override
        public Tensor input(int i) {
            return in[i];
        }

        @Override
        public Tensor output(int k) {
            return out[k];
        }
    }

    /** A diagonal Jacobian is its own transpose: the backward rule, fed with the tangent, is the forward rule. */
    private static Tensor[] elementwise(Gate gate, Saved saved, Tensor[] outputs, Tensor[] tangents) {
        Tensor sum = null;
        for (int i = 0; i < tangents.length; i++) {
            if (tangents[i] != null) {
                Tensor part = gate.backward(saved, new Tensor[] {tangents[i]}, Needs.of(i))[i];
                sum = add(sum, part == null ? null : part.broadcastTo(outputs[0].shape()));
            }
        }
        return new Tensor[] {sum};
    }

    /** A linear gate maps tangents as it maps values; inputs that have no derivative (indices) stay what they are. */
    private static Tensor[] linear(Gate gate, Tensor[] inputs, Tensor[] tangents) {
        Tensor[] moved = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            moved[i] = tangents[i];
            if (moved[i] == null) {
                moved[i] = gate.differentiable(i) ? Tensor.of(Raw.zeros(inputs[i].shape())) : inputs[i];
            }
        }
        return Engine.apply(gate, moved);
    }

    /** The product rule. */
    private static Tensor[] multilinear(Gate gate, Tensor[] inputs, Tensor[] tangents) {
        Tensor sum = null;
        for (int i = 0; i < inputs.length; i++) {
            if (tangents[i] != null) {
                Tensor[] replaced = inputs.clone();
                replaced[i] = tangents[i];
                sum = add(sum, Engine.apply(gate, replaced)[0]);
            }
        }
        return new Tensor[] {sum};
    }

    private static Tensor add(Tensor sum, Tensor part) {
        return sum == null ? part : part == null ? sum : sum.add(part);
    }

    /**
     * For any other gate: backward is linear in its upstream {@code u}, so the gradient with respect to {@code u} of the
     * inner product of {@code backward(u)} with the tangents is the transposed map, which is the forward one. It does not
     * depend on u; ones show a rule that left the tape.
     */
    private static Tensor[] transposed(Gate gate, Saved saved, Tensor[] outputs, Tensor[] tangents) {
        Context context = Context.current();
        boolean recording = context.recording;
        Node[] nodes = new Node[outputs.length];
        Tensor[] upstream = new Tensor[outputs.length];
        Tensor product = null;
        context.recording = true;
        try {
            for (int k = 0; k < outputs.length; k++) {
                upstream[k] = Tensor.variable(Raw.full(outputs[k].shape(), 1));
                nodes[k] = upstream[k].node;
            }
            int[] moving = new int[tangents.length];
            int n = 0;
            for (int i = 0; i < tangents.length; i++) {
                if (tangents[i] != null) {
                    moving[n++] = i;
                }
            }
            Tensor[] gradients = gate.backward(saved, upstream, Needs.of(Arrays.copyOf(moving, n)));
            for (int i = 0; i < tangents.length; i++) {
                if (tangents[i] != null && gradients[i] != null) {
                    requireOnTape(gate, gradients[i]);
                    product = add(product, gradients[i].chain(tangents[i]).sum());
                }
            }
        } finally {
            context.recording = recording;
        }
        Tensor[] out = new Tensor[outputs.length];
        if (product != null && product.node != null) {
            Gradients found = Walk.run(
                    product.node, Tensor.of(1), nodes, Walk.Recording.IF_NEEDED, nodesOf(saved, outputs.length));
            for (int k = 0; k < out.length; k++) {
                out[k] = found.get(nodes[k]);
            }
        }
        return out;
    }

    private static void requireOnTape(Gate gate, Tensor gradient) {
        if (!gradient.requiresGrad() && Arrays.stream(gradient.toArray()).anyMatch(g -> g != 0)) {
            throw new IllegalStateException(
                    gate.name() + ": its backward does not compute with the upstream gradient in"
                            + " tensor operations, so it cannot be differentiated: forward mode needs that, or a jvp of its own");
        }
    }

    /** Where the gate's values came from: nothing below them depends on the upstream. */
    private static Node[] nodesOf(Saved saved, int outputs) {
        Node[] nodes = new Node[saved.inputs() + outputs];
        for (int i = 0; i < saved.inputs(); i++) {
            nodes[i] = saved.input(i).node;
        }
        for (int k = 0; k < outputs; k++) {
            nodes[saved.inputs() + k] = saved.output(k).node;
        }
        return nodes;
    }
}
