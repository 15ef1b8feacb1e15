package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.FunctionGate;
import org.autodiff.internal.engine.Isolation;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A closed function as one gate, which keeps its inputs and nothing of the interior: on the way back the function runs
 * again, is recorded, and walked. That is itself a closed function, and so again one such gate for whoever
 * differentiates further.
 */
final class Recomputed implements FunctionGate {
    private final String name;
    final Closed function;
    private final Shape[] shapes;

    private Recomputed(String name, Closed function, Shape[] shapes) {
        this.name = name;
        this.function = function;
        this.shapes = shapes;
    }

    /** Runs a closed function; the results have a history of one gate. */
    static Tensor[] apply(String name, Closed f, Tensor... inputs) {
        Context context = Context.current();
        Tensor[] results;
        try (Isolation isolation = Isolation.begin(context)) {
            Tensor[] inside = Arrays.stream(inputs).map(isolation::enter).toArray(Tensor[]::new);
            results = Arrays.stream(f.run(0, inside)).map(isolation::leave).toArray(Tensor[]::new);
        }
        return attach(context, name, f, inputs, results);
    }

    /** Results that a function has computed from inputs, with a history of one gate. */
    static Tensor[] attach(Context context, String name, Closed f, Tensor[] inputs, Tensor[] results) {
        if (results.length == 0) {
            return results;
        }
        Shape[] shapes = Arrays.stream(results).map(Tensor::shape).toArray(Shape[]::new);
        return FunctionGate.attach(context, new Recomputed(name, f, shapes), inputs, results);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        return shapes.clone();
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        Tensor[] y = apply(name, function, Arrays.stream(inputs).map(Tensor::of).toArray(Tensor[]::new));
        for (int k = 0; k < outputs.length; k++) {
            NdArray from = y[k].value();
            outputs[k].write(data -> System.arraycopy(ArrayAccess.data(from), 0, data, 0, from.size()));
        }
        return null;
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.ALL_INPUTS;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Context context = Context.current();
        int n = saved.inputs();
        boolean[] needed = new boolean[n];
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            needed[i] = needs.input(i);
            inputs.add(saved.input(i));
        }
        boolean[] arrived = new boolean[upstream.length];
        for (int k = 0; k < upstream.length; k++) {
            arrived[k] = upstream[k] != null;
            if (arrived[k]) {
                inputs.add(upstream[k]);
            }
        }
        Tensor[] all = inputs.toArray(Tensor[]::new);
        Tensor[] gradients;
        try (Isolation isolation = Isolation.begin(context)) {
            Tensor[] inside = Arrays.stream(all).map(isolation::enter).toArray(Tensor[]::new);
            gradients = function.vjp(n, needed, arrived).run(0, inside);
            for (int i = 0; i < n; i++) {
                gradients[i] = gradients[i] == null ? null : isolation.leave(gradients[i]);
                needed[i] = gradients[i] != null;
            }
        }
        Closed vjp = function.vjp(n, needed, arrived);
        Tensor[] found = Arrays.stream(gradients).filter(g -> g != null).toArray(Tensor[]::new);
        Closed present = (step, xs) ->
                Arrays.stream(vjp.run(step, xs)).filter(g -> g != null).toArray(Tensor[]::new);
        Tensor[] attached = found.length == 0 ? found : attach(context, "backward of " + name, present, all, found);
        int next = 0;
        for (int i = 0; i < n; i++) {
            gradients[i] = gradients[i] == null ? null : attached[next++];
        }
        return gradients;
    }

    @Override
    public List<Tensor> states() {
        return function instanceof Repeated loop && loop.kept() != null
                ? loop.kept().states()
                : List.of();
    }

    @Override
    public FunctionGate jvp(boolean[] inputs, boolean[] outputs) {
        List<Shape> both = new ArrayList<>(List.of(shapes));
        for (int k = 0; k < shapes.length; k++) {
            if (outputs[k]) {
                both.add(shapes[k]);
            }
        }
        return new Recomputed(name, function.jvp(inputs, outputs), both.toArray(Shape[]::new));
    }

    @Override
    public FunctionGate vmap(int size, boolean[] inputs) {
        Shape[] all = Arrays.stream(shapes).map(s -> Shape.of(size).concat(s)).toArray(Shape[]::new);
        return new Recomputed(name, function.vmap(size, inputs), all);
    }

    @Override
    public String toString() {
        return name;
    }
}
