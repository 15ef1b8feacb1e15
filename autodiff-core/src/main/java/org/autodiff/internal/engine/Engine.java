package org.autodiff.internal.engine;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Applies gates to tensors: computes the value, and notes how it was computed, as a node of the tape, if an input needs
 * a gradient. Every operation of the library comes through here.
 *
 * <p>Before anything is computed it looks at the {@link Level}s of the inputs. The highest one is dealt with first: the
 * gate is applied to what stands below it, by this same way, and the level's own rule says what goes with the result -
 * a tangent ({@link ForwardMode}), a batch ({@link Batching}). Only without levels are there numbers to compute with.
 *
 * <p>Gates of one and of two inputs, which are nearly all, have a way of their own that makes no arrays.
 */
public final class Engine {
    private Engine() {}

    /** Applies a gate of one input. */
    public static Tensor apply(UnaryGate gate, Tensor x) {
        requireNonNull(gate, 0, x);
        return apply(gate, Compute.way(gate), x);
    }

    /** Applies a gate of one input that is a constant of the program. */
    public static Tensor apply(ConstantGate.Unary constant, Tensor x) {
        requireNonNull(constant.gate(), 0, x);
        return apply(constant.gate(), constant.way(), x);
    }

    private static Tensor apply(UnaryGate gate, Object way, Tensor input) {
        Context context = Context.current();
        Tensor x = Tensors.read(context, gate, 0, input);
        if (x.level != null || context.isWatched()) {
            Tensor y = context.isWatched() ? null : PlainBatch.apply(context, gate, x);
            return y == null ? apply((Gate) gate, x)[0] : y;
        }
        NdArray y = Compute.output(gate, way, x.value);
        Node in = Tensors.liveNode(x);
        return in != null && context.recording && gate.differentiable(0)
                ? result(y, new UnaryNode(gate, x, in, y.shape()), null)
                : Tensors.make(y, null, null);
    }

    /** Applies a gate of two inputs. */
    public static Tensor apply(BinaryGate gate, Tensor a, Tensor b) {
        requireNonNull(gate, 0, a);
        requireNonNull(gate, 1, b);
        return apply(gate, Compute.way(gate), a, b);
    }

    /** Applies a gate of two inputs that is a constant of the program. */
    public static Tensor apply(ConstantGate.Binary constant, Tensor a, Tensor b) {
        requireNonNull(constant.gate(), 0, a);
        requireNonNull(constant.gate(), 1, b);
        return apply(constant.gate(), constant.way(), a, b);
    }

    private static Tensor apply(BinaryGate gate, Object way, Tensor inputA, Tensor inputB) {
        Context context = Context.current();
        Tensor a = Tensors.read(context, gate, 0, inputA);
        Tensor b = Tensors.read(context, gate, 1, inputB);
        if (a.level != null || b.level != null || context.isWatched()) {
            Tensor y = context.isWatched() ? null : PlainBatch.apply(context, gate, a, b);
            return y == null ? apply((Gate) gate, a, b)[0] : y;
        }
        NdArray y = Compute.output(gate, way, a.value, b.value);
        Node node = (a.node != null || b.node != null) && context.recording ? node(gate, a, b, y.shape()) : null;
        return node == null ? Tensors.make(y, null, null) : result(y, node, null);
    }

    /** Applies a gate of any number of inputs and outputs. */
    public static Tensor[] apply(Gate gate, Tensor... inputs) {
        Objects.requireNonNull(gate, "apply: the gate is null");
        Objects.requireNonNull(inputs, () -> gate.name() + ": the inputs are null");
        Context context = Context.current();
        Tensor[] live = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            requireNonNull(gate, i, inputs[i]);
            live[i] = Tensors.peeled(Tensors.read(context, gate, i, inputs[i]));
        }
        return apply(context, gate, live).outputs();
    }

    private static void requireNonNull(Gate gate, int i, Tensor input) {
        Objects.requireNonNull(gate, "apply: the gate is null");
        if (input == null) {
            throw new NullPointerException(gate.name() + ": input " + i + " is null");
        }
    }

    // ---- levels

    /** What a gate made of its inputs, at one level. */
    record Applied(Tensor[] outputs, Object residual) {}

    static Applied apply(Context context, Gate gate, Tensor... inputs) {
        Tensor[] in = context.tangents ? inputs : withoutTangents(inputs);
        Level highest = highest(in);
        if (gate instanceof IntoBatch batch && (highest == null || highest.transform().id < batch.transform().id)) {
            return atLevel(context, batch.transform(), gate, in, Batching::intoBatch);
        }
        if (highest != null) {
            return atLevel(context, highest.transform(), gate, in, rule(gate, in, highest));
        }
        return context.observer == null ? computed(context, gate, in) : observed(context, gate, in);
    }

    private static Applied computed(Context context, Gate gate, Tensor[] in) {
        Compute.Computed y = Compute.outputs(context, gate, in);
        Applied applied = result(context, gate, in, y.outputs(), new Level[y.outputs().length], y.residual());
        if (context.recorder != null) {
            context.recorder.add(context, gate, in, applied.outputs());
        }
        return applied;
    }

    private static Applied observed(Context context, Gate gate, Tensor[] in) {
        Observer observer = context.observer;
        Tensor[] outputs = null;
        observer.computing(gate);
        try {
            Applied applied = computed(context, gate, in);
            outputs = applied.outputs();
            return applied;
        } finally {
            observer.computed(gate, in, outputs);
        }
    }

    /** How a kind of level applies a gate: to what stands below the level of a call. */
    private interface Rule {
        Applied apply(Context context, Gate gate, Tensor[] inputs, Transform transform);
    }

    private static Rule rule(Gate gate, Tensor[] inputs, Level highest) {
        Batch batch = Batching.highest(inputs);
        Gate behind = batch == null ? null : gate.behind(Shape.of(batch.size()));
        if (batch != null && behind == null) {
            return (context, g, in, transform) -> Batching.oneByOne(context, g, in, batch);
        }
        return highest instanceof Tangent
                ? ForwardMode::apply
                : (context, g, in, transform) -> Batching.apply(context, g, behind, in, batch);
    }

    private static Applied atLevel(Context context, Transform transform, Gate gate, Tensor[] inputs, Rule rule) {
        TapeRecorder recorder = context.recorder;
        if (recorder == null || !recorder.isOutside(transform)) {
            return rule.apply(context, gate, inputs, transform); // a recording holds what this consists of
        }
        context.record(null); // for a recording within that call, this is one operation
        try {
            Applied applied = rule.apply(context, gate, inputs, transform);
            recorder.add(context, gate, inputs, applied.outputs());
            return applied;
        } finally {
            context.record(recorder);
        }
    }

    static Level highest(Tensor[] inputs) {
        Level highest = null;
        for (Tensor t : inputs) {
            if (t.level != null && (highest == null || t.level.transform().id > highest.transform().id)) {
                highest = t.level;
            }
        }
        return highest;
    }

    /** Within {@link org.autodiff.NoGrad} there are no tangents; batches stay. */
    static Tensor[] withoutTangents(Tensor[] inputs) {
        Tensor[] plain = inputs.clone();
        for (int i = 0; i < plain.length; i++) {
            while (plain[i].level instanceof Tangent tangent) {
                plain[i] = tangent.below();
            }
        }
        return plain;
    }

    // ---- the tape

    /** The outputs of a gate, with their node, if there is one. */
    static Applied result(
            Context context, Gate gate, Tensor[] inputs, NdArray[] values, Level[] levels, Object residual) {
        Site site = context.observer == null ? null : context.observer.site();
        Node node = site != null
                ? traced(context, gate, inputs, values, residual, site)
                : context.recording ? node(gate, inputs, values, residual) : null;
        Tensor[] y = new Tensor[values.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = node instanceof NaryNode many && y.length > 1
                    ? many.keepOutput(k, result(values[k], new OutputNode(many, k, values[k].shape()), levels[k]))
                    : result(values[k], node, levels[k]);
        }
        if (node != null) {
            for (Tensor in : inputs) {
                node.carriesTape |= in.level != null && in.level.onTape();
            }
        }
        return new Applied(y, residual);
    }

    static Tensor result(NdArray value, Node node, Level level) {
        Tensor y = Tensors.make(value, node, level);
        if (node != null) {
            node.keepOutput(y);
        }
        return y;
    }

    /** A node of the tape; null if no input needs a gradient. */
    private static Node node(Gate gate, Tensor[] inputs, NdArray[] outputs, Object residual) {
        if (gate instanceof UnaryGate unary && residual == null) {
            Node in = gate.differentiable(0) ? Tensors.liveNode(inputs[0]) : null;
            return in == null ? null : new UnaryNode(unary, inputs[0], in, outputs[0].shape());
        }
        if (gate instanceof BinaryGate binary && residual == null) {
            return node(binary, inputs[0], inputs[1], outputs[0].shape());
        }
        return naryNode(gate, inputs, outputs, residual);
    }

    /** A node that keeps everything; a constant gets one too, which is on nobody's tape. */
    private static Node traced(
            Context context, Gate gate, Tensor[] inputs, NdArray[] outputs, Object residual, Site site) {
        NaryNode node = context.recording ? naryNode(gate, inputs, outputs, residual) : null;
        Tensor[] kept = new Tensor[inputs.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = Tensors.snapshot(inputs[i]); // a parameter will have other numbers
        }
        Trace trace = new Trace(kept, outputs, site, context.recording);
        return node != null ? node.traced(trace) : new Unrecorded(gate, outputs[0].shape(), trace);
    }

    private static NaryNode naryNode(Gate gate, Tensor[] inputs, NdArray[] outputs, Object residual) {
        Node[] nodes = new Node[inputs.length];
        boolean needed = false;
        for (int i = 0; i < inputs.length; i++) {
            nodes[i] = gate.differentiable(i) ? Tensors.liveNode(inputs[i]) : null;
            needed |= nodes[i] != null;
        }
        Shape[] shapes = Arrays.stream(outputs).map(NdArray::shape).toArray(Shape[]::new);
        return needed ? new NaryNode(gate, inputs, nodes, shapes, residual) : null;
    }

    static BinaryNode node(BinaryGate gate, Tensor a, Tensor b, Shape shape) {
        Node inA = gate.differentiable(0) ? Tensors.liveNode(a) : null;
        Node inB = gate.differentiable(1) ? Tensors.liveNode(b) : null;
        return inA == null && inB == null ? null : new BinaryNode(gate, a, b, inA, inB, shape);
    }
}
