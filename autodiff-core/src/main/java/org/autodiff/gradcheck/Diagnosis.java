package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Shape;

/** What can be said about a gradient that is wrong: which usual mistake it looks like, and which operation made it. */
final class Diagnosis {
    /** A line or two are enough. */
    private static final int LINES = 3;

    private Diagnosis() {}

    /** Of a check that found a wrong derivative. */
    static List<String> of(Place place, List<Coordinate> all) {
        List<String> lines = new ArrayList<>();
        mistake(place, all).ifPresent(m -> lines.add("Looks like: " + m));
        if (place.subject() instanceof TensorSubject tensors) {
            tensors.use(place.at(), Culprit::locate).ifPresent(text -> lines.add("Where: " + text));
        }
        return lines;
    }

    /** Of a gradient that was seen to be wrong before any number was compared. */
    static List<String> ofWrong(Subject subject, double[][] at) {
        return subject instanceof TensorSubject tensors
                ? tensors.use(at, Culprit::locate)
                        .map(text -> List.of("Where: " + text))
                        .orElse(List.of())
                : List.of();
    }

    /** Of a gradient that is right, and whose own derivative is not: which operation within the gradient it is. */
    static List<String> ofSecondOrder(Place place) {
        return place.subject() instanceof TensorSubject tensors
                ? tensors.useGradient(place.at(), Culprit::locate)
                        .map(text -> List.of("Where, in the gradient: " + text))
                        .orElse(List.of())
                : List.of();
    }

    // ---- which mistake

    private static Optional<UsualMistake> mistake(Place place, List<Coordinate> all) {
        List<Block> blocks = place.subject().blocks();
        int rows = place.rows().count();
        List<Compared> compared = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            compared.add(compared(place, all, blocks.get(b), b));
        }
        if (rows == 1) {
            return UsualMistake.of(compared, place.middle()[0]);
        }
        for (int b = 0; b < blocks.size(); b++) {
            if (compared.get(b).wrong().length > 0) {
                return UsualMistake.ofJacobian(compared.get(b), place.at()[b], place.middle());
            }
        }
        return Optional.empty();
    }

    /** The claims about a block beside what was measured of it: a row of them for each component of the value. */
    private static Compared compared(Place place, List<Coordinate> all, Block block, int b) {
        int rows = place.rows().count();
        int n = block.size();
        double[] claimed = new double[rows * n];
        double[] numeric = new double[rows * n];
        double[] errorBar = new double[rows * n];
        Arrays.setAll(claimed, k -> place.claim(k / n, b, k % n));
        Arrays.fill(numeric, Double.NaN);
        for (Coordinate c : all) {
            if (c.order() == 1
                    && c.index() >= 0
                    && c.status().isConclusive()
                    && c.block().equals(block.name())) {
                int k = Math.max(0, c.component()) * n + c.index();
                numeric[k] = c.numeric();
                errorBar[k] = c.errorBar();
            }
        }
        return rows == 1
                ? new Compared(block.name(), block.shape(), claimed, numeric, errorBar, place.at()[b])
                : new Compared("dy/d" + block.name(), Shape.of(rows, n), claimed, numeric, errorBar, null);
    }

    // ---- what a function does beside computing

    /** Why a function may not give the same again: the random numbers that it draws, the parameters that it assigns. */
    static List<String> ofChange(Subject subject, double[][] at) {
        if (!(subject instanceof TensorSubject tensors)) {
            return List.of();
        }
        return tensors.use(at, Diagnosis::events);
    }

    private static List<String> events(TensorFunction f, Tensor... at) {
        Recording recording;
        try {
            recording = Recording.of(f, at);
        } catch (IllegalStateException e) {
            return List.of(); // it cannot be recorded: several threads, or a recording around it
        }
        return recording.tape().events().stream()
                .map(Diagnosis::text)
                .flatMap(Optional::stream)
                .distinct()
                .limit(LINES)
                .toList();
    }

    private static Optional<String> text(Tape.Event event) {
        String where = event.line().map(l -> " at " + l).orElse("");
        return switch (event.kind()) {
            case DRAWN ->
                Optional.of("Random numbers are drawn" + where + ": in a model that is in training mode, eval()"
                        + " ends that; else make the generator anew in every call, Rng.of(seed)");
            case ASSIGNED ->
                Optional.of("Parameter '" + event.name() + "' is assigned" + where
                        + ": a function that is checked must leave parameters as they are; of a layer that collects"
                        + " statistics, eval() ends that");
            case TAKEN_OUT -> Optional.empty();
        };
    }
}
