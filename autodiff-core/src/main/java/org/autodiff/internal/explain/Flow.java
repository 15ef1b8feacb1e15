package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.BackwardWalk;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Observer;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.NdArray;

/** How gradients flow on the ways from a loss to one node: figures of what each rule got and gave. */
final class Flow implements Observer {
    /**
     * What a rule gave for one input.
     *
     * @param sent null if it gave none
     * @param culprit where it is not finite first; empty if it is finite, or that cannot be said
     */
    record Edge(Node from, int input, Node to, Numbers sent, String culprit) {
        /** How much larger the gradient is behind the rule than before it. */
        double factor(Numbers arrived) {
            return sent == null || arrived.most() == 0 ? 0 : sent.most() / arrived.most();
        }
    }

    private final Map<Node, Numbers> arrived = new IdentityHashMap<>();
    private final Map<Node, List<Edge>> edges = new IdentityHashMap<>();

    /** The nodes that depend on the target, the loss first. */
    private final List<Node> order = new ArrayList<>();

    private final Map<Node, Boolean> dependent = new IdentityHashMap<>();
    private int depth;
    private Tensor gradient;

    private Flow() {}

    /** Walks from a loss to a node that it depends on. */
    static Flow of(Tensor loss, Node top, Node target) {
        Flow flow = new Flow();
        flow.findWays(top, target);
        Context context = Context.current();
        Observer before = context.ownObserver();
        context.observe(flow);
        try {
            flow.gradient = context.unrecorded(() -> BackwardWalk.run(
                            top,
                            Tensor.of(NdArray.full(loss.shape(), 1)),
                            new Node[] {target},
                            BackwardWalk.Recording.NO)
                    .get(target));
        } finally {
            context.observe(before);
        }
        return flow;
    }

    private void findWays(Node top, Node target) {
        for (Node node : BackwardWalk.topologicalOrder(top)) {
            boolean depends = node == target;
            for (int i = 0; i < node.arity(); i++) {
                depends |= node.input(i) != null && dependent.containsKey(node.input(i));
            }
            if (depends) {
                dependent.put(node, true);
                order.add(node);
            }
        }
        Collections.reverse(order);
    }

    @Override
    public void passing(Node node, int run, Tensor... upstream) {
        if (depth++ == 0) {
            Numbers all = null;
            for (Tensor u : upstream) {
                Numbers n = Numbers.of(u);
                all = all == null || (n != null && n.most() > all.most()) || (n != null && !n.isFinite()) ? n : all;
            }
            arrived.put(node, all);
        }
    }

    @Override
    public void sent(Node node, int input, Node to, Tensor part) {
        if (depth == 1) {
            Numbers n = Numbers.of(part);
            String culprit = n == null || n.isFinite() ? "" : Culprit.ofRule(node, Tensors.numbers(part));
            edges.computeIfAbsent(node, any -> new ArrayList<>()).add(new Edge(node, input, to, n, culprit));
        }
    }

    @Override
    public void passed(Node node, int run) {
        depth--;
    }

    /** The gradient of the target; null if no path carried one. */
    Tensor gradient() {
        return gradient;
    }

    /** The nodes on the ways, each after all that follow from it. */
    List<Node> order() {
        return order;
    }

    /** What has arrived at a node in total; null if nothing has. */
    Numbers arrived(Node node) {
        return arrived.get(node);
    }

    /** What the rule of a node gave for those of its inputs from which the target can be reached. */
    List<Edge> edges(Node node) {
        List<Edge> given = edges.getOrDefault(node, List.of());
        List<Edge> all = new ArrayList<>(given);
        for (int i = 0; i < node.arity(); i++) {
            Node in = node.input(i);
            if (in != null && dependent.containsKey(in) && given.stream().noneMatch(e -> e.to() == in)) {
                all.add(new Edge(node, i, in, null, ""));
            }
        }
        return all;
    }

    /** What all rules gave, the loss first. */
    Stream<Edge> allEdges() {
        return order.stream().flatMap(node -> edges.getOrDefault(node, List.of()).stream());
    }

    /** The operation from which the largest gradient came to a node; null for the loss. */
    Node consumer(Node node) {
        Edge largest = null;
        for (Node from : order) {
            for (Edge e : edges.getOrDefault(from, List.of())) {
                boolean larger = largest == null
                        || (e.sent() != null && e.sent().most() > largest.sent().most());
                largest = e.to() == node && e.sent() != null && larger ? e : largest;
            }
        }
        return largest == null ? null : largest.from();
    }

    /** The way of the largest gradients, from the loss to the target. */
    List<Edge> mainWay(Node target) {
        List<Edge> way = new ArrayList<>();
        Node node = order.get(0);
        while (node != target) {
            Edge largest = null;
            for (Edge e : edges(node)) {
                if (e.sent() != null
                        && (largest == null || e.sent().most() > largest.sent().most())) {
                    largest = e;
                }
            }
            if (largest == null) {
                break;
            }
            way.add(largest);
            node = largest.to();
        }
        return way;
    }
}
