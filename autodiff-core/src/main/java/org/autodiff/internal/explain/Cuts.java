package org.autodiff.internal.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.explain.GradientExplanation;
import org.autodiff.explain.GradientExplanation.Cause;
import org.autodiff.explain.GradientExplanation.Evidence;
import org.autodiff.explain.GradientExplanation.State;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Leaf;
import org.autodiff.internal.engine.Node;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.ndarray.NdArray;

/**
 * The places where a gradient is lost between a loss and a tensor. They are not on the tape; they are found from what a
 * {@link Debugger} had kept of constants, or else from what the tape shows of other variables.
 */
final class Cuts {
    private static final int SHOWN = 4;
    private static final String INTO_THE_LOSS = "; they go into the loss as a constant";

    private final Tensor loss;
    private final Node target;

    /** Everything that the loss was computed from, as far as is known, inputs before what follows from them. */
    private final List<Node> order = new ArrayList<>();

    /** What was computed from the target; true if a gradient would come from there to the target. */
    private final IdentityHashMap<Node, Boolean> dependent = new IdentityHashMap<>();

    /** Constants that the program made of numbers. */
    private final List<Tensor> constants = new ArrayList<>();

    private final Map<Node, Cause> cuts = new LinkedHashMap<>();

    Cuts(Tensor loss, Node target) {
        this.loss = loss;
        this.target = target;
        sort();
        for (Node node : order) {
            boolean depends = node == target;
            for (Node in : inputs(node)) {
                depends |= dependent.containsKey(in);
            }
            if (depends) {
                dependent.put(node, isRecorded(node));
                findCut(node);
            }
        }
    }

    private boolean isRecorded(Node node) {
        boolean recorded = node == target;
        for (int i = 0; i < node.arity(); i++) {
            recorded |= node.input(i) != null && dependent.getOrDefault(node.input(i), false);
        }
        return recorded;
    }

    /** Whether a tensor was computed from a node, recorded or not. */
    static boolean reaches(Tensor y, Node node) {
        return new Cuts(y, node).dependent.containsKey(node);
    }

    // ---- what it was computed from

    private void sort() {
        IdentityHashMap<Node, Boolean> done = new IdentityHashMap<>(); // false: its inputs are being looked at
        Deque<Node> stack = new ArrayDeque<>();
        Node top = Tensors.origin(loss);
        if (top != null) {
            stack.push(top);
        }
        while (!stack.isEmpty()) {
            Node node = stack.peek();
            Boolean state = done.get(node);
            if (state != null) {
                stack.pop();
                if (!state) {
                    done.put(node, true);
                    order.add(node);
                }
                continue;
            }
            done.put(node, false);
            for (Node in : inputs(node)) {
                if (!done.containsKey(in)) {
                    stack.push(in);
                }
            }
            if (node.trace() != null) {
                for (Tensor t : node.trace().inputs()) {
                    if (Tensors.origin(t) == null) {
                        constants.add(t);
                    }
                }
            }
        }
    }

    private static List<Node> inputs(Node node) {
        List<Node> inputs = new ArrayList<>();
        for (int i = 0; i < node.arity(); i++) {
            inputs.add(node.input(i));
        }
        if (node.trace() != null) {
            Arrays.stream(node.trace().inputs()).map(Tensors::origin).forEach(inputs::add);
        }
        inputs.removeIf(n -> n == null);
        return inputs;
    }

    /** Notes an operation at which a gradient to the target stops. */
    private void findCut(Node node) {
        if (node.trace() == null || node == target) {
            return;
        }
        Tensor[] inputs = node.trace().inputs();
        for (int i = 0; i < inputs.length; i++) {
            Node in = Tensors.liveNode(inputs[i]);
            if (in == null || !dependent.getOrDefault(in, false)) {
                continue;
            }
            if (node.gate() instanceof Moves.Detach) {
                cuts.put(node, Cause.DETACHED);
            } else if (!node.trace().recorded()) {
                cuts.put(node, Cause.NO_GRAD);
            } else if (!node.gate().differentiable(i)) {
                cuts.put(node, Cause.NOT_DIFFERENTIABLE);
            }
        }
    }

    // ---- what that says

    /** The operations at which a gradient stops. */
    private List<Evidence> evidence() {
        return cuts.keySet().stream()
                .limit(SHOWN)
                .map(node -> Blame.evidence(node, ""))
                .toList();
    }

    private static String words(Node node, Cause cause) {
        String who = node.gate().name() + Blame.at(node);
        return switch (cause) {
            case DETACHED -> who + " makes a constant of what depends on it";
            case NO_GRAD -> who + " was computed within NoGrad, where nothing is recorded";
            default -> who + " has no derivative: it is constant between its steps";
        };
    }

    /** Why there is no gradient. */
    GradientExplanation explain(Tensor w) {
        if (!cuts.isEmpty()) {
            Node node = cuts.keySet().iterator().next();
            return absent(cuts.get(node), words(node, cuts.get(node)), evidence());
        }
        GradientExplanation read = takenOut();
        if (read != null) {
            return read;
        }
        GradientExplanation seen = fromTape(w);
        return seen != null ? seen : independent(w);
    }

    private static GradientExplanation absent(Cause cause, String text, List<Evidence> evidence) {
        return new GradientExplanation(State.ABSENT, cause, text, evidence);
    }

    /** Numbers of what depends on the target were read; null if none were, as far as is known. */
    private GradientExplanation takenOut() {
        GradientExplanation likely = null;
        for (Debugger.Read read : reads()) {
            Tensor t = read.tensor().get();
            if (t == null || !reaches(t, target)) {
                continue;
            }
            Cuts before = new Cuts(t, target);
            if (!before.cuts.isEmpty()) {
                return before.explain(t); // an index, say: the numbers of argmax, which has no derivative
            }
            if (isConstantHere(t)) {
                return absent(Cause.TAKEN_OUT, words(read) + INTO_THE_LOSS, List.of(evidence(read, t)));
            }
            String text = words(read) + "; if the loss is computed from these numbers, the tape does not know";
            likely = likely != null ? likely : absent(Cause.TAKEN_OUT, text, List.of(evidence(read, t)));
        }
        return likely;
    }

    /** What the program read; nothing if nobody noted it. */
    private static List<Debugger.Read> reads() {
        return Context.current().ownObserver() instanceof Debugger debugger ? debugger.reads() : List.of();
    }

    private static String words(Debugger.Read read) {
        return read.operation() + "() at " + read.site() + " takes numbers out of a tensor that depends on it";
    }

    private static Evidence evidence(Debugger.Read read, Tensor t) {
        return new Evidence(read.operation(), Blame.line(read.site()), Numbers.text(t) + " of " + Trail.name(t));
    }

    /** Whether the numbers of a tensor are a constant of the loss. One whole number would prove nothing. */
    private boolean isConstantHere(Tensor t) {
        NdArray numbers = Tensors.numbers(t);
        boolean telling = Numbers.of(numbers) != null
                && (numbers.size() > 1 || (numbers.size() == 1 && numbers.at(0) != Math.rint(numbers.at(0))));
        return telling && constants.stream().anyMatch(c -> sameNumbers(c, t));
    }

    private static boolean sameNumbers(Tensor a, Tensor b) {
        NdArray x = Tensors.numbers(a);
        NdArray y = Tensors.numbers(b);
        return Numbers.of(x) != null && Numbers.of(y) != null && x.size() == y.size() && x.equals(y);
    }

    /** What is lost on some ways while a gradient comes on others; null if nothing is. */
    Loss lost() {
        if (!cuts.isEmpty()) {
            Node node = cuts.keySet().iterator().next();
            return new Loss(words(node, cuts.get(node)), evidence());
        }
        for (Debugger.Read read : reads()) {
            Tensor t = read.tensor().get();
            if (t != null && isConstantHere(t) && reaches(t, target)) {
                return new Loss(words(read) + INTO_THE_LOSS, List.of(evidence(read, t)));
            }
        }
        return null;
    }

    /** A part of the gradient that is not there. */
    record Loss(String text, List<Evidence> evidence) {}

    // ---- without what a debugger keeps

    /** What the tape shows: the same numbers as a constant, or another variable of the same name or numbers. */
    private GradientExplanation fromTape(Tensor w) {
        NdArray numbers = Tensors.numbers(w);
        for (Node node : order) {
            for (int i = 0; i < Blame.inputs(node); i++) {
                Tensor kept = Blame.input(node, i);
                if (kept != null && Tensors.origin(kept) == null && kept.size() > 1 && sameNumbers(kept, w)) {
                    return absent(
                            Cause.DETACHED,
                            "input " + i + " of " + node.gate().name() + Blame.at(node)
                                    + " is a constant with the numbers of this tensor: detach, or value() of it",
                            List.of(Blame.evidence(node, "")));
                }
            }
        }
        String name = target instanceof Leaf leaf ? leaf.name : null;
        for (Node node : order) {
            if (node instanceof Leaf other && other != target && other.shape.equals(target.shape)) {
                boolean sameName = name != null && name.equals(other.name);
                if (sameName || sameNumbers(other, numbers)) {
                    return absent(
                            Cause.OTHER_OBJECT,
                            "the loss depends on another object, " + Trail.name(other) + ", with the same "
                                    + (sameName ? "name" : "numbers")
                                    + ": a copy, or what this was before it was made anew",
                            List.of(new Evidence(Blame.operation(other), Optional.empty(), other.shape.toString())));
                }
            }
        }
        return null;
    }

    private boolean sameNumbers(Leaf leaf, NdArray numbers) {
        if (leaf.parameter instanceof Tensor parameter) {
            return sameNumbers(parameter, Tensor.of(numbers));
        }
        for (Node node : order) {
            for (int i = 0; i < node.arity(); i++) {
                if (node.input(i) == leaf && node.kept(i) != null) {
                    return sameNumbers(node.kept(i), Tensor.of(numbers));
                }
            }
        }
        return false;
    }

    /** A function was given an argument, and read the variable that it was made of. */
    static GradientExplanation ofOriginal(Tensor x) {
        return absent(
                Cause.OTHER_OBJECT,
                "the function reads " + Trail.name(x) + " itself, and not its argument: compute with the argument",
                List.of(new Evidence(Blame.operation(Tensors.origin(x)), Optional.empty(), "")));
    }

    private GradientExplanation independent(Tensor w) {
        List<String> variables = new ArrayList<>();
        boolean traced = true;
        for (Node node : order) {
            if (node instanceof Leaf) {
                variables.add(Trail.name(node));
            } else {
                traced &= node.trace() != null;
            }
        }
        String text = variables.isEmpty()
                ? "the loss is a constant: nothing that it was computed from needs a gradient, " + Trail.name(w)
                        + " neither"
                : "the loss is computed from " + String.join(", ", variables.subList(0, Math.min(8, variables.size())))
                        + ", and not from " + Trail.name(w);
        return absent(
                Cause.INDEPENDENT,
                text
                        + (traced && !order.isEmpty()
                                ? ""
                                : ", as far as the tape shows; explainGradient(() -> loss, tensor) sees also what a"
                                        + " detach, NoGrad or item() hides"),
                List.of());
    }
}
