package org.autodiff;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * The result of one backward pass: the gradient of its output with respect to each variable (or to the tensors that were
 * asked for). Gradients are tensors in the shape of what they belong to.
 */
public final class Gradients {
    private final boolean asked;
    private Node[] nodes = new Node[8];
    private Tensor[] tensors = new Tensor[8];
    private int size;

    /** Made by the first look-up that needs it; see {@link #index}. */
    private volatile IdentityHashMap<Node, Integer> indices;

    Gradients(boolean asked) {
        this.asked = asked;
    }

    /** Notes what has arrived at a node; null where no path carried a gradient. */
    void put(Node node, Tensor gradient) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * size);
            tensors = Arrays.copyOf(tensors, 2 * size);
        }
        if (node instanceof Leaf leaf) {
            leaf.index = size;
        }
        nodes[size] = node;
        tensors[size++] = gradient;
    }

    /** Whether a node lies below the output, and was asked for. */
    boolean has(Node node) {
        return index(node) >= 0;
    }

    /** What has arrived at a node, or null. */
    Tensor get(Node node) {
        int i = index(node);
        return i < 0 ? null : tensors[i];
    }

    /**
     * Where a node stands here, or -1. A leaf remembers where it stood in the last gradients that were computed, which are
     * nearly always the ones that are asked; else a hash table is made, which costs more than a small walk.
     */
    private int index(Node node) {
        if (node instanceof Leaf leaf) {
            int hint = leaf.index;
            if (hint < size && nodes[hint] == leaf) {
                return hint;
            }
        }
        IdentityHashMap<Node, Integer> known = indices;
        if (known == null) {
            known = new IdentityHashMap<>(size);
            for (int i = 0; i < size; i++) {
                known.put(nodes[i], i);
            }
            indices = known;
        }
        return known.getOrDefault(node, -1);
    }

    static Gradients compute(Tensor output, Tensor upstream, Tensor.Backward mode, Tensor[] wrt) {
        Node from = output.live().liveNode();
        if (from == null) {
            throw new IllegalStateException("backward: the output is a constant: it was not computed from a variable"
                    + " (Tensor.variable, Parameter), or within NoGrad, or by a backward pass that was not recorded"
                    + " (Backward.RECORD, or Autodiff.grad)");
        }
        Node[] targets = new Node[wrt.length];
        for (int i = 0; i < wrt.length; i++) {
            targets[i] = Objects.requireNonNull(wrt[i], "backward: asked for the gradient of null")
                    .live()
                    .liveNode();
            if (targets[i] == null) {
                throw new IllegalArgumentException("backward: asked for the gradient of a constant (target " + i
                        + ", shape " + wrt[i].shape() + "): make it a Tensor.variable or a Parameter");
            }
        }
        Gradients gradients = Walk.run(
                from,
                upstream.lasting(),
                targets,
                mode == Tensor.Backward.RECORD ? Walk.Recording.YES : Walk.Recording.NO);
        for (int i = 0; i < wrt.length; i++) {
            if (!gradients.contains(wrt[i])) {
                throw new IllegalArgumentException("backward: the output does not depend on target " + i + ", "
                        + describe(wrt[i]) + ": it was not computed from it, or the way from one to the other was not"
                        + " recorded (detach, NoGrad)");
            }
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
            requireKnown(t);
            throw none(
                    t,
                    (t.live().node == null ? "it is a constant" : "the output does not depend on it")
                            + "; ofOrZero gives zeros where the output does not depend on a tensor");
        }
        return ofOrZero(t);
    }

    /**
     * The gradient with respect to a tensor; zeros if the output does not depend on it.
     *
     * @throws IllegalArgumentException if that is not known: it is an intermediate result, or others were asked for
     */
    public Tensor ofOrZero(Tensor t) {
        if (!contains(t)) {
            requireKnown(t);
            return Tensor.zeros(t.shape());
        }
        Tensor gradient = get(t.live().node);
        return gradient == null ? Tensor.zeros(t.shape()) : gradient;
    }

    /** Refuses a tensor whose gradient was not computed, so that nobody knows whether it is zero. */
    private void requireKnown(Tensor t) {
        Node node = t.live().node;
        if (node != null && asked) {
            throw none(t, "it was not asked for: backward was given " + size + " other" + (size == 1 ? "" : "s"));
        }
        if (node != null && !(node instanceof Leaf)) {
            throw none(t, "it is an intermediate result: ask for it with backward(tensor)");
        }
    }

    private static IllegalArgumentException none(Tensor t, String reason) {
        return new IllegalArgumentException("gradients: none for " + describe(t) + ": " + reason);
    }

    /** Whether the output depends on this tensor, and its gradient was computed. */
    public boolean contains(Tensor t) {
        Node node = Objects.requireNonNull(t, "gradients: the tensor is null").live().node;
        return node != null && has(node);
    }

    /** For how many tensors there is a gradient. */
    public int size() {
        return size;
    }

    private static String describe(Tensor t) {
        String name =
                t.live().node instanceof Leaf leaf && leaf.name != null ? "'" + leaf.name + "' of " : "a tensor of ";
        return name + "shape " + t.shape();
    }

    /** All of them; null where no path carried one. */
    Iterable<Tensor> all() {
        return Arrays.asList(tensors).subList(0, size);
    }
}
