package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.ndarray.NdArray;

/**
 * What a thread did, in order: what {@code Tape.record} collects, and a {@link Replay} runs again. A computation in
 * forward mode is recorded as the operations on primals and tangents that it consists of, so its tensors are plain.
 * Only a forward-mode call that had begun before the recording is not taken apart.
 */
public final class TapeRecorder {
    /** One thing that was done, and how to do it again. */
    public interface Step {
        void redo(Replay replay);
    }

    /**
     * A gate was applied.
     *
     * @param recording whether the thread recorded, for reverse mode
     * @param tangents whether it carried tangents
     * @param scope the names of the scopes that were open, the outermost first
     */
    public record Application(
            Gate gate, Tensor[] inputs, Tensor[] outputs, boolean recording, boolean tangents, List<String> scope)
            implements Step {
        @Override
        public void redo(Replay replay) {
            Tensor[] in = new Tensor[inputs.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = replay.now(inputs[i]);
            }
            Context context = Context.current();
            boolean recordingNow = context.recording;
            boolean tangentsNow = context.tangents;
            context.recording &= recording;
            context.tangents &= tangents;
            try {
                Tensor[] out = Engine.apply(gate, in);
                for (int k = 0; k < out.length; k++) {
                    replay.put(outputs[k], out[k]);
                }
            } finally {
                context.recording = recordingNow;
                context.tangents = tangentsNow;
            }
        }
    }

    /** Something that was done beside operations, such that people who look for an error want to know of it. */
    public enum Kind {
        TAKEN_OUT,
        DRAWN,
        ASSIGNED
    }

    /**
     * A step of such a kind.
     *
     * @param tensor whose numbers were taken out, or what was assigned; null for a draw
     * @param site where the program did it; null if nobody looks on
     */
    public record Event(Kind kind, Tensor tensor, Site site, Step step) implements Step {
        @Override
        public void redo(Replay replay) {
            step.redo(replay);
        }
    }

    /** The program took a value out of a tensor; it may have acted on it. */
    private record Reading(Tensor tensor, NdArray seen) implements Step {
        @Override
        public void redo(Replay replay) {
            NdArray now = replay.now(tensor).value;
            if (!now.equals(seen)) {
                throw new IllegalStateException(
                        "replay: the program read " + seen + " when it was recorded, and would read " + now
                                + " now: it might go another way, so record it again");
            }
        }
    }

    private static final Moves.Alias ALIAS = new Moves.Alias();

    private final List<Step> steps = new ArrayList<>();

    /** For each value that a parameter had, a constant tensor with a copy of it: the parameter at that time. */
    private final IdentityHashMap<NdArray, Tensor> values = new IdentityHashMap<>();

    /** How the program has called values. */
    private final IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();

    private List<String> scope = List.of();

    private final long start = Transform.latest();

    /** Whether a forward-mode call was running when the recording began. */
    boolean isOutside(Transform level) {
        return level.id <= start;
    }

    public void add(Context context, Gate gate, Tensor[] inputs, Tensor... outputs) {
        for (Tensor y : outputs) {
            if (y.level != null && !isOutside(y.level.transform())) {
                return;
            }
        }
        Tensor[] plain = Arrays.stream(inputs).map(this::plain).toArray(Tensor[]::new);
        // The array is the program's: a split's parts may be replaced in it, or those that nobody needs taken out.
        steps.add(new Application(gate, plain, outputs.clone(), context.recording, context.tangents, scope));
    }

    /** Notes that two tensors have the same value. */
    void alias(Context context, Tensor tensor, Tensor again) {
        add(context, ALIAS, new Tensor[] {tensor}, again);
    }

    /** Notes a step of another kind. */
    public void add(Step step) {
        steps.add(step);
    }

    /** Notes a step that people want to know of. */
    public void add(Kind kind, Tensor tensor, Step step) {
        Observer observer = Context.current().ownObserver();
        steps.add(new Event(kind, tensor, observer == null ? null : observer.site(), step));
    }

    /** Notes how the program calls a value; the last name counts. */
    public void name(Tensor tensor, String name) {
        names.put(plain(tensor), name);
    }

    /** How the program has called a value; null if it has not. */
    public String name(Tensor plain) {
        return names.get(plain);
    }

    /** The names of the scopes that are open, the outermost first. */
    public List<String> scope() {
        return scope;
    }

    /** Opens and closes scopes. */
    public void scope(List<String> names) {
        scope = List.copyOf(names);
    }

    /** What was done, in order. */
    public List<Step> steps() {
        return steps;
    }

    /** Notes that the program read the numbers of a tensor. */
    public void read(Tensor tensor) {
        Tensor plain = plain(tensor);
        add(Kind.TAKEN_OUT, plain, new Reading(plain, plain.value));
    }

    /**
     * A tensor without the tangents of calls within the recording; of a parameter, or what a node kept of it, its value
     * of now.
     */
    public Tensor plain(Tensor t) {
        Tensor plain = Tensors.live(t);
        while (plain.level != null && !isOutside(plain.level.transform())) {
            plain = Tensors.live(plain.level.below());
        }
        if (parameter(plain) == null) {
            return plain;
        }
        Node leaf = Tensors.leaf(plain);
        return values.computeIfAbsent(plain.value, v -> Tensors.make(NdArray.of(v.shape(), v.toArray()), leaf, null));
    }

    /** The parameter that a tensor is, or whose value of some time it is; else null. */
    static Tensor parameter(Tensor t) {
        Leaf leaf = Tensors.leaf(t);
        return leaf == null ? null : (Tensor) leaf.parameter;
    }
}
