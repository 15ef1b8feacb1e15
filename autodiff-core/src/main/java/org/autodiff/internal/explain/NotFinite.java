package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.Evidence;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;

/** Why a gradient is NaN or infinite: a value was so before, or else the first rule on the way back that made it so. */
final class NotFinite {
    private NotFinite() {}

    static GradientExplanation explain(Flow flow, Tensor w, Numbers gradient) {
        State state = gradient.nan() > 0 ? State.NAN : State.INFINITE;
        if (isBad(w)) {
            return new GradientExplanation(
                    state,
                    Cause.VALUE_NOT_FINITE,
                    "the tensor itself is not finite",
                    List.of(Blame.evidence(Tensors.liveNode(w), Numbers.text(w))));
        }
        for (Node node : flow.order()) {
            Numbers arrived = flow.arrived(node);
            if (arrived != null && !arrived.isFinite()) { // each part was finite, or the search had ended
                return new GradientExplanation(
                        state,
                        Cause.EXPLODING,
                        "the gradients that meet at " + Trail.name(node) + " add up to more than a number can hold",
                        List.of(Blame.evidence(node, "")));
            }
            for (Flow.Edge edge : flow.edges(node)) {
                if (edge.sent() != null && !edge.sent().isFinite()) {
                    return of(state, edge, arrived);
                }
            }
        }
        throw new IllegalStateException("explainGradient: the gradient is not finite, but every part of it is");
    }

    private static boolean isBad(Tensor t) {
        Numbers n = Numbers.of(t);
        return n != null && !n.isFinite();
    }

    /** The first input of an operation that is not finite; null if there is none, or it was not kept. */
    private static Tensor badInput(Node node) {
        for (int i = 0; i < Blame.inputs(node); i++) {
            if (isBad(Blame.input(node, i))) {
                return Blame.input(node, i);
            }
        }
        return null;
    }

    private static GradientExplanation of(State state, Flow.Edge edge, Numbers arrived) {
        Node node = edge.from();
        if (badInput(node) != null) {
            return ofValue(state, node);
        }
        String who = node.gate().name() + Blame.at(node);
        String text = Blame.isHook(node)
                ? who + " is a hook of the program, and returned " + edge.sent().upTo()
                : "the derivative of " + who + " is " + (edge.sent().nan() > 0 ? "NaN" : "infinite")
                        + " at its input: keep the input away from there, by clamp, a small constant, or a where in"
                        + " front of it";
        return new GradientExplanation(
                state,
                Cause.SINGULAR,
                text,
                List.of(with(Blame.evidence(node, "a gradient up to " + arrived.upTo() + " arrives"), edge.culprit())));
    }

    private static Evidence with(Evidence e, String more) {
        String both = e.numbers().isEmpty() || more.isEmpty() ? e.numbers() + more : e.numbers() + "; " + more;
        return new Evidence(e.operation(), e.line(), both);
    }

    /** A value was not finite on the way forward: follows it down to the operation that made it so. */
    private static GradientExplanation ofValue(State state, Node reached) {
        Node guilty = reached;
        Tensor bad = badInput(reached);
        while (bad != null && Tensors.origin(bad) != null) {
            guilty = Tensors.origin(bad);
            bad = badInput(guilty);
        }
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(with(Blame.evidence(guilty, ""), Culprit.ofOutput(guilty)));
        if (guilty != reached) {
            evidence.add(Blame.evidence(reached, "here it meets the gradient"));
        }
        String who = Blame.operation(guilty) + Blame.at(guilty);
        return new GradientExplanation(
                state,
                Cause.VALUE_NOT_FINITE,
                "values are not finite on the way forward already: "
                        + (bad != null
                                ? "a constant that goes into " + who
                                : guilty.gate() == null
                                        ? who
                                        : areKept(guilty)
                                                ? who + " made them so, of finite ones"
                                                : who + " or what comes before it; its inputs were not kept, but"
                                                        + " explainGradient(() -> loss, tensor) sees them"),
                evidence);
    }

    private static boolean areKept(Node node) {
        for (int i = 0; i < Blame.inputs(node); i++) {
            if (Numbers.of(Blame.input(node, i)) == null) {
                return false;
            }
        }
        return true;
    }
}
