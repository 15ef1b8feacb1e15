package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prints the table of docs/how-it-works.md from the engine itself, and holds the page to it. */
class HowItWorksTest {
    private static Tensor f(Tensor x, Tensor w, Tensor b) {
        return w.mul(x).add(b).neg().exp().add(1).reciprocal();
    }

    @Test
    void thePageShowsWhatTheEngineComputes() throws IOException {
        Tape tape = Tape.record(
                xs -> f(xs[0], xs[1], xs[2]),
                Tensor.variable("x", 1),
                Tensor.variable("w", 0),
                Tensor.variable("b", 0));
        List<Tensor> gradients = tape.gradients();
        List<String> lines = new ArrayList<>();
        for (Tape.Entry e : tape.entries()) {
            if (e.name().equals("constant")) {
                continue;
            }
            String inputs = e.inputs().stream().map(i -> name(tape, i)).collect(Collectors.joining(", "));
            lines.add(String.format(
                            "%s = %-14s  value %-4s  local %-20s  gradient %s",
                            name(tape, e.id()),
                            e.gate().isEmpty() ? "input" : e.name() + "(" + inputs + ")",
                            text(e.value().orElseThrow().item()),
                            locals(tape, e),
                            text(gradients.get(e.id()).item()))
                    .stripTrailing());
        }
        assertOnThePage(String.join("\n", lines));
    }

    @Test
    void thePageShowsWhatATapePrints() throws IOException {
        Tensor f = f(Tensor.variable("x", 1), Tensor.variable("w", 0), Tensor.variable("b", 0));
        assertOnThePage(Tape.of(f).toString());
    }

    private static void assertOnThePage(String text) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "how-it-works.md"));
        assertTrue(page.contains(text), "docs/how-it-works.md should hold:\n" + text);
    }

    /** The local derivative of an entry with respect to each of its inputs: its gate alone, upstream 1. */
    private static String locals(Tape tape, Tape.Entry e) {
        if (e.gate().isEmpty()) {
            return "";
        }
        Tensor[] inputs = e.inputs().stream()
                .map(i -> Tensor.variable(tape.entries().get(i).value().orElseThrow()))
                .toArray(Tensor[]::new);
        Gradients g = Tensor.apply(e.gate().get(), inputs).backward();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            parts.add("d/d" + name(tape, e.inputs().get(i)) + " = "
                    + text(g.of(inputs[i]).item()));
        }
        return String.join(", ", parts);
    }

    private static String name(Tape tape, int id) {
        Tape.Entry e = tape.entries().get(id);
        if (e.gate().isEmpty()) {
            return e.name().equals("constant") ? "1" : e.name();
        }
        return switch (e.name()) {
            case "mul" -> "m";
            case "add" ->
                e.inputs().stream().anyMatch(i -> tape.entries().get(i).name().equals("b")) ? "s" : "d";
            case "neg" -> "n";
            case "exp" -> "e";
            default -> "f";
        };
    }

    private static String text(double v) {
        return v == 0 ? "0" : v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v);
    }

    @Test
    void theNumbersOfTheExampleByHand() {
        Tensor w = Tensor.variable(0);
        Tensor b = Tensor.variable(0);
        Tensor y = f(Tensor.of(1), w, b);
        Gradients g = y.backward();
        assertEquals(0.5, y.item());
        assertEquals(0.25, g.of(w).item());
        assertEquals(0.25, g.of(b).item());
    }
}
