package org.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;

/**
 * What a thread did, in order: what {@link Tape#record} collects, and a {@link Replay} does again. Of a computation in
 * forward mode it holds what that consists of, the operations on primals and on tangents; so it holds plain tensors
 * only, but for the tangents of a call that was running already, for which a recorded operation is one operation.
 */
final class Trace {
    /** One thing that was done. */
    sealed interface Step {}

    /**
     * A gate was applied.
     *
     * @param recording whether the thread recorded, for reverse mode
     * @param tangents whether it carried tangents
     */
    record Application(Gate gate, Tensor[] inputs, Tensor[] outputs, boolean recording, boolean tangents)
            implements Step {}

    /** The program took a value out of a tensor; it may have acted on it. */
    record Reading(Tensor tensor, NdArray seen) implements Step {}

    /** A parameter was assigned. */
    record Assignment(Parameter parameter, Tensor values) implements Step {}

    /** A tensor came from outside. */
    record External(Supplier<Tensor> source, Tensor output) implements Step {}

    /** Something was done outside. */
    record Effect(Runnable action) implements Step {}

    /** A random generator was made. */
    record NewGenerator(Rng rng, Rng.State state) implements Step {}

    /** A random generator split off another one. */
    record Split(Rng rng, Rng child) implements Step {}

    /** A random array was drawn. */
    record Draw(Rng rng, Function<Rng, NdArray> draw, NdArray drawn) implements Step {}

    /** The program took a number out of a random generator - the next one, or its state -, and may have acted on it. */
    record RandomNumber(RandomGenerator source, Function<RandomGenerator, Object> number, Object seen)
            implements Step {}

    final List<Step> steps = new ArrayList<>();

    /** For each value that a parameter had, a constant tensor with a copy of it: the parameter at that time. */
    private final IdentityHashMap<NdArray, Tensor> values = new IdentityHashMap<>();

    private final long start = Transform.latest();

    /** Whether a forward-mode call was running when the recording began. */
    boolean isOutside(Transform level) {
        return level.id <= start;
    }

    void add(Context context, Gate gate, Tensor[] inputs, Tensor... outputs) {
        for (Tensor y : outputs) {
            if (y.dual != null && !isOutside(y.dual.level())) {
                return;
            }
        }
        Tensor[] plain = Arrays.stream(inputs).map(this::plain).toArray(Tensor[]::new);
        steps.add(new Application(gate, plain, outputs, context.recording, context.tangents));
    }

    void read(Tensor tensor) {
        Tensor plain = plain(tensor);
        steps.add(new Reading(plain, plain.value));
    }

    void assign(Parameter parameter, Tensor newValues) {
        steps.add(new Assignment(parameter, plain(newValues)));
    }

    /**
     * A tensor without the tangents of calls within the recording; of a parameter, or what a node kept of it, its value
     * of now.
     */
    Tensor plain(Tensor t) {
        Tensor plain = t.live();
        while (plain.dual != null && !isOutside(plain.dual.level())) {
            plain = plain.dual.primal().live();
        }
        Parameter parameter = parameter(plain);
        return parameter == null
                ? plain
                : values.computeIfAbsent(
                        plain.value, v -> new Tensor(NdArray.of(v.shape(), v.toArray()), parameter.node, null));
    }

    /** The parameter that a tensor is, or whose value of some time it is; else null. */
    static Parameter parameter(Tensor t) {
        return t.node instanceof Leaf leaf ? leaf.parameter : null;
    }
}
