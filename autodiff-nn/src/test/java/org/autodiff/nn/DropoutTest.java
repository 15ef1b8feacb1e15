package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final Tensor ONES = Tensor.ones(Shape.of(100, 100));

    private static double mean(Tensor x) {
        return x.mean().item();
    }

    @Test
    void keptNumbersAreScaledAndTheMeanStays() {
        Tensor y = Dropout.of(0.2, Rng.of(1)).apply(ONES);
        assertTrue(Arrays.stream(y.toArray()).allMatch(v -> v == 0 || v == 1 / 0.8));
        assertEquals(1, mean(y), 5 * Math.sqrt(0.2 / 0.8) / 100); // five standard errors
    }

    @Test
    void theClassicFormScalesInEvaluation() {
        Dropout layer = Dropout.classic(0.2, Rng.of(1));
        Tensor y = layer.apply(ONES);
        assertTrue(Arrays.stream(y.toArray()).allMatch(v -> v == 0 || v == 1));
        assertEquals(0.8, mean(y), 5 * Math.sqrt(0.2 * 0.8) / 100);
        layer.eval();
        assertArrayEquals(
                new double[] {0.8, -1.6}, layer.apply(Tensor.of(1.0, -2.0)).toArray());
    }

    @Test
    void bothFormsDropTheSameNumbers() {
        assertArrayEquals(
                Dropout.classic(0.3, Rng.of(4)).apply(ONES).toArray(),
                Dropout.of(0.3, Rng.of(4)).apply(ONES).sign().toArray());
    }

    @Test
    void evaluationPassesOn() {
        Dropout layer = Dropout.of(0.9, Rng.of(1));
        layer.eval();
        assertSame(ONES, layer.apply(ONES));
    }

    @Test
    void zeroPassesAllAndOneNothing() {
        Tensor x = Tensor.variable(1.0, -2.0, Double.POSITIVE_INFINITY);
        assertArrayEquals(x.toArray(), Dropout.of(0, Rng.of(1)).apply(x).toArray());
        for (Dropout all : List.of(Dropout.of(1, Rng.of(1)), Dropout.classic(1, Rng.of(1)))) {
            Tensor y = all.apply(x);
            assertArrayEquals(new double[3], y.toArray());
            assertArrayEquals(new double[3], y.sum().backward().of(x).toArray());
        }
    }

    @Test
    void theGradientIsTheMask() {
        Tensor x = Tensor.variable(Rng.of(3).normal(Shape.of(5, 4), 0, 1));
        Tensor y = Dropout.of(0.5, Rng.of(1)).apply(x);
        assertArrayEquals(y.div(x).toArray(), y.sum().backward().of(x).toArray(), 1e-15);
    }

    @Test
    void theGeneratorTellsWhatIsDropped() {
        Rng rng = Rng.of(1);
        Dropout layer = Dropout.of(0.5, rng);
        Tensor first = layer.apply(ONES);
        Rng.State state = rng.state();
        Tensor second = layer.apply(ONES);
        assertNotEquals(first.value(), second.value());
        assertEquals(
                second.value(), Dropout.of(0.5, Rng.resume(state)).apply(ONES).value());
    }

    @Test
    void wholeChannelsGoTogether() {
        double[] y = Dropout.ofChannels(0.5, Rng.of(2))
                .apply(Tensor.ones(Shape.of(50, 4, 2, 3)))
                .toArray();
        int kept = 0;
        for (int i = 0; i < y.length; i += 6) {
            double first = y[i];
            assertTrue(first == 0 || first == 2);
            assertTrue(Arrays.stream(y, i, i + 6).allMatch(v -> v == first));
            kept += first == 0 ? 0 : 1;
        }
        assertEquals(100, kept, 5 * Math.sqrt(200 * 0.25));
    }

    @Test
    void keepingIsTheOtherProbability() {
        assertArrayEquals(
                Dropout.of(0.25, Rng.of(1)).apply(ONES).toArray(),
                Dropout.keeping(0.75, Rng.of(1)).apply(ONES).toArray());
    }

    @Test
    void badArgumentsAreRefused() {
        for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
            assertEquals(
                    "dropout: probability must be in [0, 1], got " + p,
                    assertThrows(IllegalArgumentException.class, () -> Dropout.of(p, Rng.of(0)))
                            .getMessage());
        }
        assertThrows(NullPointerException.class, () -> Dropout.of(0.5, null));
        assertEquals(
                "dropout: expected (n, channels, ...) with at least 3 axes, got (100, 100)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Dropout.ofChannels(0.5, Rng.of(0)).apply(ONES))
                        .getMessage());
    }

    @Test
    void textTellsTheForm() {
        assertEquals("Dropout(0.5)", Dropout.of(0.5, Rng.of(0)).toString());
        assertEquals("Dropout(0.5, classic)", Dropout.classic(0.5, Rng.of(0)).toString());
        assertEquals(
                "Dropout(0.5, channels)", Dropout.ofChannels(0.5, Rng.of(0)).toString());
    }

    @Test
    void anEmptyTensorIsFine() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertEquals(none.shape(), Dropout.of(0.5, Rng.of(0)).apply(none).shape());
    }
}
