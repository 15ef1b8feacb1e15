package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;

/**
 * Where a gradient is lost though every operation is right: at a {@code detach}, in a part that was computed within
 * {@code NoGrad}, at numbers that were taken out of a tensor. To see which cuts matter, what was recorded is computed
 * again without them: {@code logsumexp} cuts off a maximum too, and loses nothing.
 */
final class Holes {
    private static final int SHOWN = 3;

    /** A gradient of less, where those of the outputs are about 1, is rounding. */
    private static final double ROUNDING = 1e-10;

    private Holes() {}

    /** What is lost where, in words; empty if nothing is, as far as is known. */
    static Optional<String> of(Recording recording) {
        List<String> found = cuts(recording);
        found.addAll(taken(recording));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String more = found.size() > SHOWN ? "; and " + (found.size() - SHOWN) + " more" : "";
        return Optional.of("every operation is right by itself, but the tape has a hole: "
                + String.join("; ", found.subList(0, Math.min(SHOWN, found.size()))) + more);
    }

    // ---- what is cut off

    private static List<String> cuts(Recording recording) {
        Tensor[] sources = new Tensor[recording.size()];
        for (int id = 0; id < sources.length; id++) {
            sources[id] = recording.isSource(id) ? Tensor.variable(recording.value(id)) : null;
        }
        Tensor[] values = recording.replay(sources, operation -> true);
        Tensor output = values[recording.tape().outputId()];
        List<String> found = new ArrayList<>();
        if (!output.requiresGrad()) {
            return found;
        }
        Tensor weights = Tensor.of(Rng.of(0).uniform(output.shape(), 0.5, 1.5));
        boolean[] needed = recording.upstream();
        Tensor[] all = IntStream.range(0, values.length)
                .filter(id -> needed[id] && values[id].requiresGrad())
                .mapToObj(id -> values[id])
                .distinct()
                .toArray(Tensor[]::new);
        Gradients open = output.mul(weights).sum().backward(all);
        for (Recording.Operation operation : recording.operations()) {
            if (isCut(recording, operation)
                    && Arrays.stream(operation.outputs()).anyMatch(id -> needed[id] && moves(open, values[id]))) {
                found.add(
                        operation.isDetach()
                                ? operation.text() + " makes a constant of what depends on the inputs"
                                : operation.text() + " was computed within NoGrad, where nothing is recorded");
            }
        }
        return found;
    }

    /** Whether what comes in has a place on the tape, and what goes out has none. */
    private static boolean isCut(Recording recording, Recording.Operation operation) {
        Tape tape = recording.tape();
        boolean in = false;
        for (int i = 0; i < operation.inputs().length; i++) {
            boolean passes = operation.gate().differentiable(i) || operation.isDetach();
            in |= passes && tape.requiresGrad(operation.inputs()[i]);
        }
        return in && Arrays.stream(operation.outputs()).noneMatch(tape::requiresGrad);
    }

    private static boolean moves(Gradients open, Tensor value) {
        return value.requiresGrad()
                && Arrays.stream(open.ofOrZero(value).toArray()).anyMatch(g -> Math.abs(g) > ROUNDING);
    }

    // ---- what left the tape

    private static List<String> taken(Recording recording) {
        boolean[] dependent = recording.dependent();
        return recording.tape().events().stream()
                .filter(e -> e.kind() == Tape.Event.Kind.TAKEN_OUT && e.entry() >= 0 && dependent[e.entry()])
                .map(e -> "numbers were taken out of a tensor"
                        + e.line().map(l -> " at " + l).orElse("")
                        + " (item, value, toArray), and what is computed from them is a constant")
                .distinct()
                .toList();
    }
}
