package org.autodiff;

import java.util.Objects;
import java.util.function.Supplier;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Planning;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.engine.TapeRecorder;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Trial;
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
        Repetition.requireNumbers("parameter", initial);
        Leaf leaf = new Leaf(name, initial.shape());
        Parameter parameter = new Parameter(leaf, ArrayAccess.owned(leaf, Tensors.value(Tensors.live(initial))));
        parameter.note(false, initial);
        return parameter;
    }

    /** For a recording: a replay gives it these values again. */
    private void note(boolean assigned, Tensor values) {
        TapeRecorder recorder = Context.current().recorder;
        if (recorder != null) {
            Tensor plain = recorder.plain(values);
            TapeRecorder.Step again = replay -> assign(replay.now(plain));
            if (assigned) {
                recorder.add(TapeRecorder.Kind.ASSIGNED, this, again);
            } else {
                recorder.add(again);
            }
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
     * Freezes it: from now on it is a constant for whatever is computed. Nothing below it is recorded, and no backward
     * pass computes a gradient of it. It can still be assigned. PyTorch calls it {@code requires_grad_(False)}. What
     * was computed before keeps its record, and has a gradient. Not to be called while another thread uses the
     * parameter.
     *
     * @throws IllegalStateException within a transform or a recording, which would not do it again
     */
    public void freeze() {
        setNode("freeze", null);
    }

    /** Makes it a variable again; see {@link #freeze}. */
    public void unfreeze() {
        setNode("unfreeze", leaf);
    }

    private void setNode(String operation, Leaf to) {
        Context context = Context.current();
        if (context.transform != null || context.recorder != null || context.enclosure != null) {
            throw new IllegalStateException(operation + ": parameter '" + name() + "' cannot be frozen or set free"
                    + " within a function that is transformed, recorded or run again: do it before");
        }
        node = to;
    }

    /** Whether it is {@linkplain #freeze frozen}. */
    public boolean isFrozen() {
        return node == null;
    }

    @Override
    protected Leaf ownLeaf() {
        return leaf;
    }

    /**
     * Overwrites the value with that of another tensor, whose history is not kept. Not to be called while another
     * thread reads the parameter.
     *
     * @throws IllegalArgumentException if the shapes differ
     * @throws IllegalStateException if it {@linkplain #isReplaced() is replaced}, or the values are one example of a
     *     batch, which has no numbers of its own; and within a mapped function ({@code vmap}), which runs once for all
     *     examples
     */
    public void assign(Tensor values) {
        Objects.requireNonNull(values, "assign: values are null");
        if (Enclosure.isAgain(Context.current()) || Planning.isRunning()) {
            return; // a function that runs again for the way back has assigned it before; a plan does nothing
        }
        Repetition.requireAssignment(Context.current(), name());
        requireAssignable(values);
        assignValue(Tensors.value(Tensors.live(values)));
        note(true, values);
    }

    /** Overwrites the value; see {@link #assign(Tensor)}. */
    public void assign(NdArray values) {
        assign(Tensor.of(Objects.requireNonNull(values, "assign: values are null")));
    }

    private void requireAssignable(Tensor values) {
        if (isReplaced()) {
            throw new IllegalStateException("assign: another tensor stands for parameter '" + name() + "' within this"
                    + " call (a transform of its model, or withParameters): compute new values as tensors, and apply"
                    + " the model with them; or assign outside of the call");
        }
        if (Tensors.isOneOfBatch(values)) {
            throw new IllegalStateException("assign: the values for parameter '" + name() + "' are one example of a"
                    + " batch within a mapped function (vmap), and there is only one parameter for all examples:"
                    + " return them from the function, and assign outside");
        }
        Repetition.requireAssignment(Context.current(), name());
    }

    private void assignValue(NdArray values) {
        if (!values.shape().equals(shape())) {
            throw new IllegalArgumentException("assign: values of shape " + values.shape() + " for parameter '" + name()
                    + "' of shape " + shape() + ": must be the same");
        }
        Trial.assigns(this, () -> {
            NdArray before = NdArray.of(shape(), value.toArray());
            return () -> assign(before);
        });
        value = ArrayAccess.overwrite(value, values);
    }

    /** The memory for its next value, to be written whole; for {@link InPlace}, which has looked that it may. */
    double[] rewrite() {
        value = ArrayAccess.rewrite(value);
        return ArrayAccess.data(value);
    }

    /**
     * Runs something on trial: afterwards every parameter that it assigned on this thread, and every buffer of a model,
     * has the bits that it had before, also if the body throws. A line search tries a step so; a check of gradients
     * moves parameters, and lets layers collect statistics that nobody wants. Calls nest. A graph that was computed
     * before from a parameter that is assigned meanwhile is stale, as after any assignment.
     *
     * <p>Not for what other threads assign: that stays.
     *
     * @return what the body returns
     */
    public static <T> T onTrial(Supplier<T> body) {
        return Trial.run(Objects.requireNonNull(body, "onTrial: the body is null"));
    }

    /**
     * Whether this thread is within a call that gives it another value: {@link Autodiff#withParameters}, or a transform
     * of a model. Whoever reads it there reads that value, and it cannot be assigned.
     */
    public boolean isReplaced() {
        return Substitution.isReplaced(this);
    }

    /**
     * The value here and now as a tensor that is no parameter: assignments do not change it, and gradients go through
     * it to the parameter. Where another tensor stands for the parameter, it is that.
     */
    public Tensor now() {
        return isReplaced() ? Tensors.live(this) : Tensors.lasting(this);
    }

    @Override
    NdArray read() {
        return isReplaced() ? Tensors.live(this).read() : super.read();
    }

    @Override
    public String toString() {
        return (isFrozen() ? "frozen " : "") + "Parameter " + name() + shape() + " "
                + (isReplaced() ? "replaced by " + Tensors.live(this) : read());
    }
}
