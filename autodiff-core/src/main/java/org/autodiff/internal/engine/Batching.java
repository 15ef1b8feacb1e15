package org.autodiff.internal.engine;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Batches: how a gate that sees one example is applied to all examples at once. Below the level stand tensors with one
 * more leading axis, and the gate is applied to these in the form that {@link Gate#behind} gives it; a gate without
 * such a form is applied to one example after the other.
 */
public final class Batching {
    private Batching() {}

    /**
     * Maps a function over the leading axis of some of its arguments.
     *
     * @param mapped which arguments have an example for each place along their leading axis; the function sees one of
     *     them, and the other arguments as they are
     * @param size how many examples there are
     * @return each result of the function for all examples, along a new leading axis
     */
    public static Tensor[] map(Function<Tensor[], Tensor[]> f, int size, boolean[] mapped, Tensor... xs) {
        return map(f, size, null, mapped, xs);
    }

    /**
     * The same of a function that is refused to draw random numbers and to assign parameters.
     *
     * @param repetition why; null if it may
     */
    public static Tensor[] map(
            Function<Tensor[], Tensor[]> f, int size, Repetition repetition, boolean[] mapped, Tensor... xs) {
        Context context = Context.current();
        Transform transform = Transform.begin(context, false, repetition);
        try {
            Tensor[] arguments = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                Tensor x = Tensors.snapshot(Tensors.live(xs[i]));
                arguments[i] = mapped[i] ? example(transform, x) : x;
            }
            Tensor[] y = Objects.requireNonNull(f.apply(arguments), "vmap: the function returned null");
            Tensor[] results = new Tensor[y.length];
            for (int k = 0; k < y.length; k++) {
                Tensor result = Tensors.live(Objects.requireNonNull(y[k], "vmap: the function returned null"));
                if (below(result, transform) == null) {
                    requireNotRead(result, mapped, xs);
                }
                results[k] = all(result, transform, size);
            }
            return results;
        } finally {
            transform.end(context);
        }
    }

    /** One example of a batch, as a function sees it. */
    private static Tensor example(Transform transform, Tensor all) {
        return Tensors.make(ArrayAccess.oneOfBatch(all.shape().dropFirst(1)), null, new Batch(transform, all));
    }

    /** All examples of what the function sees as one; of a tensor that is the same for all, copies. */
    private static Tensor all(Tensor t, Transform transform, int size) {
        Tensor below = below(t, transform);
        return below != null ? below : repeated(t, size);
    }

    private static void requireNotRead(Tensor result, boolean[] mapped, Tensor... xs) {
        for (int i = 0; i < xs.length; i++) {
            if (mapped[i]) {
                ArgumentOrigin.requireNotRead("vmap", i, xs[i], result);
            }
        }
    }

    private static Tensor repeated(Tensor t, int size) {
        return t.unsqueeze(0).broadcastTo(Shape.of(size).concat(t.shape()));
    }

    /** The whole batch of which a tensor is one example at the level of a call; null if it is the same for all. */
    private static Tensor below(Tensor t, Transform transform) {
        return t.level instanceof Batch here && here.transform() == transform ? here.below() : null;
    }

    // ---- a gate that is a whole function

    static boolean[] mapped(Transform transform, Tensor[] tensors) {
        boolean[] mapped = new boolean[tensors.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = below(tensors[i], transform) != null;
        }
        return mapped;
    }

    /** What stands below a level; what is the same for all as it is. */
    static Tensor[] below(Transform transform, Tensor[] tensors) {
        return Arrays.stream(tensors)
                .map(t -> Tensors.live(below(t, transform) == null ? t : below(t, transform)))
                .toArray(Tensor[]::new);
    }

    static Tensor[] all(Transform transform, int size, Tensor[] results) {
        return Arrays.stream(results).map(t -> all(t, transform, size)).toArray(Tensor[]::new);
    }

    /** The value of one example of a batch. */
    static NdArray value(Tensor all) {
        return ArrayAccess.oneOfBatch(all.shape().dropFirst(1));
    }

    // ---- a gate

    /** Applies a gate below a level of batches, in its form for these. */
    static Engine.Applied apply(Context context, Gate gate, Gate behind, Tensor[] inputs, Batch batch) {
        Transform transform = batch.transform();
        if (gate instanceof OneOfBatch one && one.transform() == transform) {
            return oneOf(context, one, inputs[0], below(inputs[0], transform));
        }
        Shape[] shapes = GateContract.shapes(gate, inputs);
        int size = batch.size();
        Engine.Applied all = Engine.apply(context, behind, together(gate, inputs, transform, shapes, size));
        Level[] levels = new Level[shapes.length];
        NdArray[] values = new NdArray[shapes.length];
        for (int k = 0; k < shapes.length; k++) {
            Shape expected = Shape.of(size).concat(shapes[k]);
            GateContract.requireBehind(gate, behind, k, all.outputs()[k].shape(), expected);
            values[k] = ArrayAccess.oneOfBatch(shapes[k]);
            levels[k] = new Batch(transform, all.outputs()[k]);
        }
        return Engine.result(context, gate, inputs, values, levels, all.residual());
    }

    /** The inputs for all examples; where they broadcast, an input that is the same for all stays as it is. */
    private static Tensor[] together(Gate gate, Tensor[] inputs, Transform transform, Shape[] shapes, int size) {
        int longest = Arrays.stream(inputs).mapToInt(Tensor::rank).max().orElse(0);
        int rank = gate.broadcasts() ? Math.max(longest, shapes[0].rank()) : 0;
        Tensor[] all = new Tensor[inputs.length];
        for (int i = 0; i < all.length; i++) {
            Tensor below = below(inputs[i], transform);
            if (below != null) {
                all[i] = Tensors.live(PlainBatch.aligned(below, rank));
            } else {
                all[i] = gate.broadcasts() ? inputs[i] : Tensors.live(repeated(inputs[i], size));
            }
        }
        return all;
    }

    /** The highest batch in the inputs, below tangents too; null if there is none. */
    static Batch highest(Tensor[] inputs) {
        Batch highest = null;
        for (Tensor in : inputs) {
            for (Level level = in.level; level != null; level = level.below().level) {
                if (level instanceof Batch batch
                        && (highest == null || batch.transform().id > highest.transform().id)) {
                    highest = batch;
                }
            }
        }
        return highest;
    }

    /**
     * The last resort: one example after the other is taken out, and the results are put together again. Levels above
     * the batch are taken apart with it: so the gate's rules see one example, with what its compute returned for that.
     */
    static Engine.Applied oneByOne(Context context, Gate gate, Tensor[] inputs, Batch batch) {
        Transform transform = batch.transform();
        int size = batch.size();
        Shape[] shapes = GateContract.shapes(gate, inputs);
        Tensor[][] outputs = new Tensor[shapes.length][size];
        for (int e = 0; e < size; e++) {
            Gate take = new OneOfBatch(transform, e, size);
            Tensor[] in = inputs.clone();
            for (int i = 0; i < in.length; i++) {
                in[i] = isConstant(in[i])
                        ? in[i]
                        : Engine.apply(context, take, in[i]).outputs()[0];
            }
            Tensor[] y = Engine.apply(context, gate, in).outputs();
            for (int k = 0; k < y.length; k++) {
                outputs[k][e] = y[k];
            }
        }
        Tensor[] y = new Tensor[shapes.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = size == 0
                    ? example(transform, Tensor.zeros(Shape.of(0).concat(shapes[k])))
                    : Engine.apply(context, new IntoBatch(transform), outputs[k])
                            .outputs()[0];
        }
        return new Engine.Applied(y, null);
    }

    private static boolean isConstant(Tensor t) {
        return t.level == null && Tensors.liveNode(t) == null;
    }

    /** One example by itself: a number like any other, on the tape of its level and on that of the whole batch. */
    private static Engine.Applied oneOf(Context context, OneOfBatch gate, Tensor x, Tensor all) {
        Tensor one = Tensors.live(all.select(0, gate.place()));
        Tensor[] inputs = {x, one};
        Engine.Applied y =
                Engine.result(context, gate, inputs, new NdArray[] {one.value}, new Level[] {one.level}, null);
        if (context.recorder != null) { // which knows what it was selected from
            context.recorder.alias(context, one, y.outputs()[0]);
        }
        return y;
    }

    /** Puts tensors together that are each an example. */
    static Engine.Applied intoBatch(Context context, Gate gate, Tensor[] examples, Transform transform) {
        Tensor all = Tensor.stack(0, examples);
        Level level = new Batch(transform, all);
        NdArray value = ArrayAccess.oneOfBatch(all.shape().dropFirst(1));
        return Engine.result(context, gate, examples, new NdArray[] {value}, new Level[] {level}, null);
    }
}
