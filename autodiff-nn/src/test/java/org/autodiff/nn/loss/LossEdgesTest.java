package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Huge numbers, ties, corners of the domains. */
class LossEdgesTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static double[] gradient(Tensor loss, Tensor x) {
        return loss.sum().backward().of(x).toArray();
    }

    @Test
    void logitsOfAnySize() {
        Tensor x = Tensor.variable(1e308, -1e308, INF, -INF, 50, -50);
        Tensor t = Tensor.of(1, 0, 1, 0, 1, 0);
        Tensor loss = new BinaryCrossEntropyWithLogits()
                .reduction(Reduction.NONE)
                .posWeight(Tensor.of(3))
                .apply(x, t);
        double tiny = Math.exp(-50);
        assertArrayEquals(new double[] {0, 0, 0, 0, 3 * tiny, tiny}, loss.toArray(), 1e-36);
        assertArrayEquals(new double[] {0, 0, 0, 0, -3 * tiny, tiny}, gradient(loss, x), 1e-36);
        Tensor wrong = new BinaryCrossEntropyWithLogits()
                .reduction(Reduction.NONE)
                .apply(x, t.neg().add(1));
        assertArrayEquals(new double[] {1e308, 1e308, INF, INF, 50 + tiny, 50 + tiny}, wrong.toArray());
        assertArrayEquals(new double[] {1, -1, 1, -1, 1, -1}, gradient(wrong, x), 1e-15);
    }

    @Test
    void scoresOfAnySize() {
        Tensor x = Tensor.variable(1e308, -1e308);
        Tensor t = Tensor.of(1, 1);
        assertArrayEquals(
                new double[] {0, 1e308},
                new SoftMargin(Reduction.NONE).apply(x, t).toArray());
        assertArrayEquals(
                new double[] {0, 1e308}, new Hinge(Reduction.NONE).apply(x, t).toArray());
        Tensor scores = Tensor.variable(new double[][] {{1e308, 0, -1e300}});
        assertEquals(0, new MultiMargin().apply(scores, Index.of(0)).item());
        assertEquals(1e308 / 3, new MultiMargin().apply(scores, Index.of(1)).item(), 1e293);
    }

    @Test
    void errorsOfAnySize() {
        Tensor x = Tensor.variable(1e200, -1e200, INF, 0);
        Tensor zero = Tensor.zeros(Shape.of(4));
        Tensor loss = new Huber().delta(2).reduction(Reduction.NONE).apply(x, zero);
        assertArrayEquals(new double[] {2e200, 2e200, INF, 0}, loss.toArray());
        assertArrayEquals(new double[] {2, -2, 2, 0}, gradient(loss, x));
    }

    /** PyTorch's values and derivatives: (p - t) / 1e-12 in single precision. */
    @Test
    void probabilitiesOfZeroAndOne() {
        Tensor p = Tensor.variable(0, 1, 0, 1, 0, 0.5);
        Tensor t = Tensor.of(1, 0, 0, 1, 0.3, 1);
        Tensor loss = new BinaryCrossEntropy().reduction(Reduction.NONE).apply(p, t);
        assertArrayEquals(new double[] {100, 100, 0, 0, 30, Math.log(2)}, loss.toArray(), 1e-14);
        double[] expected = {-1000000003995.8029, 1000000003995.8029, 0, 0, -300000001198.74084, -2};
        assertArrayEquals(expected, gradient(loss, p), 1e-3);
    }

    @Test
    void smallProbabilitiesHaveTheirFullGradient() {
        Tensor p = Tensor.variable(1e-30);
        Tensor loss = new BinaryCrossEntropy().apply(p, Tensor.of(1));
        assertEquals(30 * Math.log(10), loss.item(), 1e-13);
        assertEquals(-1e30, gradient(loss, p)[0], 1e16);
    }

    @Test
    void impossibleEvents() {
        Tensor log = Tensor.variable(-INF, 0);
        Tensor kl = new KlDivergence().reduction(Reduction.SUM).apply(log, Tensor.of(0, 1));
        assertEquals(0, kl.item());
        assertArrayEquals(new double[] {0, -1}, gradient(kl, log), 1e-300);
        Tensor both = new KlDivergence(true, Reduction.SUM).apply(log, log);
        assertEquals(0, both.item());
        Tensor poisson = new PoissonNll().reduction(Reduction.NONE).apply(log, Tensor.of(0, 2));
        assertArrayEquals(new double[] {0, 1}, poisson.toArray());
        assertArrayEquals(new double[] {0, -1}, gradient(poisson, log), 1e-300);
    }

    /** Two ties: where PyTorch counts them as active, and where the loss is idle. */
    @Test
    void ties() {
        Tensor s = Tensor.variable(2, 1);
        Tensor c = Tensor.variable(1, 1);
        Tensor one = Tensor.of(1, 1);
        assertArrayEquals(new double[] {0, -1}, gradient(new MaxMargin(1, Reduction.NONE).apply(s, c), s), 1e-300);
        assertArrayEquals(new double[] {-1, -1}, gradient(new MarginRanking(1, Reduction.NONE).apply(s, c, one), s));
        assertArrayEquals(new double[] {0, 0}, gradient(new Hinge(Reduction.NONE).apply(s, one), s), 1e-300);
    }

    @Test
    void cosineOfLongAndShortVectors() {
        Tensor a = Tensor.variable(new double[][] {{3e200, 4e200}, {0, 0}});
        Tensor b = Tensor.of(new double[][] {{4e250, 3e250}, {1, 1}});
        Tensor loss = new CosineEmbedding().reduction(Reduction.NONE).apply(a, b, Tensor.of(1, 1));
        assertArrayEquals(new double[] {0.04, 1}, loss.toArray(), 1e-15);
    }

    /** A single vector, without a batch. */
    @Test
    void withoutABatch() {
        Tensor x = Tensor.of(3.0, 4.0);
        Tensor y = Tensor.of(4.0, 3.0);
        assertEquals(0.04, new CosineEmbedding().apply(x, y, Tensor.of(1)).item(), 1e-12);
        assertEquals(1, new TripletMargin().apply(x, y, y).item(), 1e-12);
        assertEquals(1, new MultiMargin().apply(x, Index.of(Shape.scalar(), 0)).item(), 1e-12);
        assertEquals(1, new MultiLabelMargin().apply(x, Index.of(0, -1)).item(), 1e-12);
    }

    /** A fixed variance would never leave the smallest one if the derivative there were 0. */
    @Test
    void aVarianceBelowEpsCanGrow() {
        Tensor v = Tensor.variable(1e-9, 0);
        Tensor zero = Tensor.zeros(Shape.of(2));
        Tensor loss = new GaussianNll().reduction(Reduction.NONE).apply(Tensor.of(1, 0), zero, v);
        assertArrayEquals(new double[] {0.5 * (Math.log(1e-6) + 1e6), 0.5 * Math.log(1e-6)}, loss.toArray(), 1e-9);
        assertArrayEquals(new double[] {0.5 * (1e6 - 1e12), 0.5e6}, gradient(loss, v), 1e-3);
    }

    /** {@code e^(c z) / sum} with c = 2. */
    @Test
    void temperatureDividesTheLogits() {
        Tensor z = Tensor.variable(new double[][] {{1, 3}});
        Tensor loss = new CrossEntropy().temperature(0.5).apply(z, Index.of(0));
        assertEquals(-Math.log(Math.exp(2) / (Math.exp(2) + Math.exp(6))), loss.item(), 1e-14);
        double p = 1 / (1 + Math.exp(4));
        assertArrayEquals(new double[] {2 * (p - 1), 2 * (1 - p)}, gradient(loss, z), 1e-14);
    }

    /** Nielsen's chapter 1: half the squared distance of each sample, the mean over the samples. */
    @Test
    void quadraticCost() {
        Tensor a = Tensor.variable(new double[][] {{1, 2, 3}, {0, 0, 1}});
        Tensor y = Tensor.of(new double[][] {{0, 0, 0}, {0, 2, 0}});
        Tensor cost = new Mse(Reduction.BATCH_MEAN).apply(a, y).mul(0.5);
        assertEquals((14 + 5) / 4.0, cost.item());
        Gradients gradients = cost.backward();
        assertArrayEquals(
                new double[] {0.5, 1, 1.5, 0, -1, 0.5}, gradients.of(a).toArray());
    }

    @Test
    void batchMean() {
        Mse mse = new Mse(Reduction.BATCH_MEAN);
        assertEquals(4, mse.apply(Tensor.of(3), Tensor.of(1)).item());
        assertEquals(2.5, mse.apply(Tensor.of(1, 2), Tensor.of(0, 0)).item());
    }
}
