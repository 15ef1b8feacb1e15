package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.TapeRecorder;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;

/**
 * A variable that training overwrites in place: a weight of a model. It is the one kind of tensor whose value changes,
 * by {@link #assign}; its memory stays the same and hot in the caches.
 *
 * <p>What the program has taken out of it - {@link #value()}, {@link #detach()} - stays as it was: the assignment after
 * that takes fresh memory. So the best weights of a training can be kept, but a loop that calls {@code detach} in every
 * step is slower than one that computes with the parameter itself within {@link NoGrad}.
 *
 * <p>A graph that was computed from an earlier value notices: a backward pass that would read the new numbers instead
 * throws, and names the parameter.
 */
public final class Parameter extends Tensor {
    private final Leaf leaf;

    private Parameter(Leaf leaf, NdArray value) {
        super(value, leaf, null);
        this.leaf = leaf;
        leaf.parameter = this;
    }

    /** A parameter with a copy of an initial value. */
    public static Parameter of(String name, NdArray initial) {
        return of(name, Tensor.of(Objects.requireNonNull(initial, "parameter: the initial value is null")));
    }

    /** A parameter with a copy of an initial value. */
    public static Parameter of(String name, Tensor initial) {
        Objects.requireNonNull(initial, "parameter: the initial value is null");
        Leaf leaf = new Leaf(name, initial.shape());
        Parameter parameter = new Parameter(leaf, ArrayAccess.owned(leaf, Tensors.value(initial)));
        parameter.note(initial);
        return parameter;
    }

    /** For a recording: a replay gives it these values again. */
    private void note(Tensor values) {
        TapeRecorder recorder = Context.current().recorder;
        if (recorder != null) {
            Tensor plain = recorder.plain(values);
            recorder.add(replay -> assign(replay.now(plain)));
        }
    }

    /** What messages and reports call it. */
    public String name() {
        return leaf.name;
    }

    /**
     * Gives it another name: for whoever builds a model of parts, in which the name of a parameter is its place. Not to
     * be called while another thread uses the parameter.
     */
    public void rename(String name) {
        leaf.name = name;
    }

    /**
     * Overwrites the value with that of another tensor, whose history is not kept. Not to be called while another
     * thread reads the parameter.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public void assign(Tensor values) {
        Objects.requireNonNull(values, "assign: values are null");
        if (Enclosure.isAgain(Context.current())) {
            return; // a function that runs again for the way back has assigned it before
        }
        assignValue(Tensors.value(values));
        note(values);
    }

    /** Overwrites the value; see {@link #assign(Tensor)}. */
    public void assign(NdArray values) {
        assign(Tensor.of(Objects.requireNonNull(values, "assign: values are null")));
    }

    private void assignValue(NdArray values) {
        if (!values.shape().equals(shape())) {
            throw new IllegalArgumentException("assign: values of shape " + values.shape() + " for parameter '" + name()
                    + "' of shape " + shape() + ": must be the same");
        }
        value = ArrayAccess.overwrite(value, values);
    }

    @Override
    public String toString() {
        return "Parameter " + name() + shape() + " " + read();
    }
}
