package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.Evidence;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.gate.Structure;
import org.autodiff.internal.engine.Node;

/** Why a gradient is zero: where, on the ways from the loss, something arrived and nothing was passed on. */
final class Zeros {
    private static final int SHOWN = 4;

    private Zeros() {}

    static GradientExplanation explain(Flow flow, Node target) {
        Map<Cause, Set<Node>> blocked = new EnumMap<>(Cause.class);
        Set<Node> cancelled = new LinkedHashSet<>();
        for (Node node : flow.order()) {
            Numbers arrived = flow.arrived(node);
            if (arrived == null || arrived.isZero() || node == target) {
                continue;
            }
            for (Flow.Edge edge : flow.edges(node)) {
                Numbers total = flow.arrived(edge.to());
                if (edge.sent() == null || edge.sent().isZero()) {
                    blocked.computeIfAbsent(Blame.zero(edge), c -> new LinkedHashSet<>())
                            .add(selection(flow, node));
                } else if (total != null && total.isZero()) {
                    cancelled.add(edge.to());
                }
            }
        }
        if (!cancelled.isEmpty()) {
            return cancelled(State.ZERO, cancelled.iterator().next(), flow);
        }
        // What closed most ways; of as many, what comes first in the list of causes.
        Cause cause = null;
        for (Map.Entry<Cause, Set<Node>> e : blocked.entrySet()) {
            cause = cause == null || e.getValue().size() > blocked.get(cause).size() ? e.getKey() : cause;
        }
        if (cause == null) {
            return new GradientExplanation(
                    State.ZERO, Cause.STATIONARY, "the gradient of the loss itself is zero", List.of());
        }
        List<Evidence> evidence = evidence(blocked, cause, flow);
        Node first = blocked.get(cause).iterator().next();
        return new GradientExplanation(State.ZERO, cause, Blame.words(first, cause) + others(blocked), evidence);
    }

    /**
     * What only put elements together, such as concat, had zeros arrive for some of them: from what selected others
     * behind it.
     */
    private static Node selection(Flow flow, Node node) {
        Node at = node;
        while (at != null && at.gate().structure() == Structure.MOVE && !Blame.selects(at)) {
            at = flow.consumer(at);
        }
        return at != null && Blame.selects(at) ? at : node;
    }

    private static String others(Map<Cause, Set<Node>> blocked) {
        int ways = blocked.values().stream().mapToInt(Set::size).sum();
        return ways == 1 ? "" : "; " + ways + " operations in all stop the gradient";
    }

    private static List<Evidence> evidence(Map<Cause, Set<Node>> blocked, Cause cause, Flow flow) {
        List<Node> nodes = new ArrayList<>(blocked.get(cause));
        blocked.forEach((c, some) -> {
            if (c != cause) {
                nodes.addAll(some);
            }
        });
        List<Evidence> evidence = new ArrayList<>();
        for (Node node : nodes.subList(0, Math.min(SHOWN, nodes.size()))) {
            String arrived = "a gradient up to " + flow.arrived(node).upTo() + " arrives";
            evidence.add(Blame.evidence(node, arrived));
        }
        return evidence;
    }

    /** Of a node at which several gradients meet that make up for each other. */
    static GradientExplanation cancelled(State state, Node at, Flow flow) {
        List<Evidence> evidence = new ArrayList<>();
        for (Node node : flow.order()) {
            for (Flow.Edge edge : flow.edges(node)) {
                if (edge.to() == at && edge.sent() != null && evidence.size() < SHOWN) {
                    evidence.add(
                            Blame.evidence(node, "gives up to " + edge.sent().upTo()));
                }
            }
        }
        return new GradientExplanation(
                state, Cause.CANCELLED, "what arrives at " + Trail.name(at) + " adds up to nothing", evidence);
    }
}
