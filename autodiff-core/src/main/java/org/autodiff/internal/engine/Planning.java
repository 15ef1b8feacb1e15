package org.autodiff.internal.engine;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.loops.Relabel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function is run on shapes alone: each gate says the shapes of its outputs, and computes nothing. The tape that
 * comes of it is that of a real run, but for the numbers.
 */
public final class Planning {
    /** Generators from which single numbers were drawn, to be put back. */
    private final Map<Object, Runnable> drawn = new IdentityHashMap<>();

    private Planning() {}

    /** Runs a function on variables of some shapes. */
    public static <T> T run(Function<Tensor[], T> f, Shape... shapes) {
        Context context = Context.current();
        if (context.planning != null || context.recorder != null || context.transform != null) {
            throw new IllegalStateException(
                    "plan: to be called by itself, not within a transform, a recording or a plan");
        }
        Planning planning = new Planning();
        context.plan(planning);
        try {
            Tensor[] xs = Arrays.stream(shapes)
                    .map(s -> Tensors.make(ArrayAccess.shapeOnly(s), new Leaf(null, s), null))
                    .toArray(Tensor[]::new);
            return f.apply(xs);
        } finally {
            context.plan(null);
            planning.drawn.values().forEach(Runnable::run);
        }
    }

    /** Whether this thread makes a plan: then nothing is assigned, drawn or done outside. */
    public static boolean isRunning() {
        return Context.current().planning != null;
    }

    /** A number is drawn; the generator is put back at the end. */
    public static void draws(Object generator, Runnable back) {
        Planning planning = Context.current().planning;
        if (planning != null) {
            planning.drawn.putIfAbsent(generator, back);
        }
    }

    /** The outputs of a gate: shapes; where it only relabels, what shares the memory of the input. */
    static NdArray[] outputs(Gate gate, Tensor... inputs) {
        if (gate instanceof Relabel relabel && !ArrayAccess.isOwned(inputs[0].value)) {
            return new NdArray[] {relabel.relabel(inputs[0].value)};
        }
        return Arrays.stream(GateContract.shapes(gate, inputs))
                .map(ArrayAccess::shapeOnly)
                .toArray(NdArray[]::new);
    }
}
