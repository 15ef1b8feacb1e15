package org.autodiff.internal.engine;

import java.util.Arrays;
import java.util.IdentityHashMap;
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

    /** All of them; null where no path carried one. */
    public Iterable<Tensor> all() {
        return Arrays.asList(tensors).subList(0, size);
    }
}
