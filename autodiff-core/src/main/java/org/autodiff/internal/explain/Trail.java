package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Site;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Trace;

/** Operations that follow from each other, in lines of text: how a number came about, or where a gradient came from. */
final class Trail {
    private static final int LONGEST = 12;

    private Trail() {}

    /** An operation, variable or constant in words: {@code log (3) at Fit.java:12}. */
    static String name(Node node) {
        if (node instanceof Leaf leaf) {
            return (leaf.name == null ? "variable " : "'" + leaf.name + "' ") + leaf.shape;
        }
        Site site = node.site();
        return node.gate().name() + " " + node.shape + (site == null ? "" : " at " + site);
    }

    /** The same of a tensor, which may be a constant. */
    static String name(Tensor t) {
        Node node = t == null ? null : Tensors.origin(t);
        return node == null ? "constant" + (t == null ? "" : " " + t.shape()) : name(node);
    }

    /** From a tensor down to what it was computed from, at each operation by the input that looks most guilty. */
    static List<String> down(Tensor from) {
        List<String> lines = new ArrayList<>();
        Tensor t = from;
        Node node = t == null ? null : Tensors.origin(t);
        while (node != null) {
            lines.add(name(node));
            Trace trace = node.trace();
            t = trace == null ? null : suspect(trace.inputs());
            Node next = t != null ? Tensors.origin(t) : firstInput(node);
            if (t != null && next == null) {
                lines.add(name(t));
            }
            node = next;
        }
        return shortened(lines);
    }

    private static Node firstInput(Node node) {
        for (int i = 0; i < node.arity(); i++) {
            if (node.input(i) != null) {
                return node.input(i);
            }
        }
        return null;
    }

    /** The first input that is not finite; else the first that was computed, or else a variable, or else any. */
    private static Tensor suspect(Tensor[] inputs) {
        Tensor computed = null;
        for (Tensor t : inputs) {
            Numbers n = Numbers.of(t);
            if (n != null && !n.isFinite()) {
                return t;
            }
            if (computed == null || rank(t) > rank(computed)) {
                computed = t;
            }
        }
        return computed;
    }

    private static int rank(Tensor t) {
        Node node = Tensors.origin(t);
        return node == null ? 0 : node instanceof Leaf ? 1 : 2;
    }

    /** From a node up to an output of a walk: the way that its gradient came. */
    static List<String> up(Node node, Node... outputs) {
        Map<Node, Node> consumer = new IdentityHashMap<>();
        for (Node n : BackwardWalk.topologicalOrder(outputs)) {
            for (int i = 0; i < n.arity(); i++) {
                if (n.input(i) != null) {
                    consumer.putIfAbsent(n.input(i), n);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (Node n = node; n != null; n = consumer.get(n)) {
            lines.add(name(n));
        }
        return shortened(lines);
    }

    /** The beginning and the end of a long way. */
    private static List<String> shortened(List<String> lines) {
        if (lines.size() <= LONGEST) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, LONGEST - 2));
        some.add("... " + (lines.size() - LONGEST + 1) + " more");
        some.add(lines.get(lines.size() - 1));
        return some;
    }
}
