package org.autodiff.nn.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What queries see under a mask, and that nothing else has influence, whatever its value. */
class MaskTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Tensor normal(int seed, int... dims) {
        return Tensor.variable(Rng.of(seed).normal(Shape.of(dims), 0, 1));
    }

    /** With equal scores, weights are equal over what is seen. */
    private static double[] seen(Mask mask, int t, int s) {
        Tensor q = Tensor.zeros(Shape.of(t, 2));
        Tensor weights = Attention.weights(q, Tensor.ones(Shape.of(s, 2)), mask);
        return weights.notEqualTo(0).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1,5", "2,5", "5,5", "4,2", "3,1", "1,1", "3,0", "0,3"})
    void causalFromTheStartAndFromTheEnd(int t, int s) {
        double[] fromStart = new double[t * s];
        double[] fromEnd = new double[t * s];
        for (int i = 0; i < t; i++) {
            for (int j = 0; j < s; j++) {
                fromStart[i * s + j] = j <= i ? 1 : 0;
                fromEnd[i * s + j] = s - 1 - j >= t - 1 - i ? 1 : 0;
            }
        }
        assertArrayEquals(fromStart, seen(Mask.causal(), t, s));
        assertArrayEquals(fromEnd, seen(Mask.causalFromEnd(), t, s));
    }

    @Test
    void theNewestQuerySeesAllKeys() {
        assertArrayEquals(new double[] {1, 1, 1, 1, 1}, seen(Mask.causalFromEnd(), 1, 5));
        assertEquals("Mask[causalFromEnd]", Mask.causalFromEnd().toString());
        Mask both = Mask.causalFromEnd().and(Mask.forbid(Tensor.of(1.0, 0.0, 0.0, 0.0, 0.0)));
        assertArrayEquals(new double[] {0, 1, 1, 1, 0, 0, 1, 1, 1, 1}, seen(both, 2, 5));
    }

    /** Token by token with all earlier keys, as in generation, gives the same as all tokens at once. */
    @Test
    void generationWithKeysThatAreThereAlready() {
        MultiHeadAttention attention = MultiHeadAttention.builder(4, 2)
                .addBiasKv(true)
                .addZeroAttn(true)
                .build(Rng.of(1));
        Tensor x = normal(2, 1, 6, 4);
        Tensor all = attention.apply(x, Mask.causal());
        Tensor last = attention.apply(x.narrow(1, 4, 2), x, x, Mask.causalFromEnd());
        assertArrayEquals(all.narrow(1, 4, 2).toArray(), last.toArray(), 1e-14);
    }

    @ParameterizedTest
    @ValueSource(doubles = {NAN, INF, -INF})
    void aMaskedValueReachesNobody(double bad) {
        Tensor q = normal(1, 2, 3, 4);
        Tensor k = normal(2, 2, 5, 4);
        Tensor v = normal(3, 2, 5, 2);
        Tensor padded = Tensor.of(new double[][] {{0, 0, 0, 1, 0}, {0, 0, 0, 1, 1}});
        Tensor spoiled = Tensor.where(padded.unsqueeze(-1), Tensor.of(bad), v);
        for (Mask mask : new Mask[] {
            Mask.padding(padded),
            Mask.forbid(padded.unsqueeze(1)),
            Mask.add(Tensor.zeros(Shape.of(2, 1, 5)).maskedFill(padded.unsqueeze(1), -INF))
        }) {
            Tensor clean = Attention.scaledDotProduct(q, k, v, mask);
            Tensor y =
                    Attention.scaledDotProduct(q, Tensor.where(padded.unsqueeze(-1), Tensor.of(bad), k), spoiled, mask);
            assertArrayEquals(clean.toArray(), y.toArray(), 1e-15);
            assertArrayEquals(
                    clean.toArray(),
                    Attention.scaledDotProduct(q, k, spoiled, mask, 0.5).toArray(),
                    1e-15);
        }
    }

    @Test
    void gradientsDoNotMeetMaskedValues() {
        Tensor q = normal(1, 3, 4);
        Tensor k = normal(2, 5, 4);
        Tensor v = normal(3, 5, 2);
        Tensor padded = Tensor.of(0.0, 0.0, 0.0, 1.0, 0.0);
        Mask mask = Mask.padding(padded);
        Tensor spoiled = Tensor.variable(
                Tensor.where(padded.unsqueeze(-1), Tensor.of(NAN), v).value());
        Gradients clean =
                Attention.scaledDotProduct(q, k, v, mask).square().sum().backward();
        Gradients found =
                Attention.scaledDotProduct(q, k, spoiled, mask).square().sum().backward();
        assertArrayEquals(clean.of(q).toArray(), found.of(q).toArray(), 1e-14);
        assertArrayEquals(clean.of(k).toArray(), found.of(k).toArray(), 1e-14);
        assertArrayEquals(clean.of(v).toArray(), found.of(spoiled).toArray(), 1e-14);
    }

    /** Neither in the gradient nor in second derivatives. Key 3 is seen by no query, or by the last one only. */
    @ParameterizedTest
    @ValueSource(doubles = {NAN, INF, -INF})
    void gradientsDoNotMeetMaskedKeys(double bad) {
        Tensor q = normal(1, 4, 3);
        Tensor k = normal(2, 4, 3);
        Tensor v = normal(3, 4, 2);
        Tensor padded = Tensor.of(0.0, 0.0, 0.0, 1.0);
        Tensor spoiled = Tensor.variable(
                Tensor.where(padded.unsqueeze(-1), Tensor.of(bad), k).value());
        for (Mask mask : new Mask[] {Mask.padding(padded), Mask.causal().and(Mask.padding(padded))}) {
            UnaryOperator<Tensor> of = x -> Attention.scaledDotProduct(x, spoiled, v, mask);
            UnaryOperator<Tensor> clean = x -> Attention.scaledDotProduct(x, k, v, mask);
            assertArrayEquals(
                    Autodiff.grad(x -> clean.apply(x).square().sum(), q).toArray(),
                    Autodiff.grad(x -> of.apply(x).square().sum(), q).toArray(),
                    1e-14);
            assertArrayEquals(
                    Autodiff.hvp(x -> clean.apply(x).square().sum(), q, q).toArray(),
                    Autodiff.hvp(x -> of.apply(x).square().sum(), q, q).toArray(),
                    1e-13);
            assertArrayEquals(
                    Autodiff.jvp(clean, q, q).tangent().toArray(),
                    Autodiff.jvp(of, q, q).tangent().toArray(),
                    1e-14);
            Gradients found = of.apply(q).square().sum().backward();
            Gradients known = clean.apply(q).square().sum().backward();
            assertArrayEquals(known.of(k).toArray(), found.of(spoiled).toArray(), 1e-14);
            assertArrayEquals(known.of(v).toArray(), found.of(v).toArray(), 1e-14);
        }
        double[] some = Autodiff.grad(
                        x -> Attention.scaledDotProduct(x, spoiled, v, Mask.causal())
                                .square()
                                .sum(),
                        q)
                .toArray();
        double[] clean = Autodiff.grad(
                        x -> Attention.scaledDotProduct(x, k, v, Mask.causal())
                                .square()
                                .sum(),
                        q)
                .toArray();
        assertArrayEquals(Arrays.copyOf(clean, 9), Arrays.copyOf(some, 9), 1e-14);
    }

    /** The gradients of a layer's query weights are sums over queries, so one NaN would spread everywhere. */
    @Test
    void weightsForQueriesLearnFromWhatIsSeen() {
        MultiHeadAttention attention =
                MultiHeadAttention.builder(4, 2).addBiasKv(true).rotaryLength(8).build(Rng.of(1));
        Tensor x = normal(2, 2, 3, 4);
        Tensor y = normal(3, 2, 5, 4);
        Tensor padded = Tensor.of(new double[][] {{0, 0, 0, 1, 0}, {0, 0, 0, 1, 1}});
        Tensor spoiled = Tensor.where(padded.unsqueeze(-1), Tensor.of(NAN), y);
        Mask mask = Mask.padding(padded);
        Gradients clean = attention.apply(x, y, y, mask).square().sum().backward();
        Gradients found =
                attention.apply(x, spoiled, spoiled, mask).square().sum().backward();
        Parameter weight = attention.namedParameters().get("query.weight");
        assertArrayEquals(clean.of(weight).toArray(), found.of(weight).toArray(), 1e-13);
    }

    /** Query i sees the keys up to i: only those from 2 on see the NaN of key 2, and only in its column. */
    @Test
    void aValueThatSomeMaySeeReachesThose() {
        double[][] rows = {{1, 2}, {3, 4}, {NAN, 6}, {7, -INF}};
        Tensor v = Tensor.of(rows);
        Tensor q = Tensor.zeros(Shape.of(4, 3));
        double[] y = Attention.scaledDotProduct(q, q, v, Mask.causal()).toArray();
        assertArrayEquals(new double[] {1, 2, 2, 3, NAN, 4, NAN, -INF}, y, 1e-15);
        double[] free = Attention.scaledDotProduct(q, q, v).toArray();
        assertArrayEquals(new double[] {NAN, -INF, NAN, -INF, NAN, -INF, NAN, -INF}, free);
    }

    /** A loss that is NaN has a gradient that is NaN. */
    @Test
    void nanThatIsSeenIsInTheGradient() {
        Tensor q = normal(1, 2, 3);
        Tensor k = normal(2, 2, 3);
        Tensor v = Tensor.of(new double[][] {{1, 2}, {NAN, 3}});
        Tensor y = Attention.scaledDotProduct(q, k, v, Mask.causal());
        double[] gradient = y.sum().backward().of(q).toArray();
        assertTrue(Arrays.stream(gradient, 0, 3).allMatch(g -> g == 0), "the first query has one key");
        assertTrue(Arrays.stream(gradient, 3, 6).allMatch(Double::isNaN), Arrays.toString(gradient));
    }

    @Test
    void aPaddedTokenOfASelfAttentionSpoilsOnlyItself() {
        TransformerEncoder encoder =
                TransformerEncoder.builder(4, 2, 2).dimFeedforward(8).dropout(0).build(Rng.of(1));
        Tensor x = normal(2, 2, 5, 4);
        Tensor padded = Tensor.of(new double[][] {{0, 0, 0, 0, 1}, {0, 0, 0, 1, 1}});
        Tensor spoiled = Tensor.where(padded.unsqueeze(-1), Tensor.of(NAN), x);
        Tensor y = encoder.apply(x, Mask.padding(padded)).maskedFill(padded.unsqueeze(-1), 0);
        Tensor z = encoder.apply(spoiled, Mask.padding(padded));
        assertArrayEquals(y.toArray(), z.maskedFill(padded.unsqueeze(-1), 0).toArray(), 1e-14);
        assertEquals(3 * 4, z.isNaN().sum().item());
    }

    @Test
    void aRecordingHoldsForOtherNumbers() {
        Tensor q = normal(1, 3, 4);
        Tape tape = Tape.record(
                xs -> Attention.scaledDotProduct(xs[0], xs[0], xs[0], Mask.causal())
                        .sum(),
                q);
        NdArray other = normal(7, 3, 4).value();
        assertEquals(
                Attention.scaledDotProduct(Tensor.of(other), Tensor.of(other), Tensor.of(other), Mask.causal())
                        .sum()
                        .item(),
                tape.replay(Tensor.of(other)).item(),
                1e-14);
    }
}
