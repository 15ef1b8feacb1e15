package org.autodiff;

import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * The result of one backward pass: the gradient of its output with respect to each variable (or to the tensors that were
 * asked for). Gradients are tensors in the shape of what they belong to.
 */
public final class Gradients {
    private final IdentityHashMap<Node, Tensor> byNode;
    private final boolean asked;

    private Gradients(IdentityHashMap<Node, Tensor> byNode, boolean asked) {
        this.byNode = byNode;
        this.asked = asked;
    }

    static Gradients compute(Tensor output, Tensor upstream, Tensor.Backward mode, Tensor[] wrt) {
        if (output.node == null) {
            throw new IllegalStateException("backward: the output is a constant: it was not computed from a variable"
                    + " (Tensor.variable, Parameter), or within NoGrad");
        }
        Node[] targets = new Node[wrt.length];
        for (int i = 0; i < wrt.length; i++) {
            targets[i] = Objects.requireNonNull(wrt[i], "backward: asked for the gradient of null").node;
            if (targets[i] == null) {
                throw new IllegalArgumentException("backward: asked for the gradient of a constant (target " + i
                        + ", shape " + wrt[i].shape() + "): make it a Tensor.variable or a Parameter");
            }
        }
        IdentityHashMap<Node, Tensor> found = Walk.run(
                output.node,
                upstream,
                targets,
                mode == Tensor.Backward.RECORD ? Walk.Recording.YES : Walk.Recording.NO);
        Gradients gradients = new Gradients(found, wrt.length > 0);
        for (Tensor t : wrt) {
            gradients.of(t);
        }
        return gradients;
    }

    /**
     * The gradient with respect to a tensor; zeros if every path to it carries none.
     *
     * @throws IllegalArgumentException if the output does not depend on it, or it is an intermediate result that was not
     *     asked for
     */
    public Tensor of(Tensor t) {
        if (!contains(t)) {
            throw new IllegalArgumentException("gradients: none for " + describe(t) + ": " + reason(t)
                    + "; ofOrZero gives zeros where the output does not depend on a tensor");
        }
        return ofOrZero(t);
    }

    /** The gradient with respect to a tensor; zeros if the output does not depend on it. */
    public Tensor ofOrZero(Tensor t) {
        Tensor gradient = byNode.get(t.node);
        return gradient == null ? Tensor.zeros(t.shape()) : gradient;
    }

    /** Whether the output depends on this tensor, and its gradient was computed. */
    public boolean contains(Tensor t) {
        return t.node != null && byNode.containsKey(t.node);
    }

    /** For how many tensors there is a gradient. */
    public int size() {
        return byNode.size();
    }

    private static String describe(Tensor t) {
        String name = t.node instanceof Leaf leaf && leaf.name != null ? "'" + leaf.name + "' of " : "a tensor of ";
        return name + "shape " + t.shape();
    }

    private String reason(Tensor t) {
        if (t.node == null) {
            return "it is a constant";
        }
        if (asked) {
            return "it was not asked for, or the output does not depend on it";
        }
        return t.node instanceof Leaf
                ? "the output does not depend on it"
                : "it is an intermediate result: ask for it with backward(tensor)";
    }

    Iterable<Tensor> all() {
        return byNode.values();
    }
}
