package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autodiff.explain.Explain;
import org.autodiff.explain.Trace;
import org.junit.jupiter.api.Test;

/** Prints the table of docs/how-it-works.md from the engine itself, and holds the page to it. */
class HowItWorksTest {
    private static Tensor f(Tensor x, Tensor w, Tensor b) {
        return w.mul(x).add(b).neg().exp().add(1).reciprocal();
    }

    @Test
    void thePageShowsWhatTheEngineComputes() throws IOException {
        Trace trace = Explain.of(
                xs -> {
                    Tensor m = xs[1].mul(xs[0]).named("m");
                    Tensor s = m.add(xs[2]).named("s");
                    Tensor n = s.neg().named("n");
                    Tensor e = n.exp().named("e");
                    Tensor d = e.add(1).named("d");
                    return d.reciprocal().named("f");
                },
                Tensor.variable("x", 1),
                Tensor.variable("w", 0),
                Tensor.variable("b", 0));
        assertOnThePage(trace.table());
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
