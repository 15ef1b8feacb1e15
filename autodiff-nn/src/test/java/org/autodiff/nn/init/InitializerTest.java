package org.autodiff.nn.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class InitializerTest {
    private static final int IN = 300;
    private static final int OUT = 100;
    private static final Shape MATRIX = Shape.of(IN, OUT);

    private static final Map<String, Initializer> RANDOM = Map.of(
            "uniform", Initializer.uniform(-1, 3),
            "normal", Initializer.normal(2, 0.5),
            "xavierUniform", Initializer.xavierUniform(),
            "xavierNormal", Initializer.xavierNormal(),
            "heUniform", Initializer.heUniform(),
            "heNormal", Initializer.heNormal());

    private static double[] sample(Initializer initializer) {
        return initializer.create(MATRIX, Rng.of(5)).toArray();
    }

    /** Mean and deviation within five standard errors. */
    private static void assertMoments(Initializer initializer, double mean, double deviation) {
        double[] x = sample(initializer);
        double m = Arrays.stream(x).average().orElseThrow();
        double d =
                Math.sqrt(Arrays.stream(x).map(v -> (v - m) * (v - m)).average().orElseThrow());
        assertEquals(mean, m, 5 * deviation / Math.sqrt(x.length));
        assertEquals(deviation, d, 5 * deviation / Math.sqrt(2.0 * x.length));
    }

    /** Nothing outside of [low, high), and the samples come close to both ends. */
    private static void assertRange(Initializer initializer, double low, double high) {
        double[] x = sample(initializer);
        double least = Arrays.stream(x).min().orElseThrow();
        double largest = Arrays.stream(x).max().orElseThrow();
        assertTrue(least >= low && largest < high, least + ".." + largest);
        assertEquals(low, least, (high - low) / 1000);
        assertEquals(high, largest, (high - low) / 1000);
    }

    @Test
    void momentsAndRanges() {
        assertMoments(Initializer.uniform(-1, 3), 1, 4 / Math.sqrt(12));
        assertMoments(Initializer.normal(2, 0.5), 2, 0.5);
        assertMoments(Initializer.xavierUniform(), 0, Math.sqrt(2.0 / (IN + OUT)));
        assertMoments(Initializer.xavierNormal(), 0, Math.sqrt(2.0 / (IN + OUT)));
        assertMoments(Initializer.heUniform(), 0, Math.sqrt(2.0 / IN));
        assertMoments(Initializer.heNormal(), 0, Math.sqrt(2.0 / IN));
        assertRange(Initializer.uniform(-1, 3), -1, 3);
        double xavier = Math.sqrt(6.0 / (IN + OUT));
        assertRange(Initializer.xavierUniform(), -xavier, xavier);
        double he = Math.sqrt(6.0 / IN);
        assertRange(Initializer.heUniform(), -he, he);
    }

    @Test
    void constants() {
        assertEquals(NdArray.full(MATRIX, 2.5), Initializer.constant(2.5).create(MATRIX, Rng.of(0)));
        assertEquals(NdArray.zeros(MATRIX), Initializer.zeros().create(MATRIX, Rng.of(0)));
    }

    @Test
    void sameSeedSameBits() {
        RANDOM.forEach((name, initializer) -> {
            NdArray first = initializer.create(MATRIX, Rng.of(5));
            assertEquals(first, initializer.create(MATRIX, Rng.of(5)), name);
            assertNotEquals(first, initializer.create(MATRIX, Rng.of(6)), name);
        });
    }

    @Test
    void theGeneratorAdvances() {
        Rng rng = Rng.of(5);
        NdArray first = Initializer.heNormal().create(MATRIX, rng);
        assertNotEquals(first, Initializer.heNormal().create(MATRIX, rng));
    }

    @Test
    void theFanIsTheCallersWhereItIsGiven() {
        Shape kernel = Shape.of(8, 4, 3, 3);
        double bound = Math.sqrt(6.0 / (4 * 9));
        double[] x = Initializer.heUniform()
                .create(kernel, new Fan(4 * 9, 8 * 9), Rng.of(1))
                .toArray();
        assertTrue(Arrays.stream(x).allMatch(v -> Math.abs(v) <= bound));
        assertTrue(Arrays.stream(x).anyMatch(v -> Math.abs(v) > 0.95 * bound));
        assertThrows(
                IllegalArgumentException.class, () -> Initializer.heUniform().create(kernel, Rng.of(1)));
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Initializer.uniform(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Initializer.uniform(0, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Initializer.uniform(Double.NaN, 1));
        assertEquals(
                "normal: needs a finite mean and deviation >= 0, got mean 0.0, deviation -1.0",
                assertThrows(IllegalArgumentException.class, () -> Initializer.normal(0, -1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Initializer.normal(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Fan(0, 1));
    }
}
