package org.autodiff.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window1d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Gains, modes, truncation, and initial matrices. */
class MoreInitializersTest {
    private static final Fan FAN = new Fan(300, 100);
    private static final Shape MANY = Shape.of(200, 200);

    private static double[] draw(Initializer initializer) {
        return initializer.create(MANY, FAN, Rng.of(5)).toArray();
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    private static double deviation(double[] x) {
        double m = mean(x);
        return Math.sqrt(Arrays.stream(x).map(v -> (v - m) * (v - m)).average().orElseThrow());
    }

    /** Mean 0 and the deviation, within five standard errors (those of a normal distribution, which are the larger). */
    private static void assertDeviation(double expected, Initializer initializer) {
        double[] x = draw(initializer);
        assertEquals(0, mean(x), 5 * expected / Math.sqrt(x.length));
        assertEquals(expected, deviation(x), 5 * expected / Math.sqrt(2.0 * x.length));
    }

    private static void assertRefused(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    @Test
    void gainsAreThoseOfPyTorch() {
        // torch.nn.init.calculate_gain
        assertEquals(1, Gain.linear());
        assertEquals(1.6666666666666667, Gain.tanh());
        assertEquals(1.4142135623730951, Gain.relu());
        assertEquals(1.4141428569978354, Gain.leakyRelu(0.01), 1e-15);
        assertEquals(1.3867504905630728, Gain.leakyRelu(0.2), 1e-15);
        assertEquals(0.75, Gain.selu());
        assertRefused("gain: slope must be finite, got NaN", () -> Gain.leakyRelu(Double.NaN));
    }

    @Test
    void deviationsFollowFanModeAndGain() {
        assertDeviation(5.0 / 3 * Math.sqrt(2.0 / 400), Initializer.xavierNormal(Gain.tanh()));
        assertDeviation(5.0 / 3 * Math.sqrt(2.0 / 400), Initializer.xavierUniform(Gain.tanh()));
        assertDeviation(Math.sqrt(2.0 / 300), Initializer.heNormal());
        assertDeviation(Math.sqrt(2.0 / 100), Initializer.heNormal(Fan.Mode.OUT, Gain.relu()));
        assertDeviation(Math.sqrt(2.0 / 100), Initializer.heUniform(Fan.Mode.OUT, Gain.relu()));
        assertDeviation(Math.sqrt(2.0 / 1.04 / 300), Initializer.heNormal(Fan.Mode.IN, Gain.leakyRelu(0.2)));
        assertDeviation(1 / Math.sqrt(300), Initializer.lecunNormal());
        assertDeviation(1 / Math.sqrt(300), Initializer.lecunUniform());
    }

    @Test
    void theFanOfAConvolutionKnowsWindowAndGroups() {
        assertEquals(new Fan(3 * 25, 8 * 25), Fan.convolution(3, 8, 1, 25));
        assertEquals(new Fan(2 * 9, 4 * 9), Fan.convolution(8, 16, 4, 9));
        assertEquals(new Fan(9, 9), Fan.convolution(8, 8, 8, 9)); // depthwise
        assertRefused(
                "fan: needs positive numbers and groups that divide the channels, got 3 -> 4 in 2 "
                        + "groups with a window of"
                        + " 9",
                () -> Fan.convolution(3, 4, 2, 9));
        assertThrows(IllegalArgumentException.class, () -> Fan.convolution(4, 4, 0, 9));
    }

    /** Mean and variance of the truncated density, by the midpoint rule. */
    private static double[] moments(double mean, double deviation, double low, double high) {
        double from = Math.max(low, mean - 12 * deviation);
        double to = Math.min(high, Math.max(mean, low) + 12 * deviation);
        double[] sums = new double[3];
        int n = 200_000;
        for (int i = 0; i < n; i++) {
            double x = from + (to - from) * (i + 0.5) / n;
            double z = (x - mean) / deviation;
            double nearest = Math.max(0, Math.max((low - mean) / deviation, (mean - high) / deviation));
            double p = Math.exp((nearest * nearest - z * z) / 2);
            sums[0] += p;
            sums[1] += p * x;
            sums[2] += p * x * x;
        }
        double m = sums[1] / sums[0];
        return new double[] {m, Math.sqrt(sums[2] / sums[0] - m * m)};
    }

    @Test
    void truncatedNormalHasTheMomentsOfItsDensity() {
        double inf = Double.POSITIVE_INFINITY;
        double[][] cases = {
            {0, 1, -2, 2}, // normal proposals
            {1, 0.02, 0.96, 1.04},
            {0, 1, -0.5, 0.3}, // narrow
            {0, 1, 0.5, 0.9}, // narrow and beside the mean
            {0, 1, 2, inf}, // a tail
            {0, 2, 6, 100},
            {3, 1, -4, 0}, // the other tail
            {0, 1, -inf, 0},
            {0, 1, -inf, inf},
        };
        for (double[] c : cases) {
            double[] x = draw(Initializer.truncatedNormal(c[0], c[1], c[2], c[3]));
            double[] expected = moments(c[0], c[1], c[2], c[3]);
            String name = Arrays.toString(c);
            assertTrue(Arrays.stream(x).allMatch(v -> v >= c[2] && v <= c[3]), name);
            assertEquals(expected[0], mean(x), 5 * expected[1] / Math.sqrt(x.length), name);
            assertEquals(expected[1], deviation(x), 0.03 * expected[1], name);
        }
    }

    @Test
    void truncatedNormalGoesFarOut() {
        double[] x = draw(Initializer.truncatedNormal(0, 1, 1e6, 1e7));
        assertTrue(Arrays.stream(x).allMatch(v -> v >= 1e6 && v < 1e6 + 1));
        assertThrows(IllegalArgumentException.class, () -> Initializer.truncatedNormal(0, 1e-200, 1, 2));
        assertRefused(
                "truncatedNormal: needs a finite mean, a finite deviation > 0 and low < high, got "
                        + "mean 0.0, deviation 0.0,"
                        + " low -1.0, high 1.0",
                () -> Initializer.truncatedNormal(0, 0, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> Initializer.truncatedNormal(0, 1, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> Initializer.truncatedNormal(0, 1, Double.NaN, 2));
    }

    @Test
    void orthogonalRowsOrColumnsAreOrthonormal() {
        for (Shape shape :
                new Shape[] {Shape.of(5, 5), Shape.of(3, 7), Shape.of(7, 3), Shape.of(4, 3, 2, 2), Shape.of(1, 4)}) {
            Tensor w = Tensor.of(Initializer.orthogonal(2).create(shape, FAN, Rng.of(3)))
                    .reshape(shape.dim(0), -1);
            boolean wide = w.shape().dim(0) <= w.shape().dim(1);
            Tensor gram = wide ? w.matmul(w.transpose()) : w.transpose().matmul(w);
            assertArrayEquals(
                    Tensor.eye(gram.shape().dim(0)).mul(4).toArray(), gram.toArray(), 1e-13, shape.toString());
        }
        assertRefused(
                "orthogonal: needs at least 2 axes, got shape (3)",
                () -> Initializer.orthogonal().create(Shape.of(3), FAN, Rng.of(0)));
        assertEquals(
                Shape.of(0, 3),
                Initializer.orthogonal().create(Shape.of(0, 3), FAN, Rng.of(0)).shape());
    }

    /** A rotation or reflection is as likely as its negative. With LAPACK's signs it would not be. */
    @Test
    void orthogonalMatricesAreAllAlikeLikely() {
        Rng rng = Rng.of(11);
        int n = 2000;
        int positive = 0;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            NdArray q = Initializer.orthogonal().create(Shape.of(2, 2), FAN, rng);
            positive += q.get(0, 0) * q.get(1, 1) - q.get(0, 1) * q.get(1, 0) > 0 ? 1 : 0;
            sum += q.get(0, 0);
        }
        assertEquals(n / 2.0, positive, 5 * Math.sqrt(n) / 2);
        assertEquals(0, sum / n, 5 * Math.sqrt(0.5 / n));
    }

    @Test
    void identityAndDiracPassOn() {
        assertEquals(
                NdArray.of(new double[][] {{1, 0, 0}, {0, 1, 0}}),
                Initializer.identity().create(Shape.of(2, 3), Rng.of(0)));
        assertRefused(
                "identity: needs a matrix, got shape (2)",
                () -> Initializer.identity().create(Shape.of(2), FAN, Rng.of(0)));
        Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(4, 6), 0, 1));
        Tensor w = Tensor.of(Initializer.dirac(2).create(Shape.of(4, 2, 3), FAN, Rng.of(0)));
        assertEquals(x.value(), x.conv1d(w, Window1d.of(3).padding(1), 2).value());
        Tensor picture = Tensor.of(Rng.of(1).normal(Shape.of(2, 4, 4), 0, 1));
        Tensor more = Tensor.of(Initializer.dirac(1).create(Shape.of(3, 2, 1, 3), FAN, Rng.of(0)));
        Tensor y = picture.pad(new int[] {1, 1}).conv2d(more);
        assertEquals(picture.value(), y.narrow(0, 0, 2).value());
        assertEquals(0, y.narrow(0, 2, 1).norm().item());
        assertRefused("dirac: groups must be at least 1, got 0", () -> Initializer.dirac(0));
        assertRefused(
                "dirac: needs filters (out, in, ...) whose outputs 2 groups divide, got shape (3, 1, 3)",
                () -> Initializer.dirac(2).create(Shape.of(3, 1, 3), FAN, Rng.of(0)));
    }

    @Test
    void sparseColumnsHaveTheirZeros() {
        Tensor w = Tensor.of(Initializer.sparse(0.31, 2).create(Shape.of(10, 300), Rng.of(0)));
        assertTrue(Arrays.stream(w.equalTo(0).sum(0).toArray()).allMatch(zeros -> zeros == 4));
        double[] perRow = w.equalTo(0).sum(1).toArray(); // each place is 0 with probability 0.4
        assertTrue(Arrays.stream(perRow).allMatch(zeros -> Math.abs(zeros - 120) < 5 * Math.sqrt(300 * 0.24)));
        double[] others = Arrays.stream(w.toArray()).filter(v -> v != 0).toArray();
        assertEquals(2, deviation(others), 5 * 2 / Math.sqrt(2.0 * others.length));
        assertRefused(
                "sparse: needs a share in [0, 1] and a finite deviation >= 0, got share 1.5, deviation 1.0",
                () -> Initializer.sparse(1.5, 1));
        assertRefused(
                "sparse: needs a matrix, got shape (2, 2, 2)",
                () -> Initializer.sparse(0.5, 1).create(Shape.of(2, 2, 2), FAN, Rng.of(0)));
    }

    @Test
    void badGainsAreRefused() {
        assertRefused(
                "xavierUniform: gain must be finite and at least 0, got -1.0", () -> Initializer.xavierUniform(-1));
        assertRefused(
                "heNormal: gain must be finite and at least 0, got NaN",
                () -> Initializer.heNormal(Fan.Mode.IN, Double.NaN));
        assertRefused(
                "orthogonal: gain must be finite and at least 0, got Infinity",
                () -> Initializer.orthogonal(Double.POSITIVE_INFINITY));
        assertThrows(NullPointerException.class, () -> Initializer.heUniform(null, 1));
    }

    /** A published seed must give the same model for ever: these numbers may not change. */
    @Test
    void numbersOfASeedStay() {
        Map<Initializer, double[]> pinned = Map.of(
                Initializer.xavierUniform(),
                new double[] {1.1285765277175561, -1.15665849176742, -0.5681781626595376, 0.23144628826820624},
                Initializer.heNormal(),
                new double[] {2.5059063467377003, -0.6548016104752364, 1.2062266200179157, 0.7855825442638114},
                Initializer.truncatedNormal(0, 1, -0.5, 0.5),
                new double[] {0.46073943809833484, -0.23195776358465492, 0.20608392795436514, -0.0922284255642124},
                Initializer.sparse(0.5, 1),
                new double[] {-0.6548016104752364, 0.0, 0.0, 0.7855825442638114});
        pinned.forEach((initializer, numbers) -> assertArrayEquals(
                numbers, initializer.create(Shape.of(2, 2), Rng.of(42)).toArray()));
        assertArrayEquals( // up to the rounding of the kernels of linear algebra
                new double[] {0.9010467627864545, -0.4337219515681106, 0.4337219515681106, 0.9010467627864547},
                Initializer.orthogonal().create(Shape.of(2, 2), Rng.of(42)).toArray(),
                1e-15);
    }
}
