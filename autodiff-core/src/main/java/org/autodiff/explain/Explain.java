package org.autodiff.explain;

import org.autodiff.Autodiff;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/**
 * Shows back-propagation at work, on any function: runs it once, and back-propagates once, with an eye on every step.
 *
 * <pre>{@code
 * Trace trace = Explain.of(xs -> xs[0].mul(xs[1]).tanh().square(), Tensor.variable("x", 3), Tensor.variable("w", 1));
 * System.out.println(trace.table());
 * }</pre>
 *
 * <p>It keeps every value and every product, so it is for functions that somebody wants to look at, not for training. A
 * function that draws random numbers or assigns parameters does so, once.
 */
public final class Explain {
    private Explain() {}

    /**
     * The trace of a function at a point.
     *
     * @param f its value is a single number
     * @param inputs the point; the names of variables are kept
     * @throws IllegalArgumentException if the value is not a single number: reduce it, or pick an element
     */
    public static Trace of(TensorFunction f, Tensor... inputs) {
        try (DebugScope lines = Autodiff.debug(StopAt.NOTHING)) {
            return of(Tape.record(f, inputs));
        }
    }

    /**
     * The trace of what a tape has recorded. It knows the program's lines if the tape was recorded within
     * {@link Autodiff#debug}.
     *
     * @throws IllegalStateException if the tape was not made by {@link Tape#record}
     * @throws IllegalArgumentException if its output is not a single number
     */
    public static Trace of(Tape tape) {
        return tape.explain();
    }
}
