package org.autodiff.internal.engine;

import java.util.IdentityHashMap;
import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;

/** Runs a recording again on other inputs: it gives what the function would give, or stops and says why. */
public final class Replay {
    private final TapeRecorder recorder;

    /** What now stands for the tensors of the recording, for its random generators, and for the arrays they drew. */
    private final IdentityHashMap<Tensor, Tensor> tensors = new IdentityHashMap<>();

    private final IdentityHashMap<Object, Object> sources = new IdentityHashMap<>();
    private final IdentityHashMap<double[], NdArray> drawn = new IdentityHashMap<>();

    /** A replay in which arguments stand for the inputs that were recorded. */
    public Replay(TapeRecorder recorder, Tensor[] inputs, Tensor[] arguments) {
        this.recorder = recorder;
        for (int i = 0; i < inputs.length; i++) {
            tensors.put(inputs[i], arguments[i]);
        }
    }

    /** Does everything again, and gives what now stands for an output that was plain when it was recorded. */
    public Tensor run(Tensor output) {
        for (TapeRecorder.Step step : recorder.steps()) {
            step.redo(this);
        }
        return now(output);
    }

    /** Notes what stands for a tensor. */
    public void put(Tensor then, Tensor now) {
        tensors.put(then, now);
    }

    /** Notes what stands for a source of numbers. */
    public <T> void putSource(T then, T now) {
        sources.put(then, now);
    }

    /** Notes what stands for an array that a source gave. */
    public void putDrawn(NdArray then, NdArray now) {
        drawn.put(ArrayAccess.data(then), now);
    }

    /** What stands for a source of numbers: itself, if it is none of the recording's own. */
    @SuppressWarnings("unchecked")
    public <T> T nowSource(T then) {
        return (T) sources.getOrDefault(then, then);
    }

    /** What stands for a tensor. */
    public Tensor now(Tensor then) {
        Tensor known = tensors.get(then);
        if (known != null) {
            return known;
        }
        Tensor parameter = TapeRecorder.parameter(then);
        if (parameter != null) {
            // Nothing has assigned it since that value was read, or the engine would have refused to read it.
            return parameter;
        }
        NdArray numbers = drawn.isEmpty() ? null : drawn.get(ArrayAccess.data(then.value));
        if (numbers == null) {
            return then; // a constant
        }
        Tensor again = Tensors.make(numbers.reshape(then.shape()), then.node, null);
        tensors.put(then, again);
        return again;
    }
}
