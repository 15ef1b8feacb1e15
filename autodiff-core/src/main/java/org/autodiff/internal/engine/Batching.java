package org.autodiff.internal.engine;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Saved;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Batches: how a gate that sees one example is applied to all examples at once. Below the level stand tensors with one more
 * leading axis, and the gate is applied to these in the form that {@link Gate#behind} gives it; a gate without such a form
 * is applied to one example after the other.
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
        Context context = Context.current();
        Transform transform = Transform.begin(context, false);
        try {
            Tensor[] arguments = new Tensor[xs.length];
            for (int i = 0; i < xs.length; i++) {
                Tensor x = Tensors.snapshot(Tensors.live(xs[i]));
                arguments[i] = mapped[i] ? example(transform, x) : x;
            }
            Tensor[] y = Objects.requireNonNull(f.apply(arguments), "map: the function returned null");
            return Arrays.stream(y)
                    .map(t -> all(Tensors.live(t), transform, size))
                    .toArray(Tensor[]::new);
        } finally {
            transform.end(context);
        }
    }

    /** One example of a batch, as a function sees it. */
    private static Tensor example(Transform transform, Tensor all) {
        return Tensors.make(Raw.oneOfBatch(all.shape().dropFirst(1)), null, new Batch(transform, all));
    }

    /** All examples of what the function sees as one; of a tensor that is the same for all, copies. */
    private static Tensor all(Tensor t, Transform transform, int size) {
        Tensor below = below(t, transform);
        return below != null ? below : repeated(t, size);
    }

    private static Tensor repeated(Tensor t, int size) {
        return t.unsqueeze(0).broadcastTo(Shape.of(size).concat(t.shape()));
    }

    /** The whole batch of which a tensor is one example at the level of a call; null if it is the same for all. */
    private static Tensor below(Tensor t, Transform transform) {
        return t.level instanceof Batch here && here.transform() == transform ? here.below() : null;
    }

    // ---- a gate

    /** Applies a gate below a level of batches. */
    static Engine.Levels apply(Context context, Gate gate, Tensor[] inputs, Transform transform) {
        Shape[] shapes = gate.shapes(Arrays.stream(inputs).map(Tensor::shape).toArray(Shape[]::new));
        Tensor[] all = new Tensor[inputs.length];
        int size = 0;
        for (int i = 0; i < inputs.length; i++) {
            all[i] = below(inputs[i], transform);
            size = all[i] == null ? size : all[i].shape().dim(0);
        }
        Gate behind = gate.behind(Shape.of(size));
        Engine.Applied applied = behind == null
                ? oneByOne(context, gate, inputs, all, size, shapes)
                : together(context, gate, behind, inputs, all, size, shapes);
        NdArray[] values = new NdArray[shapes.length];
        Level[] levels = new Level[shapes.length];
        for (int k = 0; k < shapes.length; k++) {
            values[k] = Raw.oneOfBatch(shapes[k]);
            levels[k] = new Batch(transform, applied.outputs()[k]);
        }
        return new Engine.Levels(values, levels, applied.residual());
    }

    private static Engine.Applied together(
            Context context, Gate gate, Gate behind, Tensor[] inputs, Tensor[] all, int size, Shape[] shapes) {
        int rank = gate.broadcasts() ? Math.max(highestRank(inputs), shapes[0].rank()) : 0;
        Tensor[] in = new Tensor[inputs.length];
        for (int i = 0; i < in.length; i++) {
            if (all[i] != null) {
                in[i] = aligned(all[i], rank);
            } else {
                in[i] = gate.broadcasts() ? inputs[i] : repeated(inputs[i], size);
            }
        }
        Engine.Applied applied = Engine.apply(context, behind, live(in));
        for (int k = 0; k < shapes.length; k++) {
            GateContract.requireBehind(
                    gate,
                    behind,
                    k,
                    applied.outputs()[k].shape(),
                    Shape.of(size).concat(shapes[k]));
        }
        return applied.residual() == null
                ? applied
                : new Engine.Applied(
                        applied.outputs(), new OfAll(behind, in, applied.outputs(), applied.residual(), size));
    }

    private static int highestRank(Tensor[] inputs) {
        return Arrays.stream(inputs).mapToInt(Tensor::rank).max().orElse(0);
    }

    private static Tensor[] live(Tensor[] tensors) {
        return Arrays.stream(tensors).map(Tensors::live).toArray(Tensor[]::new);
    }

    /** A batch of examples that are to be aligned at the end with others of a higher rank: the batch axis stays first. */
    private static Tensor aligned(Tensor all, int rank) {
        int missing = rank - (all.rank() - 1);
        if (missing <= 0) {
            return all;
        }
        int[] ones = new int[missing];
        Arrays.fill(ones, 1);
        Shape shape = all.shape();
        return all.reshape(Shape.of(shape.dim(0)).concat(Shape.of(ones)).concat(shape.dropFirst(1)));
    }

    private static Engine.Applied oneByOne(
            Context context, Gate gate, Tensor[] inputs, Tensor[] all, int size, Shape[] shapes) {
        Tensor[][] outputs = new Tensor[shapes.length][size];
        Object[] residuals = new Object[size];
        boolean any = false;
        for (int e = 0; e < size; e++) {
            Tensor[] in = new Tensor[inputs.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = all[i] == null ? inputs[i] : all[i].select(0, e);
            }
            Engine.Applied applied = Engine.apply(context, gate, live(in));
            for (int k = 0; k < shapes.length; k++) {
                outputs[k][e] = applied.outputs()[k];
            }
            residuals[e] = applied.residual();
            any |= residuals[e] != null;
        }
        Tensor[] stacked = IntStream.range(0, shapes.length)
                .mapToObj(k -> size == 0 ? Tensor.zeros(Shape.of(0).concat(shapes[k])) : Tensor.stack(0, outputs[k]))
                .toArray(Tensor[]::new);
        return new Engine.Applied(stacked, any ? new OfEach(gate, residuals) : null);
    }

    // ---- the way back through a gate that has a residual

    /** In place of a gate's own residual, which is not that of one example: how to go back with it. */
    interface Residual {
        Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs);
    }

    /** The residual of a gate that was applied to all examples at once: its rule is too. */
    private record OfAll(Gate behind, Tensor[] in, Tensor[] out, Object residual, int size) implements Residual {
        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Transform transform = transform(behind, upstream, saved);
            Tensor[] u = Arrays.stream(upstream)
                    .map(t -> t == null ? null : all(t, transform, size))
                    .toArray(Tensor[]::new);
            Tensor[] gradients = GateContract.backward(behind, new Everything(in, out, residual), u, needs);
            Tensor[] ofExample = new Tensor[gradients.length];
            for (int i = 0; i < gradients.length; i++) {
                if (gradients[i] != null) {
                    Shape shape = Shape.of(size).concat(saved.inputShape(i));
                    Tensor g = GateContract.fit(behind, i, gradients[i], in[i].shape());
                    if (g.size() != shape.size()) {
                        throw new UnsupportedOperationException(
                                behind.name() + ": a gate with a residual, of which input " + i
                                        + " is the same for the whole batch: map over that input too");
                    }
                    ofExample[i] = example(transform, g.reshape(shape));
                }
            }
            return ofExample;
        }
    }

    /** The residuals of a gate that was applied to one example after the other: so is its rule. */
    private record OfEach(Gate gate, Object[] residuals) implements Residual {
        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Transform transform = transform(gate, upstream, saved);
            int size = residuals.length;
            Tensor[][] gradients = new Tensor[saved.inputs()][size];
            for (int e = 0; e < size; e++) {
                int place = e;
                Saved one = new OneOf(saved, transform, e, residuals[e]);
                Tensor[] u = Arrays.stream(upstream)
                        .map(t -> t == null ? null : ofPlace(t, transform, place))
                        .toArray(Tensor[]::new);
                Tensor[] g = GateContract.backward(gate, one, u, needs);
                for (int i = 0; i < g.length; i++) {
                    gradients[i][e] = g[i] == null ? null : GateContract.fit(gate, i, g[i], saved.inputShape(i));
                }
            }
            return IntStream.range(0, gradients.length)
                    .mapToObj(i -> stacked(transform, gradients[i], saved.inputShape(i)))
                    .toArray(Tensor[]::new);
        }

        private static Tensor stacked(Transform transform, Tensor[] ofEach, Shape shape) {
            if (Arrays.stream(ofEach).allMatch(Objects::isNull)) {
                return null;
            }
            return example(
                    transform,
                    Tensor.stack(
                            0,
                            Arrays.stream(ofEach)
                                    .map(g -> g == null ? Tensor.zeros(shape) : g)
                                    .toArray(Tensor[]::new)));
        }
    }

    private static Tensor ofPlace(Tensor t, Transform transform, int place) {
        Tensor below = below(t, transform);
        return below == null ? t : below.select(0, place);
    }

    /** The call whose batch the tensors of a rule belong to. */
    private static Transform transform(Gate gate, Tensor[] upstream, Saved saved) {
        Transform transform = null;
        for (int i = 0; i < saved.inputs() + upstream.length; i++) {
            Tensor t = i < saved.inputs() ? saved.input(i) : upstream[i - saved.inputs()];
            if (t != null && t.level instanceof Tangent) {
                throw new UnsupportedOperationException(gate.name()
                        + ": a gate with a residual has no second derivative in forward mode within a batch");
            }
            if (t != null && t.level instanceof Batch batch) {
                transform = batch.transform();
            }
        }
        return transform;
    }

    /** What a rule may read of one example. */
    private record OneOf(Saved saved, Transform transform, int place, Object residual) implements Saved {
        @Override
        public int inputs() {
            return saved.inputs();
        }

        @Override
        public Tensor input(int i) {
            return ofPlace(saved.input(i), transform, place);
        }

        @Override
        public Tensor output(int k) {
            return ofPlace(saved.output(k), transform, place);
        }
    }
}
