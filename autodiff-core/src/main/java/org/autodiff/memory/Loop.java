package org.autodiff.memory;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.internal.transforms.Loops;

/**
 * A loop of many steps - a simulation, a recurrence, an unrolled optimisation - that keeps a few of its states instead
 * of a tape of all steps. On the way back the others are computed again from these.
 * {@link org.autodiff.Autodiff#loop} and {@link org.autodiff.Autodiff#scan} are its short forms.
 *
 * <pre>{@code
 * Tensor position = Loop.of(1_000_000).run(start, (i, x) -> x.add(velocity.mul(dt)));
 * }</pre>
 *
 * <p>By default about {@code sqrt(2 n)} states are kept of {@code n} steps, in the binomial pattern of Griewank and
 * Walther (Algorithm 799: Revolve; ACM TOMS 2000): each step is then run at most four times in all - once at first,
 * twice to get back to it, once with recording. {@link #keeping} takes other numbers; with {@code s} states and
 * {@code r} runs to get back, {@code (s + r over s)} steps can be reversed, and no schedule does better. Values and
 * gradients do not depend on it, to the bit.
 *
 * <p>A step may read whatever it wants - parameters, variables, the number of the step -, and draw from an
 * {@link org.autodiff.Rng}. It must do the same each time, and the states that are known are checked; see
 * {@link org.autodiff.Autodiff#checkpoint}. Under {@code jvp} and for a batch it is the step that is transformed, so
 * the loop takes no more memory. A second derivative backward over backward, {@code grad(grad(f))}, records the whole
 * loop: use {@code hvp}, which does not.
 *
 * <p><b>When not to use it:</b> for some hundred small steps a plain Java loop is up to four times faster; where each
 * step's own interior is large, put {@link org.autodiff.Autodiff#checkpoint} within the step; where the state is one
 * large array that each step changes a little, work with few states, or write the derivative by hand.
 */
public final class Loop {
    private final int steps;
    private final int states;

    private Loop(int steps, int states) {
        this.steps = steps;
        this.states = states;
    }

    /** A step with one tensor as the state. */
    public interface Step {
        /** The next state. */
        Tensor apply(int step, Tensor state);
    }

    /** A step with several tensors as the state. */
    public interface Steps {
        /** The next state, in the same shapes. */
        Tensor[] apply(int step, Tensor... state);
    }

    /** A step that also takes a row of a tensor and gives an output. */
    public interface ScanStep {
        /** The next state, and an output. */
        Scanned apply(Tensor state, Tensor x);
    }

    /** A step that also takes a row of each of some tensors and gives outputs. */
    public interface ScanSteps {
        /** The next state, and outputs. */
        ScannedAll apply(int step, Tensor[] state, Tensor[] xs);
    }

    /** A state and an output; as the result of a scan, the outputs as rows of one tensor. */
    public record Scanned(Tensor state, Tensor output) {}

    /** A state and outputs; as the result of a scan, the outputs as rows of one tensor each. */
    public record ScannedAll(Tensor[] state, Tensor[] outputs) {}

    /** So many steps. */
    public static Loop of(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("loop: needs a number of steps that is not negative, got " + steps);
        }
        return new Loop(steps, 0);
    }

    /**
     * The same, but of the states at most so many are kept at a time.
     *
     * @param states at least one: then the work grows with the square of the number of steps
     */
    public Loop keeping(int states) {
        if (states < 1) {
            throw new IllegalArgumentException("loop: needs at least one state to keep, got " + states);
        }
        return new Loop(steps, states);
    }

    /** The state after all steps. */
    public Tensor run(Tensor state, Step step) {
        Objects.requireNonNull(step, "loop: the step is null");
        return run(new Tensor[] {state}, (i, s) -> new Tensor[] {step.apply(i, s[0])})[0];
    }

    /**
     * The state after all steps.
     *
     * @throws IllegalArgumentException if a step gives another number of tensors, or other shapes
     * @throws IllegalStateException on the way back, if a step does something else than at first, or a parameter that
     *     it read was assigned since
     */
    public Tensor[] run(Tensor[] state, Steps step) {
        Objects.requireNonNull(step, "loop: the step is null");
        int n = Objects.requireNonNull(state, "loop: the state is null").length;
        return Loops.run("loop", steps, states, state, new Tensor[0], (i, s) -> {
            Tensor[] next = Objects.requireNonNull(step.apply(i, s), () -> "loop: step " + i + " returned null");
            if (next.length != n) {
                throw new IllegalArgumentException(
                        "loop: step " + i + " returned " + next.length + " tensors, but the state has " + n);
            }
            return next;
        });
    }

    /** The state after all steps, and the outputs of the steps: JAX's {@code lax.scan}. */
    public Scanned scan(Tensor state, Tensor xs, ScanStep step) {
        Objects.requireNonNull(step, "scan: the step is null");
        ScannedAll all = scan(new Tensor[] {state}, new Tensor[] {xs}, (i, s, x) -> {
            Scanned y = Objects.requireNonNull(step.apply(s[0], x[0]), () -> "scan: step " + i + " returned null");
            return new ScannedAll(new Tensor[] {y.state()}, new Tensor[] {y.output()});
        });
        return new Scanned(all.state()[0], all.outputs()[0]);
    }

    /**
     * The state after all steps, and the outputs of the steps.
     *
     * @param xs tensors of which each step gets one row along the first axis; there may be none
     * @throws IllegalArgumentException if there are no steps, since nobody knows the shape of outputs; if one of the
     *     tensors has not as many rows as there are steps; or if steps differ in the number of tensors or in shapes
     */
    public ScannedAll scan(Tensor[] state, Tensor[] xs, ScanSteps step) {
        Objects.requireNonNull(step, "scan: the step is null");
        if (steps == 0) {
            throw new IllegalArgumentException(
                    "scan: needs at least one step, else the shape of the outputs is unknown");
        }
        int n = Objects.requireNonNull(state, "scan: the state is null").length;
        Tensor[] all = Loops.run("scan", steps, states, state, xs, (i, s) -> {
            Tensor[] rows = Arrays.copyOfRange(s, n, s.length);
            ScannedAll y = Objects.requireNonNull(
                    step.apply(i, Arrays.copyOf(s, n), rows), () -> "scan: step " + i + " returned null");
            if (y.state().length != n) {
                throw new IllegalArgumentException(
                        "scan: step " + i + " returned a state of " + y.state().length + " tensors instead of " + n);
            }
            Tensor[] both = Arrays.copyOf(y.state(), n + y.outputs().length);
            System.arraycopy(y.outputs(), 0, both, n, y.outputs().length);
            return both;
        });
        return new ScannedAll(Arrays.copyOf(all, n), Arrays.copyOfRange(all, n, all.length));
    }
}
