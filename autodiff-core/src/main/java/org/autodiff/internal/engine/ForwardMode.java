package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Saved;
import org.autodiff.internal.Memory;
import org.autodiff.ndarray.NdArray;

/**
 * Forward mode: how a gate carries tangents from its inputs to its outputs. There is one rule for each
 * {@link org.autodiff.gate.Structure}, in tensor operations, so tangents can be differentiated in turn.
 */
final class ForwardMode {
    private ForwardMode() {}

    /** Applies a gate below a level of tangents, and carries these to its outputs. */
    static Engine.Applied apply(Context context, Gate gate, Tensor[] inputs, Transform transform) {
        Tensor[] primals = new Tensor[inputs.length];
        Tensor[] tangents = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            primals[i] = Tensors.live(Tensors.primal(inputs[i], transform));
            tangents[i] = gate.differentiable(i) ? Tensors.tangent(inputs[i], transform) : null;
        }
        Engine.Applied below = Engine.apply(context, gate, primals);
        Tensor[] results = below.outputs();
        Tensor[] moved = carried(context, gate, primals, below, tangents);
        NdArray[] values = new NdArray[results.length];
        Level[] levels = new Level[results.length];
        for (int k = 0; k < results.length; k++) {
            values[k] = results[k].value;
            levels[k] = moved[k] == null ? results[k].level : new Tangent(transform, results[k], moved[k]);
        }
        Engine.Applied applied = Engine.result(context, gate, inputs, values, levels, below.residual());
        for (int k = 0; k < moved.length && context.recorder != null; k++) {
            if (moved[k] == null) { // a recording holds the result below, and must know this one too
                context.recorder.alias(context, results[k], applied.outputs()[k]);
            }
        }
        return applied;
    }

    /** The same as {@link #of}, while somebody may look on. */
    private static Tensor[] carried(
            Context context, Gate gate, Tensor[] inputs, Engine.Applied applied, Tensor[] tangents) {
        Observer observer = context.observer;
        if (observer == null) {
            return of(gate, inputs, applied.outputs(), applied.residual(), tangents);
        }
        Tensor[] moved = null;
        observer.carrying(gate);
        try {
            moved = of(gate, inputs, applied.outputs(), applied.residual(), tangents);
        } finally {
            observer.carried(gate, moved);
        }
        return moved;
    }

    /** The tangent of each output; null where zero. */
    static Tensor[] of(Gate gate, Tensor[] inputs, Tensor[] outputs, Object residual, Tensor[] tangents) {
        if (Arrays.stream(tangents).allMatch(Objects::isNull)) {
            return new Tensor[outputs.length];
        }
        AllValues saved = new AllValues(inputs, outputs, residual);
        Tensor[] own = gate.jvp(saved, tangents);
        if (own != null) {
            return GateContract.tangents(gate, own, outputs);
        }
        boolean single = outputs.length == 1;
        return switch (GateContract.structure(gate)) {
            case ELEMENTWISE ->
                single ? elementwise(gate, saved, outputs, tangents) : transposed(gate, saved, outputs, tangents);
            case MOVE, REDUCE -> linear(gate, inputs, tangents);
            case CONTRACT -> single ? multilinear(gate, inputs, tangents) : transposed(gate, saved, outputs, tangents);
            case OPAQUE -> transposed(gate, saved, outputs, tangents);
        };
    }

    /** A diagonal Jacobian is its own transpose: the backward rule, fed with the tangent, is the forward rule. */
    private static Tensor[] elementwise(Gate gate, Saved saved, Tensor[] outputs, Tensor[] tangents) {
        return new Tensor[] {
            sum(tangents, i -> {
                Tensor[] upstream = {tangents[i]};
                Tensor part = GateContract.backward(gate, saved, upstream, Needs.of(i))[i];
                return part == null ? null : GateContract.elementwise(gate, i, part, outputs[0].shape());
            })
        };
    }

    /** A linear gate maps tangents as it maps values; inputs that have no derivative (indices) stay what they are. */
    private static Tensor[] linear(Gate gate, Tensor[] inputs, Tensor[] tangents) {
        Tensor[] moved = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            moved[i] = tangents[i];
            if (moved[i] == null) {
                moved[i] = gate.differentiable(i) ? Tensor.of(Memory.zeros(inputs[i].shape())) : inputs[i];
            }
        }
        return Engine.apply(gate, moved);
    }

    /** The product rule. */
    private static Tensor[] multilinear(Gate gate, Tensor[] inputs, Tensor[] tangents) {
        return new Tensor[] {
            sum(tangents, i -> {
                Tensor[] replaced = inputs.clone();
                replaced[i] = tangents[i];
                return Engine.apply(gate, replaced)[0];
            })
        };
    }

    /** The sum of a part for each input that has a tangent; null if all of them are. */
    private static Tensor sum(Tensor[] tangents, IntFunction<Tensor> part) {
        Tensor sum = null;
        for (int i = 0; i < tangents.length; i++) {
            Tensor more = tangents[i] == null ? null : part.apply(i);
            sum = sum == null ? more : more == null ? sum : sum.add(more);
        }
        return sum;
    }

    /**
     * For any other gate: backward is linear in its upstream {@code u}, so the gradient with respect to {@code u} of
     * the inner product of {@code backward(u)} with the tangents is the transposed map, which is the forward one. It
     * does not depend on u, which is ones: so a rule that left the tape is noticed.
     */
    private static Tensor[] transposed(Gate gate, AllValues saved, Tensor[] outputs, Tensor[] tangents) {
        Context context = Context.current();
        boolean recording = context.recording;
        Transform transform = Transform.begin(context, false);
        context.recording = true;
        try {
            Node[] nodes = new Node[outputs.length];
            Tensor[] upstream = new Tensor[outputs.length];
            for (int k = 0; k < outputs.length; k++) {
                nodes[k] = new Leaf(null, outputs[k].shape(), transform);
                upstream[k] = Tensors.make(Memory.full(outputs[k].shape(), 1), nodes[k], null);
            }
            Needs needs = moving(tangents);
            Tensor[] gradients = GateContract.backward(gate, saved, upstream, needs);
            Tensor product = product(gate, gradients, tangents);
            context.recording = recording; // whether the walk records is its own decision
            Tensor[] out = new Tensor[outputs.length];
            if (product != null && Tensors.liveNode(product) != null) {
                GradientTable found = BackwardWalk.run(
                        product.node, Tensor.of(1), nodes, BackwardWalk.Recording.IF_NEEDED, origins(saved, tangents));
                for (int k = 0; k < out.length; k++) {
                    out[k] = found.get(nodes[k]);
                }
            }
            return out;
        } finally {
            context.recording = recording;
            transform.end(context);
        }
    }

    /** The inputs that have a tangent. */
    private static Needs moving(Tensor[] tangents) {
        return Needs.of(IntStream.range(0, tangents.length)
                .filter(i -> tangents[i] != null)
                .toArray());
    }

    /** The inner product of gradients and tangents. */
    private static Tensor product(Gate gate, Tensor[] gradients, Tensor[] tangents) {
        return sum(tangents, i -> {
            if (gradients[i] == null) {
                return null;
            }
            GateContract.requireFit(gate, i, gradients[i].shape(), tangents[i].shape());
            requireOnTape(gate, gradients[i]);
            return gradients[i].chain(tangents[i]).sum();
        });
    }

    /** Only of zeros it does not matter whether they are on the tape; of a batch, in every example. */
    private static void requireOnTape(Gate gate, Tensor gradient) {
        if (!gradient.requiresGrad()
                && Arrays.stream(Tensors.numbers(gradient).toArray()).anyMatch(g -> g != 0)) {
            throw new IllegalStateException(
                    gate.name() + ": its backward does not compute with the upstream gradient in"
                            + " tensor operations, so it cannot be differentiated: forward mode needs that, or "
                            + "a jvp of its own");
        }
    }

    /** Where the gate's values and the tangents came from: nothing below them depends on the upstream. */
    private static Node[] origins(AllValues saved, Tensor[] tangents) {
        List<Node> nodes = new ArrayList<>();
        for (Tensor[] tensors : new Tensor[][] {saved.in(), tangents, saved.out()}) {
            for (Tensor t : tensors) {
                nodes.add(t == null ? null : Tensors.liveNode(t));
            }
        }
        return nodes.toArray(new Node[0]);
    }
}
