package org.autodiff.nn.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.junit.jupiter.api.Test;

class PositionsTest {
    private static void assertMessage(String expected, Runnable action) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    /** Vaswani et al. 2017, section 3.5, for size 4: the second pair turns 100 times slower. */
    @Test
    void sinusoids() {
        double[] expected = {0, 1, 0, 1, Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)};
        assertArrayEquals(expected, SinusoidalPositions.table(4, 2).toArray(), 1e-15);
        Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(3, 2, 4), 0, 1));
        assertEquals(
                x.add(SinusoidalPositions.table(4, 2)).value(),
                SinusoidalPositions.of(4, 50).apply(x).value());
    }

    @Test
    void anOddSizeEndsWithASine() {
        double slow = Math.pow(10000, -2.0 / 3);
        assertArrayEquals(
                new double[] {0, 1, 0, Math.sin(1), Math.cos(1), Math.sin(slow)},
                SinusoidalPositions.table(3, 2).toArray(),
                1e-15);
    }

    @Test
    void learned() {
        LearnedPositions positions = LearnedPositions.of(2, 3, Rng.of(1));
        positions.parameters().get(0).assign(NdArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
        assertEquals(
                NdArray.of(new double[][] {{1, 2}, {3, 4}}),
                positions.apply(Tensor.zeros(Shape.of(2, 2))).value());
    }

    /** Size 2 turns by one radian for each position. */
    @Test
    void rotary() {
        Tensor x = Tensor.of(new double[][] {{1, 0}, {1, 0}, {0, 1}});
        double[] expected = {1, 0, Math.cos(1), Math.sin(1), -Math.sin(2), Math.cos(2)};
        assertArrayEquals(expected, RotaryPositions.of(2, 3).apply(x).toArray(), 1e-15);
        assertArrayEquals(expected, RotaryPositions.ofHalves(2, 3).apply(x).toArray(), 1e-15);
    }

    /** The pairs are (0, 2), (1, 3) in place of (0, 1), (2, 3). */
    @Test
    void rotaryByHalvesIsAnotherOrderOfFeatures() {
        Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(5, 4), 0, 1));
        Tensor shuffled = x.indexSelect(1, Index.of(0, 2, 1, 3));
        assertEquals(
                RotaryPositions.of(4, 5).apply(shuffled).value(),
                RotaryPositions.ofHalves(4, 5)
                        .apply(x)
                        .indexSelect(1, Index.of(0, 2, 1, 3))
                        .value());
    }

    /** The product of a query at i and a key at j depends on i - j alone (Su et al. 2021, equation 11). */
    @Test
    void rotaryProductsDependOnDistance() {
        RotaryPositions rotary = RotaryPositions.of(6, 9);
        Tensor q = rotary.apply(Tensor.of(Rng.of(1).normal(Shape.of(6), 0, 1)).broadcastTo(Shape.of(9, 6)));
        Tensor k = rotary.apply(Tensor.of(Rng.of(2).normal(Shape.of(6), 0, 1)).broadcastTo(Shape.of(9, 6)));
        Tensor products = q.matmul(k.transpose());
        for (int distance = -8; distance <= 8; distance++) {
            double[] same = products.diagonal(0, 1, distance).toArray();
            double[] expected = new double[same.length];
            Arrays.fill(expected, same[0]);
            assertArrayEquals(expected, same, 1e-13);
        }
    }

    /** So rotary attention does not change if zeros are put before a sequence and masked. */
    @Test
    void rotaryAttentionIsRelative() {
        MultiHeadAttention attention =
                MultiHeadAttention.builder(8, 2).rotaryLength(9).build(Rng.of(1));
        Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(4, 8), 0, 1));
        Tensor late = Tensor.concat(0, Tensor.zeros(Shape.of(3, 8)), x);
        Tensor padded = Tensor.arange(7).less(3);
        assertArrayEquals(
                attention.apply(x).toArray(),
                attention.apply(late, Mask.padding(padded)).narrow(0, 3, 4).toArray(),
                1e-13);
        double[] shuffled = attention.apply(x.flip(0)).flip(0).toArray();
        assertEquals(false, Arrays.equals(attention.apply(x).toArray(), shuffled));
    }

    /** Press et al. 2022, section 3: 8 heads have 1/2 to 1/256; 3 heads those of two, and 1/4 of four. */
    @Test
    void alibi() {
        double[] eight = new double[8];
        Arrays.setAll(eight, i -> Math.pow(2, -i - 1.0));
        assertArrayEquals(eight, Alibi.slopes(8).toArray(), 1e-16);
        assertArrayEquals(
                new double[] {1 / 16.0, 1 / 256.0, 1 / 4.0}, Alibi.slopes(3).toArray(), 1e-16);
        Tensor zeros = Tensor.zeros(Shape.of(1, 1, 3, 2));
        double a = Math.exp(-1 / 256.0);
        assertArrayEquals(
                new double[] {1 / (1 + a), a / (1 + a), a / (1 + a), 1 / (1 + a), a / (1 + a), 1 / (1 + a)},
                Attention.weights(zeros, Tensor.zeros(Shape.of(1, 1, 2, 2)), Alibi.mask(1, 3, 2))
                        .toArray(),
                1e-15);
        MultiHeadAttention attention = MultiHeadAttention.of(6, 3, Rng.of(1));
        Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(2, 4, 6), 0, 1));
        assertEquals(
                Shape.of(2, 4, 6),
                attention.apply(x, Alibi.mask(3, 4, 4).and(Mask.causal())).shape());
    }

    @Test
    void errors() {
        Layer[] layers = {SinusoidalPositions.of(4, 5), LearnedPositions.of(4, 5, Rng.of(1)), RotaryPositions.of(4, 5)};
        String[] names = {"sinusoidalPositions", "learnedPositions", "rotaryPositions"};
        for (int i = 0; i < layers.length; i++) {
            Layer layer = layers[i];
            String expected = names[i] + ": expected (..., length, 4) with length <= 5, got ";
            assertMessage(expected + "(2, 6, 4)", () -> layer.apply(Tensor.zeros(Shape.of(2, 6, 4))));
            assertMessage(expected + "(5, 3)", () -> layer.apply(Tensor.zeros(Shape.of(5, 3))));
            assertMessage(expected + "(4)", () -> layer.apply(Tensor.zeros(Shape.of(4))));
            assertEquals(
                    Shape.of(5, 4), layer.apply(Tensor.zeros(Shape.of(5, 4))).shape());
            assertEquals(
                    Shape.of(0, 4), layer.apply(Tensor.zeros(Shape.of(0, 4))).shape());
        }
        assertMessage("sinusoidalPositions: size must be positive, got 0", () -> SinusoidalPositions.of(0, 5));
        assertMessage(
                "learnedPositions: the maximum length must be positive, got 0",
                () -> LearnedPositions.of(4, 0, Rng.of(1)));
        assertMessage("rotaryPositions: size must be positive and even, got 3", () -> RotaryPositions.of(3, 5));
        assertMessage("alibi: heads must be positive, got 0", () -> Alibi.slopes(0));
        assertMessage("alibi: lengths must not be negative, got -1 and 2", () -> Alibi.mask(1, -1, 2));
    }
}
