package org.autodiff.internal.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.Evidence;
import org.autodiff.gate.Structure;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Site;

/** What the kind of an operation says about the gradient that its rule gave, and what its inputs were. */
final class Blame {
    private static final Set<String> FLAT = Set.of(
            "sigmoid",
            "tanh",
            "softmax",
            "logSoftmax",
            "softplus",
            "softsign",
            "elu",
            "erf",
            "erfc",
            "normalCdf",
            "atan",
            "exp",
            "gaussian");
    private static final Set<String> OFF = Set.of("relu", "leakyRelu", "prelu");
    private static final Set<String> BOUNDED = Set.of("clamp", "hardTanh", "hardSigmoid");
    private static final Set<String> CHOICE =
            Set.of("where", "max", "min", "maximum", "minimum", "gather", "gatherLast", "indexSelect", "maxPool2d");
    private static final Set<String> PRODUCTS = Set.of("mul", "chain", "div", "scaleGradient");
    private static final String HOOK = "onGradient";

    private static final Map<Cause, String> WORDS = Map.ofEntries(
            Map.entry(Cause.SATURATED, "is saturated: it is flat where its input is"),
            Map.entry(Cause.INACTIVE, "is off: no element of its input is positive"),
            Map.entry(Cause.CLAMPED, "is at its bounds: its input lies outside"),
            Map.entry(Cause.NOT_SELECTED, "took other elements: those that come from here were not selected"),
            Map.entry(Cause.MULTIPLIED_BY_ZERO, "multiplies by zero"),
            Map.entry(Cause.NOT_DIFFERENTIABLE, "has a rule that gives no gradient for this input"),
            Map.entry(Cause.STATIONARY, "has a derivative of zero, or nearly, at its input"));

    private Blame() {}

    /** Why the rule of a node gave zero, or nearly, for an input. */
    static Cause zero(Flow.Edge edge) {
        Node node = edge.from();
        if (edge.sent() == null && node.gate().structure() != Structure.MOVE) {
            return Cause.NOT_DIFFERENTIABLE;
        }
        String name = node.gate().name();
        if (FLAT.contains(name)) {
            return Cause.SATURATED;
        }
        if (OFF.contains(name)) {
            return Cause.INACTIVE;
        }
        if (BOUNDED.contains(name)) {
            return Cause.CLAMPED;
        }
        if (CHOICE.contains(name) || node.gate().structure() == Structure.MOVE) {
            return Cause.NOT_SELECTED;
        }
        boolean product = PRODUCTS.contains(name) || node.gate().structure() == Structure.CONTRACT;
        return product ? Cause.MULTIPLIED_BY_ZERO : Cause.STATIONARY;
    }

    /** The same in words: {@code sigmoid at Fit.java:12 is saturated: ...}. */
    static String words(Node node, Cause cause) {
        if (isHook(node)) {
            return HOOK + at(node) + " is a hook of the program, and returned zero, or nearly";
        }
        return node.gate().name() + at(node) + " " + WORDS.getOrDefault(cause, "");
    }

    /** Whether what it gives has nothing to do with its input, but is what the program chose. */
    static boolean isHook(Node node) {
        return node.gate().name().equals(HOOK);
    }

    /** An operation with its inputs, and with what was said in front. */
    static Evidence evidence(Node node, String numbers) {
        List<String> parts = new ArrayList<>();
        if (!numbers.isEmpty()) {
            parts.add(numbers);
        }
        if (!(node instanceof Leaf)) {
            int inputs = inputs(node);
            for (int i = 0; i < inputs; i++) {
                Tensor input = input(node, i);
                if (input != null) {
                    parts.add("input" + (inputs == 1 ? " " : " " + i + " ") + Numbers.text(input));
                }
            }
            if (inputs == 1 && input(node, 0) == null && node.kept(Node.OUTPUT) != null) {
                parts.add("output " + Numbers.text(node.kept(Node.OUTPUT)));
            }
        }
        return new Evidence(operation(node), line(node.site()), String.join("; ", parts));
    }

    /** Whether an operation takes some elements of an input, and leaves others. */
    static boolean selects(Node node) {
        boolean smaller = node.gate().structure() == Structure.MOVE
                && node.arity() > 0
                && node.input(0) != null
                && node.shape.size() < node.input(0).shape.size();
        return smaller || CHOICE.contains(node.gate().name());
    }

    /** How many inputs an operation has. */
    static int inputs(Node node) {
        return node.trace() == null ? node.arity() : node.trace().inputs().length;
    }

    /** The numbers of an input, if they were kept. */
    static Tensor input(Node node, int i) {
        return node.trace() == null ? node.kept(i) : node.trace().inputs()[i];
    }

    static String operation(Node node) {
        return node.gate() != null
                ? node.gate().name()
                : node instanceof Leaf leaf && leaf.name != null ? "'" + leaf.name + "'" : "variable";
    }

    static Optional<String> line(Site site) {
        return site == null ? Optional.empty() : Optional.of(site.toString());
    }

    /** {@code  at Fit.java:12}, or nothing if the line is not known. */
    static String at(Node node) {
        return node.site() == null ? "" : " at " + node.site();
    }
}
