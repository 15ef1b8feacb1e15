package org.autodiff.internal.transforms;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Enclosure;
import org.autodiff.internal.engine.Isolation;
import org.autodiff.internal.engine.Substitution;
import org.autodiff.internal.engine.Tensors;

/** Loops that keep a few of their states, and compute the others again on the way back. */
public final class Loops {
    private Loops() {}

    /** A step of a loop. */
    public interface Step {
        /**
         * Does a step.
         *
         * @param state the state before it, and after that a row of each tensor that is dealt out
         * @return the state after it, and what it gives beside
         */
        Tensor[] apply(int i, Tensor[] state);
    }

    /**
     * Does steps.
     *
     * @param name in messages
     * @param most how many states may be kept at once; 0 for a number that leads to two runs of each step
     * @param state at the beginning
     * @param rows tensors of which each step sees one row
     * @return the state at the end, and what the steps gave beside, as rows
     */
    public static Tensor[] run(String name, int n, int most, Tensor[] state, Tensor[] rows, Step step) {
        require(name, n, most, state, rows, step);
        Context context = Context.current();
        int states = state.length;
        Closed checked = (i, xs) -> {
            Tensor[] given = Arrays.copyOf(xs, states + rows.length);
            return checked(name, i, given, states, step.apply(i, given));
        };
        if (context.recorder != null || !context.recording) { // a recording keeps everything; else there is no tape
            return repeated(name, n, states, rows.length, checked)
                    .forward(Checkpoint.concat(state, rows), (i, now) -> {});
        }
        Tensor[] arguments = Arrays.stream(Checkpoint.concat(state, rows))
                .map(Tensors::live)
                .map(Tensors::snapshot)
                .toArray(Tensor[]::new);
        Enclosure.Discovery discovery;
        Snapshots kept;
        Tensor[] y;
        try (Isolation isolation = Isolation.begin(context)) {
            Tensor[] inside = Arrays.stream(arguments).map(isolation::enter).toArray(Tensor[]::new);
            Enclosure.Discovery found = new Enclosure.Discovery(context);
            Snapshots watch = new Snapshots(
                    n, most == 0 ? Binomial.states(n) : most, () -> new Sources(found.sources()).positions());
            y = found.run(
                    context,
                    () -> repeated(name, n, states, rows.length, checked).forward(inside, watch));
            if (!Snapshots.arePlain(Arrays.copyOf(y, states))) {
                watch.drop();
            }
            y = Arrays.stream(y).map(isolation::leave).toArray(Tensor[]::new);
            discovery = found;
            kept = watch;
        }
        Closed again = new Again(checked, arguments.length, discovery.substitution(), discovery.references());
        int outputs = y.length - states;
        Repeated loop =
                new Repeated(name, n, states, rows.length, again, outputs, new Sources(discovery.sources()), kept);
        return Recomputed.attach(context, name, loop, Checkpoint.concat(arguments, discovery.captured()), y);
    }

    private static Repeated repeated(String name, int n, int states, int rows, Closed step) {
        return new Repeated(name, n, states, rows, step, 0, new Sources(Map.of()), null);
    }

    private static void require(String name, int n, int most, Tensor[] state, Tensor[] rows, Step step) {
        Objects.requireNonNull(step, () -> name + ": the step is null");
        Objects.requireNonNull(state, () -> name + ": the state is null");
        Objects.requireNonNull(rows, () -> name + ": the rows are null");
        if (n < 0) {
            throw new IllegalArgumentException(name + ": needs a number of steps that is not negative, got " + n);
        }
        if (most < 0) {
            throw new IllegalArgumentException(name + ": needs at least one state to keep, got " + most);
        }
        for (int k = 0; k < state.length; k++) {
            int which = k;
            Objects.requireNonNull(state[k], () -> name + ": state " + which + " is null");
        }
        for (int k = 0; k < rows.length; k++) {
            int which = k;
            Objects.requireNonNull(rows[k], () -> name + ": the tensor of rows " + which + " is null");
            if (rows[k].rank() == 0 || rows[k].shape().dim(0) != n) {
                throw new IllegalArgumentException(name + ": the tensor of rows " + k + " has shape " + rows[k].shape()
                        + ": must have a row for each of " + n + " steps along its first axis");
            }
        }
    }

    /** The results of a step, as they are seen within it. */
    private static Tensor[] checked(String name, int i, Tensor[] given, int states, Tensor[] results) {
        Objects.requireNonNull(results, () -> name + ": step " + i + " returned null");
        if (results.length < states) {
            throw new IllegalArgumentException(
                    name + ": step " + i + " returned " + results.length + " tensors, but the state has " + states);
        }
        boolean recorded = Context.current().recorder != null; // which knows a result by itself, not by a copy
        Tensor[] y = new Tensor[results.length];
        for (int k = 0; k < y.length; k++) {
            int which = k;
            Objects.requireNonNull(results[k], () -> name + ": step " + i + " returned null as result " + which);
            y[k] = recorded ? Tensors.live(results[k]) : Tensors.settled(results[k]);
            if (k < states && !y[k].shape().equals(given[k].shape())) {
                throw new IllegalArgumentException(name + ": step " + i + " turned state " + k + " of shape "
                        + given[k].shape() + " into shape " + y[k].shape() + ": must stay the same");
            }
        }
        return y;
    }

    /** A step again, with what it read from outside as further arguments. */
    private record Again(Closed step, int arguments, Substitution substitution, Enclosure.References references)
            implements Closed {
        @Override
        public Tensor[] run(int i, Tensor... all) {
            Context context = Context.current();
            Enclosure.Again enclosure = new Enclosure.Again(context, substitution, references, all, arguments);
            return enclosure.run(context, () -> {
                context.recording = true;
                context.tangents = true;
                return step.run(i, all);
            });
        }
    }
}
