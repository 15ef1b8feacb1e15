package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.ElementwiseProgram;
import org.autodiff.internal.engine.TapeRecorder;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.kernel.Finite;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function whose results overwrite parameters, again and again: the step of an optimizer.
 *
 * <pre>{@code
 * InPlace descent = InPlace.of(in -> new Tensor[] {in[0].sub(in[1].mul(in[2]))});
 * Parameter[] targets = {w};
 * for (Batch batch : batches) {
 *     Tensor gradient = loss(batch).backward().of(w);
 *     descent.run(targets, w, gradient, rate);
 * }
 * }</pre>
 *
 * <p>It does, to the bit, what {@code Tensor[] results = f.apply(inputs)} and then {@code
 * targets[i].assign(results[i])} do. But where the function consists of elementwise operations on scalars and arrays of
 * one shape, and is given the same parameters and shapes again, it is called twice: from then on
 * the numbers go through all its operations a chunk at a time, in one pass over the memory, into that of the
 * parameters, and no array is made. So it must be a pure function: what
 * changes from run to run must be an input.
 *
 * <p>Within a recording, a transform, {@code Autodiff.debug} and the like it calls the function, as everywhere. For use
 * by one thread.
 */
public final class InPlace {
    private final UnaryOperator<Tensor[]> f;
    private ElementwiseProgram program; // null: the function is called
    private boolean again; // whether it has run before: what runs once is not worth a program
    private Parameter[] compiledTargets; // null: not tried yet
    private Shape[] shapes;
    private int[] targetAt; // for each input, which target it is, or -1
    private boolean[] unchanged; // for each target, whether it is its own result
    private double[][] in;
    private double[][] out;

    private InPlace(UnaryOperator<Tensor[]> f) {
        this.f = f;
    }

    /**
     * One of a pure function.
     *
     * @param f gives a new value for each target, in its shape
     */
    public static InPlace of(UnaryOperator<Tensor[]> f) {
        return new InPlace(Objects.requireNonNull(f, "inPlace: the function is null"));
    }

    /**
     * Overwrites parameters with the results of the function.
     *
     * @param targets one for each result; no parameter twice
     * @param inputs for the function; the targets may be among them
     * @throws IllegalArgumentException if there are not as many results as targets, or a shape differs; nothing has
     *     been assigned then, nor if the function throws
     */
    public void run(Parameter[] targets, Tensor... inputs) {
        runIfFinite(null, targets, inputs);
    }

    /**
     * The same, but nothing is assigned if a new value has an infinity or NaN.
     *
     * @param checked for each target, whether its new value is looked at; null for none
     * @return whether the targets have been assigned
     */
    public boolean runIfFinite(boolean[] checked, Parameter[] targets, Tensor... inputs) {
        Objects.requireNonNull(targets, "inPlace: the targets are null");
        Objects.requireNonNull(inputs, "inPlace: the inputs are null");
        if (checked != null && checked.length != targets.length) {
            throw new IllegalArgumentException(
                    "inPlace: " + checked.length + " flags for " + targets.length + " parameters");
        }
        boolean plain = Context.current().isPlain() && arePlain(inputs);
        if (plain && program != null && isCompiledFor(targets, inputs)) {
            return runProgram(checked, targets, inputs);
        }
        Tensor[] results = plain && again && compiledTargets == null ? compile(targets, inputs) : f.apply(inputs);
        again = true;
        requireShapes(targets, results);
        for (int k = 0; k < results.length && checked != null; k++) {
            if (checked[k] && !isFinite(results[k])) {
                return false;
            }
        }
        assignAll(targets, results);
        return true;
    }

    /** Whether no number of a tensor is infinite or NaN: makes no array. */
    public static boolean isFinite(Tensor t) {
        Context context = Context.current();
        if (context.isPlain() && Tensors.hasNoLevel(t)) {
            return Finite.areFinite(ArrayAccess.data(Tensors.value(t)), t.size());
        }
        return t.size() == 0 || t.isFinite().all().item() == 1;
    }

    /**
     * Assigns several parameters at once: all of them or, if there is an exception, none. A result may be one of the
     * parameters, whose value of before is meant.
     *
     * @throws IllegalArgumentException if there are not as many results as targets, or a shape differs
     */
    public static void assignAll(Parameter[] targets, Tensor[] results) {
        requireShapes(targets, results);
        Tensor[] settled = results.clone();
        for (int i = 0; i < settled.length; i++) {
            NdArray value = Tensors.value(Tensors.live(settled[i]));
            if (settled[i] == targets[i]) {
                settled[i] = null; // it stays
            } else if (ArrayAccess.isOwned(value)) { // of a parameter, which may be assigned before this is read
                settled[i] = settled[i].mul(1);
            }
        }
        for (int i = 0; i < settled.length; i++) {
            if (settled[i] != null) {
                targets[i].assign(settled[i]);
            }
        }
    }

    private static void requireShapes(Parameter[] targets, Tensor[] results) {
        Objects.requireNonNull(results, "inPlace: the function returned null");
        if (results.length != targets.length) {
            throw new IllegalArgumentException(
                    "inPlace: " + results.length + " results for " + targets.length + " parameters");
        }
        for (int i = 0; i < results.length; i++) {
            if (!results[i].shape().equals(targets[i].shape())) {
                throw new IllegalArgumentException("inPlace: a result of shape " + results[i].shape()
                        + " for parameter '" + targets[i].name() + "' of shape " + targets[i].shape()
                        + ": must be the same");
            }
        }
    }

    /** Whether inputs are numbers and nothing else. */
    private static boolean arePlain(Tensor[] inputs) {
        for (Tensor input : inputs) {
            if (!Tensors.hasNoLevel(input)) {
                return false;
            }
        }
        return true;
    }

    /** Calls the function, and notes what it does. */
    private Tensor[] compile(Parameter[] targets, Tensor[] inputs) {
        Tensor[] constants = new Tensor[inputs.length];
        Arrays.setAll(constants, i -> Tensors.make(Tensors.value(inputs[i]), null, null));
        TapeRecorder recorder = new TapeRecorder();
        Context context = Context.current();
        Tensor[] results;
        context.record(recorder);
        try {
            results = f.apply(constants.clone()).clone();
        } finally {
            context.record(null);
        }
        requireShapes(targets, results);
        compile(recorder, targets, inputs, constants, results);
        for (int k = 0; k < results.length; k++) { // the value of a parameter is the parameter itself
            int i = Arrays.asList(constants).indexOf(results[k]);
            results[k] = i < 0 ? results[k] : inputs[i];
        }
        return results;
    }

    private void compile(
            TapeRecorder recorder, Parameter[] targets, Tensor[] inputs, Tensor[] constants, Tensor[] results) {
        compiledTargets = targets.clone();
        shapes = new Shape[inputs.length];
        Arrays.setAll(shapes, i -> inputs[i].shape());
        targetAt = new int[inputs.length];
        Arrays.setAll(targetAt, i -> Arrays.asList(targets).indexOf(inputs[i]));
        int[] inputOf = new int[targets.length];
        Arrays.setAll(inputOf, k -> Arrays.asList(inputs).indexOf(targets[k]));
        unchanged = new boolean[targets.length];
        Tensor[] wanted = results.clone();
        for (int k = 0; k < wanted.length; k++) {
            unchanged[k] = inputOf[k] >= 0 && results[k] == constants[inputOf[k]];
            wanted[k] = unchanged[k] ? null : wanted[k];
        }
        program = ElementwiseProgram.of(recorder, constants, wanted, targetAt);
        in = new double[inputs.length][];
        out = new double[targets.length][];
    }

    private boolean isCompiledFor(Parameter[] targets, Tensor[] inputs) {
        if (targets.length != compiledTargets.length || inputs.length != shapes.length) {
            return false;
        }
        for (int k = 0; k < targets.length; k++) {
            if (targets[k] != compiledTargets[k]) {
                return false;
            }
        }
        for (int i = 0; i < inputs.length; i++) {
            boolean same = targetAt[i] >= 0
                    ? inputs[i] == compiledTargets[targetAt[i]]
                    : !ArrayAccess.isOwned(Tensors.value(inputs[i]))
                            && inputs[i].shape().equals(shapes[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private boolean runProgram(boolean[] checked, Parameter[] targets, Tensor[] inputs) {
        try {
            for (int i = 0; i < in.length; i++) {
                in[i] = ArrayAccess.data(Tensors.value(inputs[i]));
            }
            program.prepare(in);
            if (checked != null && !program.isFinite(in, checked)) {
                return false;
            }
            for (int k = 0; k < out.length; k++) {
                out[k] = unchanged[k] ? null : targets[k].rewrite();
            }
            program.run(in, out);
            return true;
        } finally {
            Arrays.fill(in, null); // gradients are garbage, or recycled
            Arrays.fill(out, null);
        }
    }
}
