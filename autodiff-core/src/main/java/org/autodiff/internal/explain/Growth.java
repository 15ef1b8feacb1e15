package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.Evidence;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.gate.Structure;
import org.autodiff.internal.engine.Node;

/** Why a gradient is huge or tiny: by which factor each operation on its main way changes it. */
final class Growth {
    /** Of what adds up to this little of its parts, one may say that they cancel. */
    private static final double CANCELLED = 1e-8;

    private Growth() {}

    /** What the applications of one operation, at one line, do together. */
    private static final class Group {
        private final List<Flow.Edge> edges = new ArrayList<>();
        private double log;

        double perStep() {
            return Math.exp(log / edges.size());
        }
    }

    static GradientExplanation huge(Flow flow, Node target, Numbers gradient) {
        Group group = guiltiest(flow, flow.mainWay(target), 1);
        String size = "magnitudes up to " + Numbers.text(gradient.most());
        if (group == null) {
            return new GradientExplanation(State.HUGE, Cause.EXPLODING, size + ": many paths that add up", List.of());
        }
        Node node = group.edges.get(0).from();
        boolean one = group.edges.size() == 1;
        return new GradientExplanation(
                State.HUGE,
                one ? Cause.AMPLIFIED : Cause.EXPLODING,
                size + ": " + words(group, node),
                evidence(group, flow));
    }

    static GradientExplanation tiny(Flow flow, Node target, Numbers gradient) {
        Node cancelled = cancelled(flow);
        if (cancelled != null) {
            return Zeros.cancelled(State.TINY, cancelled, flow);
        }
        String size = "magnitudes only up to " + Numbers.text(gradient.most()) + ": ";
        Group group = guiltiest(flow, flow.mainWay(target), -1);
        if (group != null && onlyMoves(group.edges.get(0))) { // the main way of all elements is not that of these
            group = guiltiest(flow, flow.allEdges().filter(e -> !onlyMoves(e)).toList(), -1);
        }
        if (group == null) {
            return new GradientExplanation(State.TINY, Cause.STATIONARY, size + "it is small all the way", List.of());
        }
        Node node = group.edges.get(0).from();
        if (group.edges.size() > 1) {
            return new GradientExplanation(
                    State.TINY, Cause.VANISHING, size + words(group, node), evidence(group, flow));
        }
        Cause cause = sumsToConstant(node) ? Cause.CANCELLED : Blame.zero(group.edges.get(0));
        String why = cause == Cause.CANCELLED
                ? node.gate().name() + Blame.at(node)
                        + " always adds up to the same, and each element has the same part in the loss"
                : cause == Cause.MULTIPLIED_BY_ZERO ? words(group, node) : Blame.words(node, cause);
        return new GradientExplanation(State.TINY, cause, size + why, evidence(group, flow));
    }

    /** Whether the rule hands on elements as they are: small ones must have been small before. */
    private static boolean onlyMoves(Flow.Edge edge) {
        return edge.from().gate().structure() == Structure.MOVE;
    }

    private static String words(Group group, Node node) {
        int n = group.edges.size();
        return n == 1
                ? node.gate().name() + Blame.at(node) + " multiplies the gradient by " + Numbers.text(group.perStep())
                : node.gate().name() + Blame.at(node) + " multiplies the gradient by about "
                        + Numbers.text(group.perStep()) + ", " + n + " times";
    }

    private static List<Evidence> evidence(Group group, Flow flow) {
        List<Evidence> evidence = new ArrayList<>();
        Flow.Edge first = group.edges.get(0);
        Flow.Edge last = group.edges.get(group.edges.size() - 1);
        for (Flow.Edge edge : first == last ? List.of(first) : List.of(first, last)) {
            evidence.add(Blame.evidence(
                    edge.from(),
                    "a gradient up to " + flow.arrived(edge.from()).upTo() + " arrives, up to "
                            + edge.sent().upTo() + " goes on"));
        }
        return evidence;
    }

    /** What has the largest part in making the gradient larger, or ({@code sign < 0}) smaller; null if nothing has. */
    private static Group guiltiest(Flow flow, List<Flow.Edge> edges, int sign) {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Flow.Edge edge : edges) {
            double factor = edge.factor(flow.arrived(edge.from()));
            String key = edge.from().gate().name() + Blame.at(edge.from());
            Group group = groups.computeIfAbsent(key, k -> new Group());
            group.edges.add(edge);
            group.log += factor > 0 ? Math.log(factor) : 0;
        }
        Group most = groups.values().stream()
                .max(Comparator.comparingDouble(g -> sign * g.log))
                .orElse(null);
        if (most == null || sign * most.log <= 0) {
            return null;
        }
        // Of several applications one may have done it alone.
        Flow.Edge alone = most.edges.stream()
                .max(Comparator.comparingDouble(e -> sign * Math.log(e.factor(flow.arrived(e.from())))))
                .orElseThrow();
        double log = Math.log(alone.factor(flow.arrived(alone.from())));
        if (sign * log > 0.5 * sign * most.log) {
            Group one = new Group();
            one.edges.add(alone);
            one.log = log;
            return one;
        }
        return most;
    }

    /** A node that gets gradients which nearly make up for each other; null if there is none. */
    private static Node cancelled(Flow flow) {
        for (Node node : flow.order()) {
            for (Flow.Edge edge : flow.edges(node)) {
                Numbers total = flow.arrived(edge.to());
                if (edge.sent() != null
                        && total != null
                        && total.most() < CANCELLED * edge.sent().most()) {
                    return edge.to();
                }
            }
        }
        return null;
    }

    /** A softmax that is not saturated, and passes nothing on since all its outputs are wanted alike. */
    private static boolean sumsToConstant(Node node) {
        Numbers n = Numbers.of(node.kept(Node.OUTPUT));
        return node.gate().name().equals("softmax") && n != null && n.most() < 0.999;
    }
}
