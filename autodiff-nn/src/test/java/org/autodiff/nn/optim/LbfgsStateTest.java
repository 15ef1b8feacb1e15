package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A stopped and resumed run of L-BFGS gives the same bits. */
class LbfgsStateTest {
    private static final class Fit {
        private final Parameter v = Parameter.of("v", NdArray.of(-1.2, 1, 0.7));
        private final Parameter w = Parameter.of("w", NdArray.of(Shape.of(2, 1), 0.3, -0.5));
        private final Lbfgs optimizer;

        Fit(boolean wolfe, int iterations, double rate) {
            Map<String, Parameter> both = new LinkedHashMap<>();
            both.put("v", v);
            both.put("w", w);
            optimizer = Lbfgs.builder(both)
                    .strongWolfe(wolfe)
                    .maxIterations(iterations)
                    .maxEvaluations(25)
                    .learningRate(rate)
                    .historySize(4)
                    .build();
        }

        private Tensor loss() {
            Tensor all = Tensor.concat(0, v, w.reshape(2));
            Tensor across = all.slice(0, 1, 5).sub(all.slice(0, 0, 4).square());
            return across.square()
                    .mul(100)
                    .add(all.slice(0, 0, 4).sub(1).square())
                    .sum();
        }

        void run(int calls) {
            for (int i = 0; i < calls; i++) {
                Autodiff.step(() -> optimizer.step(this::loss));
            }
        }
    }

    /** Without line search and with a rate of 1 calls end higher than they began, and clear the history. */
    @Property(tries = 40)
    void aResumedRunHasTheSameBits(
            @ForAll boolean wolfe,
            @ForAll @IntRange(min = 1, max = 4) int iterations,
            @ForAll @IntRange(max = 8) int stop,
            @ForAll boolean fast) {
        double rate = fast ? 1 : 0.3;
        Fit whole = new Fit(wolfe, iterations, rate);
        whole.run(12);
        Fit stopped = new Fit(wolfe, iterations, rate);
        stopped.run(stop);
        Fit resumed = new Fit(wolfe, iterations, rate);
        resumed.run(2); // of its own, which it forgets
        resumed.v.assign(stopped.v);
        resumed.w.assign(stopped.w);
        Map<String, NdArray> saved = Autodiff.step(() -> stopped.optimizer.state());
        stopped.run(3); // what was saved stays as it was
        Autodiff.step(() -> resumed.optimizer.load(saved));
        resumed.run(12 - stop);
        assertArrayEquals(whole.v.toArray(), resumed.v.toArray());
        assertArrayEquals(whole.w.toArray(), resumed.w.toArray());
        assertEquals(whole.optimizer.state(), resumed.optimizer.state());
        assertEquals(whole.optimizer.evaluations(), resumed.optimizer.evaluations());
        assertEquals(whole.optimizer.iterations(), resumed.optimizer.iterations());
    }

    @Test
    void thereIsSomethingToRemember() {
        Fit fit = new Fit(true, 3, 1);
        fit.run(5);
        Map<String, NdArray> state = fit.optimizer.state();
        assertEquals(
                List.of(
                        "iterations",
                        "evaluations",
                        "unit",
                        "unknown",
                        "reach",
                        "frozen",
                        "v.moves",
                        "w.moves",
                        "v.changes",
                        "w.changes",
                        "v.lastMove",
                        "w.lastMove",
                        "v.lastGradient",
                        "w.lastGradient"),
                List.copyOf(state.keySet()));
        assertEquals(Shape.of(4, 2, 1), state.get("w.moves").shape());
        assertEquals(Shape.of(1, 3), state.get("v.lastMove").shape());
        assertEquals(15, state.get("iterations").item());
    }

    @Test
    void oneMessageNamesAllThatDoesNotFitAndNothingHasChanged() {
        Fit fit = new Fit(true, 3, 1);
        fit.run(5);
        Map<String, NdArray> before = fit.optimizer.state();
        Map<String, NdArray> bad = new LinkedHashMap<>(before);
        bad.put("v.moves", NdArray.full(Shape.of(7, 3), 1)); // more than it remembers
        bad.put("w.changes", NdArray.full(Shape.of(3, 2, 1), 1)); // fewer than moves
        bad.put("unit", NdArray.of(3.0));
        bad.put("unknown", NdArray.of(2.0));
        bad.put("frozen", NdArray.of(0, 0.5));
        bad.put("iterations", NdArray.of(-2.0));
        bad.remove("reach");
        bad.put("x", NdArray.of(1));
        String message = assertThrows(IllegalArgumentException.class, () -> fit.optimizer.load(bad))
                .getMessage();
        assertEquals(
                "lbfgs: the state does not fit, and nothing has changed: missing 'reach'; unexpected 'x'; 'v.moves' is"
                        + " of shape (7, 3), must be (4, 3); 'w.changes' is of shape (3, 2, 1), must be (4, 2,"
                        + " 1); 'unit'"
                        + " is 3.0, must be 0 or a power of two; 'unknown' is 2, must be 0 or 1; 'iterations' is -2.0,"
                        + " must be a whole number from 0 to 2^53; 'frozen' has other numbers than 0 and 1",
                message);
        assertEquals(before, fit.optimizer.state());
        Map<String, NdArray> half = new LinkedHashMap<>(before);
        half.put("v.lastGradient", NdArray.full(Shape.of(0, 3), 0));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> fit.optimizer.load(half))
                .getMessage()
                .endsWith("'v.lastGradient' is of shape (0, 3), must be (1, 3)"));
    }
}
