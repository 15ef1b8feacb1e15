package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The operation whose derivative is wrong, of all that a function does: each one is checked alone, at the inputs that
 * it had.
 *
 * @param operation the name of the gate
 * @param input which of its inputs
 * @param line the program's line, such as {@code Fit.java:12}, where it is known
 * @param claimed the derivative that its backward rule gives, where it is most wrong
 * @param numeric what differences say there
 * @param text all of it in words
 */
record Culprit(String operation, int input, Optional<String> line, double claimed, double numeric, String text) {
    /** Of operations that are the same up to their numbers, so many are looked at element by element. */
    private static final int THOROUGH = 3;

    /** Locating must not take much longer than the check. */
    private static final long NANOSECONDS = 5_000_000_000L;

    private static final int SHOWN = 2;

    /** What makes two operations alike: in a loop there are many of them. */
    private record Kind(Object gate, Optional<String> line, List<Shape> shapes) {}

    /**
     * The culprits, each kind once.
     *
     * @param seed of the random gradients and directions
     * @return empty if every operation is right by itself
     */
    static List<Culprit> of(Recording recording, long seed) {
        return search(recording, seed).culprits();
    }

    /**
     * What a search found.
     *
     * @param unseen how many operations there was no time for
     */
    private record Found(List<Culprit> culprits, int unseen) {}

    /** Small operations first: most are, and a mistake in a large one is a rare one. */
    private static Found search(Recording recording, long seed) {
        boolean[] dependent = recording.dependent();
        boolean[] needed = recording.upstream();
        Rng rng = Rng.of(seed);
        Map<Kind, Integer> seen = new HashMap<>();
        Map<Kind, Culprit> found = new HashMap<>();
        Map<Recording.Operation, Culprit> culprits = new IdentityHashMap<>();
        int unseen = 0;
        long end = System.nanoTime() + NANOSECONDS;
        List<Recording.Operation> order = new ArrayList<>(recording.operations());
        order.sort(Comparator.comparingLong(recording::work));
        for (Recording.Operation operation : order) {
            boolean matters = Arrays.stream(operation.outputs()).anyMatch(i -> needed[i])
                    && Arrays.stream(operation.inputs()).anyMatch(i -> dependent[i]);
            if (!matters || operation.isDetach()) {
                continue;
            }
            if (System.nanoTime() > end) {
                unseen++;
                continue;
            }
            Kind kind = new Kind(operation.gate(), operation.line(), shapes(recording, operation.inputs()));
            int before = seen.merge(kind, 1, Integer::sum);
            if (!found.containsKey(kind)) {
                Optional<Culprit> culprit = check(recording, operation, dependent, before <= THOROUGH, rng.split());
                culprit.ifPresent(c -> {
                    found.put(kind, c);
                    culprits.put(operation, c);
                });
            }
        }
        return new Found(
                recording.operations().stream()
                        .filter(culprits::containsKey)
                        .map(culprits::get)
                        .toList(),
                unseen);
    }

    private static List<Shape> shapes(Recording recording, int... ids) {
        return Arrays.stream(ids).mapToObj(i -> recording.value(i).shape()).toList();
    }

    // ---- one operation

    private static Optional<Culprit> check(
            Recording recording, Recording.Operation operation, boolean[] dependent, boolean thorough, Rng rng) {
        NdArray[] inputs =
                Arrays.stream(operation.inputs()).mapToObj(recording::value).toArray(NdArray[]::new);
        OperationCheck.Finding worst = null;
        for (int i = 0; i < inputs.length; i++) {
            if (dependent[operation.inputs()[i]] && operation.gate().differentiable(i)) {
                Optional<OperationCheck.Finding> finding =
                        check(recording, operation, dependent, inputs, i, thorough, rng.split());
                if (finding.isPresent() && (worst == null || finding.get().relativeError() > worst.relativeError())) {
                    worst = finding.get();
                }
            }
        }
        return worst == null ? Optional.empty() : Optional.of(culprit(operation, inputs, worst));
    }

    private static Optional<OperationCheck.Finding> check(
            Recording recording,
            Recording.Operation operation,
            boolean[] dependent,
            NdArray[] inputs,
            int input,
            boolean thorough,
            Rng rng) {
        try {
            OperationCheck.Forward whole = Whole.of(recording, operation, dependent);
            return new OperationCheck(operation.gate(), inputs, whole, rng).check(input, thorough, rng);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            return Optional.empty(); // the rule refuses here: so it has given no wrong gradient
        }
    }

    // ---- in words

    private static Culprit culprit(Recording.Operation operation, NdArray[] inputs, OperationCheck.Finding worst) {
        String name = operation.gate().name();
        String input = inputs.length == 1 ? "its input" : "input " + worst.input() + " of " + inputs.length;
        String element = Block.element("x", inputs[worst.input()].shape(), worst.element());
        String output = worst.output() < 0
                ? "a weighted sum of its outputs"
                : Block.element(
                        operation.outputs().length == 1 ? "y" : "y" + worst.output(), worst.shape(), worst.component());
        String text = String.format(
                Locale.ROOT,
                "%s has a wrong derivative by %s %s: d %s / d %s is %s by its backward rule, %s by differences",
                operation.text(),
                input,
                inputs[worst.input()].shape(),
                output,
                element,
                number(worst.claimed()),
                number(worst.numeric()));
        return new Culprit(name, worst.input(), operation.line(), worst.claimed(), worst.numeric(), text);
    }

    private static String number(double x) {
        return String.format(Locale.ROOT, "%.10g", x);
    }

    // ---- everything

    /**
     * Where the error is, in a sentence or two, for a function whose gradient is wrong. The function is run once; what
     * it changes by that (parameters, statistics) is the caller's to restore.
     *
     * @return empty if the function cannot be recorded: it runs on several threads, or within a recording
     */
    static Optional<String> locate(TensorFunction f, Tensor... at) {
        Recording recording;
        try {
            recording = Recording.of(f, at);
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
        Found found = search(recording, 0);
        List<Culprit> culprits = found.culprits();
        if (culprits.isEmpty() && found.unseen() > 0) {
            return Optional.of("no operation was found to be wrong by itself, but there was no time for the "
                    + found.unseen() + " largest of " + recording.operations().size());
        }
        if (culprits.isEmpty()) {
            return Optional.of(Holes.of(recording)
                    .orElse("every operation is right by itself: the error is where gradients are added up, or a"
                            + " number left the tape (item(), toArray(), detach)"));
        }
        String more = culprits.size() > SHOWN ? "; and " + (culprits.size() - SHOWN) + " more" : "";
        return Optional.of(String.join(
                        "; ", culprits.stream().limit(SHOWN).map(Culprit::text).toList())
                + more);
    }
}
