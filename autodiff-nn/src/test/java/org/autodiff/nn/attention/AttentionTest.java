package org.autodiff.nn.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Tensor normal(int seed, int... dims) {
        return Tensor.variable(Rng.of(seed).normal(Shape.of(dims), 0, 1));
    }

    private static void assertMessage(String expected, Runnable action) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    /** Scores 0 and log 3: weights 1/4 and 3/4. */
    @Test
    void byHand() {
        Tensor q = Tensor.of(new double[][] {{1}});
        Tensor k = Tensor.of(new double[][] {{0}, {Math.log(3)}});
        Tensor v = Tensor.of(new double[][] {{4, 0}, {8, -4}});
        assertArrayEquals(
                new double[] {7, -3}, Attention.scaledDotProduct(q, k, v).toArray(), 1e-14);
        assertArrayEquals(
                new double[] {0.25, 0.75}, Attention.weights(q, k, Mask.none()).toArray(), 1e-15);
    }

    @Test
    void aQueryThatMayAttendToNothingGetsZeros() {
        Tensor q = normal(1, 3, 2);
        Tensor k = normal(2, 4, 2);
        Tensor v = normal(3, 4, 2);
        Tensor row = Tensor.arange(3).equalTo(1).unsqueeze(1);
        Tensor bias = Tensor.zeros(Shape.of(3, 4)).maskedFill(row, -INFINITY);
        for (Mask mask : new Mask[] {Mask.forbid(row), Mask.allow(row.not()), Mask.add(bias)}) {
            Tensor y = Attention.scaledDotProduct(q, k, v, mask);
            assertArrayEquals(new double[2], y.select(0, 1).toArray());
            Tensor free = Attention.scaledDotProduct(q, k, v);
            assertEquals(free.select(0, 2).value(), y.select(0, 2).value());
            Gradients gradients = y.sum().backward();
            assertArrayEquals(new double[2], gradients.of(q).select(0, 1).toArray());
            assertEquals(1, gradients.of(k).isFinite().all().item());
            GradCheck.of(xs -> Attention.scaledDotProduct(xs[0], xs[1], xs[2], mask)
                            .square())
                    .input("q", q)
                    .input("k", k)
                    .input("v", v)
                    .order(2)
                    .assertPasses();
        }
    }

    @Test
    void noKeysAndNoQueries() {
        Tensor none = Attention.scaledDotProduct(normal(1, 3, 2), normal(2, 0, 2), normal(3, 0, 4));
        assertEquals(Tensor.zeros(Shape.of(3, 4)).value(), none.value());
        assertEquals(
                Shape.of(0, 4),
                Attention.scaledDotProduct(normal(1, 0, 2), normal(2, 3, 2), normal(3, 3, 4), Mask.causal())
                        .shape());
        MultiHeadAttention attention = MultiHeadAttention.of(4, 2, Rng.of(1));
        assertEquals(Shape.of(0, 3, 4), attention.apply(normal(1, 0, 3, 4)).shape());
    }

    @Test
    void hugeScoresPickOneKey() {
        Tensor q = Tensor.of(new double[][] {{1e200}});
        Tensor k = Tensor.of(new double[][] {{1}, {-1}, {2}});
        assertArrayEquals(
                new double[] {0, 0, 1}, Attention.weights(q, k, Mask.none()).toArray());
    }

    /** What a mask forbids has no influence, whatever its value. */
    @Test
    void causalMeansNoLookAhead() {
        TransformerEncoder encoder =
                TransformerEncoder.builder(4, 2, 2).dimFeedforward(8).dropout(0).build(Rng.of(1));
        Tensor x = normal(2, 5, 4);
        Tensor changed = Tensor.concat(0, x.narrow(0, 0, 3), normal(3, 2, 4));
        assertEquals(
                encoder.apply(x, Mask.causal()).narrow(0, 0, 3).value(),
                encoder.apply(changed, Mask.causal()).narrow(0, 0, 3).value());
    }

    @Test
    void masksOfAnyNumberOfAxes() {
        Tensor q = normal(1, 2, 3, 4, 5);
        Tensor padded = Tensor.of(new double[][] {{0, 0, 0, 1}, {0, 0, 0, 0}});
        Tensor four = padded.reshape(2, 1, 1, 4);
        assertEquals(
                Attention.weights(q, q, Mask.forbid(four)).value(),
                Attention.weights(q, q, Mask.padding(padded)).value());
        assertEquals(
                Attention.weights(q, q, Mask.forbid(four)).value(),
                Attention.weights(q, q, Mask.none().and(Mask.allow(four.not()))).value());
    }

    @Test
    void shapesOfScaledDotProducts() {
        Tensor x = normal(1, 2, 3);
        assertMessage(
                "attention: expected queries (..., length, size), got (3)",
                () -> Attention.scaledDotProduct(normal(1, 3), x, x));
        assertMessage(
                "attention: queries of shape (2, 3) and keys of shape (2, 4): must have the same last dimension",
                () -> Attention.scaledDotProduct(x, normal(1, 2, 4), x));
        assertMessage(
                "attention: keys of shape (2, 3) and values of shape (5, 3): must have as many of "
                        + "the one as of the other",
                () -> Attention.scaledDotProduct(x, x, normal(1, 5, 3)));
        assertMessage(
                "attention: expected a mask that broadcasts to the scores, for scores of shape (2, 2), got (3)",
                () -> Attention.weights(x, x, Mask.allow(Tensor.ones(Shape.of(3)))));
        assertMessage(
                "attention: expected a padding mask (n, s), for scores of shape (2, 2), got (2, 2)",
                () -> Attention.weights(x, x, Mask.padding(Tensor.ones(Shape.of(2, 2)))));
        assertMessage(
                "attention: scale must be finite, got NaN",
                () -> Attention.scaledDotProduct(x, x, x, Mask.none(), Double.NaN));
        assertThrows(NullPointerException.class, () -> Attention.scaledDotProduct(x, null, x));
        assertThrows(NullPointerException.class, () -> Attention.weights(x, x, null));
        assertThrows(NullPointerException.class, () -> Mask.add(null));
    }

    @Test
    void shapesOfMultiHeadAttention() {
        TransformerEncoder encoder =
                TransformerEncoder.builder(64, 4, 3).dimFeedforward(8).build(Rng.of(1));
        assertMessage(
                "0.attention: expected last dimension 64, got (8, 50, 32)", () -> encoder.apply(normal(1, 8, 50, 32)));
        MultiHeadAttention attention =
                MultiHeadAttention.builder(4, 2).kdim(3).vdim(5).build(Rng.of(1));
        Tensor q = normal(1, 2, 6, 4);
        Tensor k = normal(1, 2, 7, 3);
        Tensor v = normal(1, 2, 7, 5);
        assertEquals(Shape.of(2, 6, 4), attention.apply(q, k, v).shape());
        String name = "multiHeadAttention: expected ";
        assertMessage(
                name + "queries (n, length, size) or (length, size), got (4)",
                () -> attention.apply(normal(1, 4), k, v));
        assertMessage(name + "keys of last dimension 3, got (2, 7, 5)", () -> attention.apply(q, v, v));
        assertMessage(name + "values of last dimension 5, got (2, 7, 3)", () -> attention.apply(q, k, k));
        assertMessage(
                name + "keys for queries of shape (2, 6, 4), got (3, 7, 3)",
                () -> attention.apply(q, normal(1, 3, 7, 3), v));
        assertMessage(
                name + "values for keys of shape (2, 7, 3), got (2, 8, 5)",
                () -> attention.apply(q, k, normal(1, 2, 8, 5)));
        assertMessage(
                name
                        + "a mask of shape (t, s), (n * heads, t, s) or (n, heads, t, s) for n = 2, "
                        + "heads = 2, got (2, 6, 7)",
                () -> attention.apply(q, k, v, Mask.forbid(Tensor.zeros(Shape.of(2, 6, 7)))));
        assertMessage(
                name + "a mask that broadcasts to the scores, for scores of shape (2, 2, 6, 7), got (7, 6)",
                () -> attention.apply(q, k, v, Mask.add(Tensor.zeros(Shape.of(7, 6)))));
        assertThrows(NullPointerException.class, () -> attention.apply(q, k, v, null));
    }

    @Test
    void options() {
        assertMessage(
                "multiHeadAttention: heads must divide the size, got 3 heads and size 4",
                () -> MultiHeadAttention.of(4, 3, Rng.of(1)));
        assertMessage(
                "multiHeadAttention: heads must divide the size, got 0 heads and size 4",
                () -> MultiHeadAttention.builder(4, 0));
        assertMessage(
                "multiHeadAttention: dropout must be in [0, 1], got 1.5",
                () -> MultiHeadAttention.builder(4, 2).dropout(1.5));
        assertMessage(
                "multiHeadAttention: rotary positions need heads of an even size, got 1",
                () -> MultiHeadAttention.builder(4, 4).rotaryLength(9));
        assertMessage(
                "multiHeadAttention: kdim must be at least 1, got 0",
                () -> MultiHeadAttention.builder(4, 2).kdim(0));
        assertMessage(
                "transformerEncoder: numLayers must be at least 1, got 0",
                () -> TransformerEncoder.of(4, 2, 0, Rng.of(1)));
    }

    /** In training some weights are 0 and the others doubled; in evaluation all are unchanged. */
    @Test
    void dropoutOfWeights() {
        MultiHeadAttention attention =
                MultiHeadAttention.builder(4, 2).dropout(0.5).build(Rng.of(1));
        Tensor x = normal(1, 2, 9, 4);
        double[] dropped = attention.attend(x, x, x, Mask.none()).weights().toArray();
        attention.eval();
        double[] all = attention.attend(x, x, x, Mask.none()).weights().toArray();
        long zeros = Arrays.stream(dropped).filter(w -> w == 0).count();
        assertEquals(dropped.length / 2.0, zeros, dropped.length / 6.0);
        for (int i = 0; i < all.length; i++) {
            assertEquals(dropped[i] == 0 ? 0 : 2 * all[i], dropped[i], 1e-15);
        }
    }

    /** The same seed gives the same bits, and dropout draws nothing from the generator of the weights that follow. */
    @Test
    void seeds() {
        TransformerEncoderLayer.Builder options =
                TransformerEncoderLayer.builder(4, 2).dimFeedforward(3);
        Tensor x = normal(1, 2, 4);
        TransformerEncoderLayer a = options.build(Rng.of(5));
        TransformerEncoderLayer b = options.build(Rng.of(5));
        assertEquals(a.apply(x).value(), b.apply(x).value());
    }

    @Test
    void summary() {
        MultiHeadAttention attention = MultiHeadAttention.of(8, 2, Rng.of(1));
        String table = attention.summary(Shape.of(1, 3, 8)).toString();
        for (String word :
                new String[] {"MultiHeadAttention(8, 2 heads)", "query", "key", "value", "out", "(1, 3, 8)"}) {
            assertEquals(true, table.contains(word), table);
        }
    }
}
