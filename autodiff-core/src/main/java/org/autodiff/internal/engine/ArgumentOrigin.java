package org.autodiff.internal.engine;

import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.move.Moves;

/** Where an argument of a transform came from. */
public final class ArgumentOrigin {
    private static final String OF_A_MODEL = "; of a model write Autodiff.grad(model, m -> loss(m)), within which the"
            + " arguments stand for the parameters wherever they are read, and for vmap model.with(values, ...)";

    private ArgumentOrigin() {}

    /**
     * Refuses a result that does not depend on an argument, if the function read the variable that was given for it:
     * the derivative would be zeros, and nobody who writes {@code grad(w -> loss(model), parameter)} means that.
     *
     * @param boundary the arguments as the function saw them: a path through one of them does not count
     */
    public static void requireNotRead(String operation, int i, Tensor x, Tensor y, Node... boundary) {
        Leaf variable = variable(x);
        Node result = Tensors.liveNode(y);
        if (variable != null && result != null && BackwardWalk.reaches(result, variable, boundary)) {
            throw read(operation, i, x, variable);
        }
    }

    /** The same of a function that leaves no tape, for a parameter. */
    public static void requireNotRead(String operation, int i, Tensor x, Set<Tensor> read) {
        if (read.contains(x)) {
            throw read(operation, i, x, Tensors.leaf(x));
        }
    }

    private static IllegalArgumentException read(String operation, int i, Tensor x, Leaf variable) {
        String name = variable.name == null ? "the variable of shape " + x.shape() : "'" + variable.name + "'";
        String consequence = operation.equals("vmap")
                ? "all examples would get the same result: compute with the argument"
                : "the derivative would be zero: compute with the argument, or do without the transform:"
                        + " loss.backward().of(variable)";
        return new IllegalArgumentException(operation + ": the result does not depend on argument " + i
                + ", but on " + name + " itself, which the function reads; so " + consequence
                + (variable.parameter == null ? "" : OF_A_MODEL));
    }

    /**
     * The variable of the program that a tensor is, under any tangents and aliases, or of which it is an example; null
     * if it is none.
     */
    private static Leaf variable(Tensor x) {
        Tensor t = Tensors.live(x);
        while (t.level != null) {
            t = t.level.below();
        }
        Node node = t.node;
        while (node != null && node.gate() instanceof Moves.Alias) {
            node = node.input(0);
        }
        return node instanceof Leaf leaf && leaf.within == null ? leaf : null;
    }
}
