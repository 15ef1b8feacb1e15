package org.autodiff.internal.engine;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/** The gradients that one walk found, by node. */
public final class GradientTable {
    private final boolean asked;
    private Node[] nodes = new Node[8];
    private Tensor[] tensors = new Tensor[8];
    private int size;

    /** Made by the first look-up that needs it; see {@link #index}. */
    private volatile IdentityHashMap<Node, Integer> indices;

    /** An empty one; {@code asked} says whether it is for certain nodes only, and not for all variables. */
    public GradientTable(boolean asked) {
        this.asked = asked;
    }

    /** Whether it is for nodes that were asked for, and not for all variables. */
    public boolean isAsked() {
        return asked;
    }

    /** How many nodes it has. */
    public int size() {
        return size;
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
    public boolean has(Node node) {
        return index(node) >= 0;
    }

    /** What has arrived at a node, or null. */
    public Tensor get(Node node) {
        int i = index(node);
        return i < 0 ? null : tensors[i];
    }

    /**
     * Where a node stands here, or -1. A leaf remembers where it stood in the last gradients that were computed, which
     * are nearly always the ones that are asked; else a hash table is made, which costs more than a small walk.
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

    /** Something made of each gradient; what no path reached stays so. */
    public GradientTable map(UnaryOperator<Tensor> f) {
        GradientTable made = new GradientTable(asked);
        for (int i = 0; i < size; i++) {
            made.put(nodes[i], tensors[i] == null ? null : f.apply(tensors[i]));
        }
        return made;
    }

    /**
     * Sums of the gradients of two walks, node by node; where only one of them came to a node, it is what that one
     * found.
     */
    public GradientTable plus(GradientTable other) {
        GradientTable sum = new GradientTable(asked || other.asked);
        for (int i = 0; i < size; i++) {
            sum.put(nodes[i], add(tensors[i], other.get(nodes[i])));
        }
        for (int i = 0; i < other.size; i++) {
            if (!has(other.nodes[i])) {
                sum.put(other.nodes[i], other.tensors[i]);
            }
        }
        return sum;
    }

    private static Tensor add(Tensor a, Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }

    /** A node that another table has and this one may lack only because it was not asked for; null if there is none. */
    public Node notAskedFor(GradientTable other) {
        for (int i = 0; asked && i < other.size; i++) {
            if (!has(other.nodes[i])) {
                return other.nodes[i];
            }
        }
        return null;
    }

    /** All of them; null where no path carried one. */
    public Iterable<Tensor> all() {
        return Arrays.asList(tensors).subList(0, size);
    }
}
