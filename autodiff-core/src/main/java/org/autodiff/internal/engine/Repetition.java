package org.autodiff.internal.engine;

import org.autodiff.Tensor;

/**
 * How a transform runs the function that it is given, where that is not once for each call: then a function that draws
 * random numbers, or assigns parameters, would do something else than its text says, and is refused.
 */
public enum Repetition {
    /** Once for all examples of a batch, where a loop would run it once for each. */
    ONCE_FOR_ALL(
            "a mapped function (vmap) runs once for all examples of its batch",
            "so all would get the same numbers: draw for the whole batch before, and map over the draws too; if the"
                    + " same ones are meant, Mapping.over(...).sameDraws(true)"),

    /** Several times for one result. */
    AGAIN(
            "the Jacobian by forward mode runs its function more than once",
            "with other numbers each time: draw before, or use jacobianReverse, which runs it once");

    private final String what;
    private final String draws;

    Repetition(String what, String draws) {
        this.what = what;
        this.draws = draws;
    }

    /**
     * Refuses to draw from a generator that is older than a call which repeats its function in this way. A generator
     * made within the function gives the same numbers in any case.
     *
     * @param since what {@link Transform#latest} was when the generator was made
     */
    public static void requireDraw(Context context, String operation, long since) {
        for (Transform t = context.transform; t != null; t = t.enclosing()) {
            if (t.repetition != null && t.id > since) {
                throw new IllegalStateException(operation + ": " + t.repetition.what + ", " + t.repetition.draws);
            }
        }
    }

    /** Refuses the assignment of a parameter within a function that is repeated. */
    public static void requireAssignment(Context context, String parameter) {
        for (Transform t = context.transform; t != null; t = t.enclosing()) {
            if (t.repetition != null) {
                throw new IllegalStateException("assign: " + t.repetition.what + ", so it must not assign parameter '"
                        + parameter + "': return the new value, and assign it outside of the function");
            }
        }
    }

    /** Refuses to take numbers out of a tensor that is one example of a batch, and has none. */
    public static void requireNumbers(String operation, Tensor x) {
        if (Tensors.isOneOfBatch(x)) {
            throw new IllegalStateException(operation
                    + ": one example of a batch has no numbers of its own: a mapped function (vmap) computes all"
                    + " examples at once, so it must not read values or branch on them; use Tensor.where, or do this"
                    + " with the whole batch, outside of the function");
        }
    }
}
