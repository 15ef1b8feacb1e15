package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Transforms that are fitted to the training part: their formulas, their state, what they refuse. */
class TransformTest {
    private static final NdArray TRAIN = NdArray.of(new double[][] {{1, 10, 0}, {3, 10, 1}, {2, 10, 5}, {6, 10, 1}});

    static Stream<Transform> all() {
        return Stream.of(
                new Standardizer(),
                new MeanSubtraction(),
                new MinMax(),
                new MinMax(-2, 3),
                Whitening.pca(),
                Whitening.zca().epsilon(0.1),
                new OneHot(2),
                new TransformChain(
                        new OneHot(2), new Standardizer(), Whitening.pca().directions(3)));
    }

    private static void assertClose(NdArray expected, NdArray actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), tolerance);
    }

    private static String message(Class<? extends Exception> type, Runnable call) {
        return assertThrows(type, call::run).getMessage();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theInverseGivesTheSamplesBack(Transform transform) {
        transform.fit(TRAIN);
        assertClose(TRAIN, transform.invert(transform.apply(TRAIN)), 1e-13);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aLoadedOneGivesTheSameBits(Transform transform) {
        Transform other = transform.unfitted();
        transform.fit(TRAIN);
        Map<String, NdArray> state = transform.state();
        other.load(state);
        assertEquals(state, other.state());
        NdArray some = NdArray.of(new double[][] {{1, 10, 5}, {2.5, 10, 0}});
        assertEquals(transform.apply(some), other.apply(some));
        assertEquals(transform.toString(), other.toString());
    }

    @ParameterizedTest
    @MethodSource("all")
    void anotherFitOrAFailureLeavesEarlierStatesAlone(Transform transform) {
        transform.fit(TRAIN);
        Map<String, NdArray> state = transform.state();
        Map<String, NdArray> copy = new LinkedHashMap<>(state);
        assertThrows(
                IllegalArgumentException.class,
                () -> transform.fit(NdArray.of(new double[][] {{1, 2, Double.NaN}, {3, 4, 1}})));
        assertEquals(copy, transform.state());
        transform.fit(NdArray.of(new double[][] {{-1, 2, 3}, {3, 4, 8}, {9, -2, 1}, {9, 0, 6}}));
        assertEquals(copy, state);
        assertTrue(!copy.equals(transform.state()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingHasChangedWhenAStateDoesNotFit(Transform transform) {
        transform.fit(TRAIN);
        Map<String, NdArray> state = transform.state();
        for (String name : state.keySet()) {
            Map<String, NdArray> missing = new LinkedHashMap<>(state);
            missing.remove(name);
            assertRefused(transform, missing, state, name);
            Map<String, NdArray> bad = new LinkedHashMap<>(state);
            double[] numbers = state.get(name).toArray();
            numbers[numbers.length - 1] = Double.NaN;
            bad.put(name, NdArray.of(state.get(name).shape(), numbers));
            assertRefused(transform, bad, state, name.substring(name.lastIndexOf('.') + 1));
        }
        Map<String, NdArray> more = new LinkedHashMap<>(state);
        more.put("9.more", NdArray.of(1));
        assertRefused(transform, more, state, "'9.more'");
    }

    private static void assertRefused(
            Transform transform, Map<String, NdArray> bad, Map<String, NdArray> before, String named) {
        String message = message(IllegalArgumentException.class, () -> transform.load(bad));
        String last = named.substring(named.lastIndexOf('.') + 1).replace("'", "");
        assertTrue(message.contains(last), message);
        assertEquals(before, transform.state());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsNotFittedSaysSo(Transform transform) {
        for (Runnable use :
                new Runnable[] {() -> transform.apply(TRAIN), () -> transform.invert(TRAIN), transform::state}) {
            assertTrue(message(IllegalStateException.class, use)
                    .endsWith(": not fitted yet: fit it to the training set, or load its state"));
        }
        assertTrue(transform.toString().contains("not fitted"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void samplesOfAnotherShapeAreRefused(Transform transform) {
        transform.fit(TRAIN);
        assertTrue(message(IllegalArgumentException.class, () -> transform.apply(NdArray.zeros(Shape.of(4, 2))))
                .endsWith(": fitted to samples of shape (3), got shape (4, 2)"));
        assertThrows(IllegalArgumentException.class, () -> transform.fit(NdArray.zeros(Shape.of(0, 3))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFitWithinAStepStays(Transform transform) {
        Autodiff.step(() -> {
            transform.fit(Tensor.of(TRAIN).add(0).value());
            return 0;
        });
        Transform outside = transform.unfitted().fit(TRAIN);
        assertEquals(outside.state(), transform.state());
        assertEquals(outside.apply(TRAIN), transform.apply(TRAIN));
    }

    @Test
    void meanSubtraction() {
        NdArray y = new MeanSubtraction().fit(TRAIN).apply(NdArray.of(1, 2, 3));
        assertEquals(NdArray.of(-2, -8, 1.25), y);
    }

    @Test
    void minMax() {
        MinMax unit = new MinMax().fit(TRAIN);
        assertEquals(
                NdArray.of(new double[][] {{0, 0, 0}, {0.4, 0, 0.2}, {0.2, 0, 1}, {1, 0, 0.2}}), unit.apply(TRAIN));
        NdArray wide = new MinMax(-2, 3).fit(TRAIN).apply(TRAIN);
        assertClose(NdArray.of(new double[][] {{-2, -2, -2}, {0, -2, -1}, {-1, -2, 3}, {3, -2, -1}}), wide, 1e-14);
        assertEquals(
                "min-max: low must be below high, got 1.0 and 1.0",
                message(IllegalArgumentException.class, () -> new MinMax(1, 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MinMax().fit(NdArray.of(-Double.MAX_VALUE, Double.MAX_VALUE)));
    }

    @Test
    void oneHot() {
        OneHot oneHot = new OneHot(2, 0).fit(TRAIN);
        assertEquals(NdArray.of(new double[][] {{0, 1, 0, 0, 7, 0, 1, 0}}), oneHot.apply(NdArray.of(new double[][] {
            {2, 7, 1}
        })));
        assertEquals(
                "one-hot: column 2 of sample 1 is 4.0, which the training set did not have; it had [0.0, 1.0, 5.0]; "
                        + "unknownAsZeros() allows others",
                message(
                        IllegalArgumentException.class,
                        () -> oneHot.apply(NdArray.of(new double[][] {{2, 7, 1}, {2, 7, 4}}))));
        assertEquals(
                NdArray.of(new double[][] {{9, 7, 0, 0, 0}}),
                new OneHot(2).unknownAsZeros().fit(TRAIN).apply(NdArray.of(new double[][] {{9, 7, 4}})));
        assertThrows(IllegalArgumentException.class, () -> new OneHot(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new OneHot());
        assertThrows(IllegalArgumentException.class, () -> new OneHot(3).fit(TRAIN));
    }

    @Test
    void gradientsFlowThroughTransforms() {
        Standardizer standardizer = new Standardizer().fit(TRAIN);
        NdArray slope = Autodiff.grad(x -> standardizer.apply(x).sum())
                .apply(Tensor.of(NdArray.of(1, 2, 3)))
                .value();
        for (int i = 0; i < 3; i++) {
            assertEquals(1 / standardizer.deviation().get(i), slope.get(i), 1e-15);
        }
    }

    // ---- whitening

    private static NdArray correlated(int n, int d, int rank, long seed) {
        Rng rng = Rng.of(seed);
        Tensor mix = Tensor.of(rng.normal(Shape.of(rank, d), 0, 1));
        return Tensor.of(rng.normal(Shape.of(n, rank), 0, 1)).matmul(mix).add(5).value();
    }

    /** By the definition, sum by sum. */
    private static double[][] covariance(NdArray y) {
        int n = y.shape().dim(0);
        int d = y.size() / n;
        double[][] covariance = new double[d][d];
        double[] mean = new double[d];
        for (int i = 0; i < y.size(); i++) {
            mean[i % d] += y.at(i) / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    covariance[j][k] += (y.at(i * d + j) - mean[j]) * (y.at(i * d + k) - mean[k]) / n;
                }
            }
        }
        return covariance;
    }

    private static void assertIdentity(double[][] matrix, double tolerance) {
        for (int j = 0; j < matrix.length; j++) {
            for (int k = 0; k < matrix.length; k++) {
                assertEquals(j == k ? 1 : 0, matrix[j][k], tolerance);
            }
        }
    }

    @Test
    void whitenedFeaturesHaveCovarianceOne() {
        for (int n : new int[] {40, 9000}) { // the second by several chunks
            NdArray x = correlated(n, 6, 6, n);
            assertIdentity(covariance(Whitening.pca().fit(x).apply(x)), 1e-11);
            assertIdentity(covariance(Whitening.zca().fit(x).apply(x)), 1e-11);
        }
    }

    @Test
    void directionsWithoutVarianceAreLeftOut() {
        for (int n : new int[] {50, 6, 5000}) {
            NdArray x = correlated(n, 8, 3, n);
            Whitening pca = Whitening.pca().fit(x);
            assertEquals(3, pca.directions());
            NdArray y = pca.apply(x);
            assertEquals(Shape.of(n, 3), y.shape());
            assertIdentity(covariance(y), 1e-10);
            assertClose(x, pca.invert(y), 1e-10);
            // ZCA: the covariance is the projection to the three directions: p p = p, trace 3.
            double[][] p = covariance(Whitening.zca().fit(x).apply(x));
            double trace = 0;
            for (int j = 0; j < 8; j++) {
                trace += p[j][j];
                for (int k = 0; k < 8; k++) {
                    double square = 0;
                    for (int m = 0; m < 8; m++) {
                        square += p[j][m] * p[m][k];
                    }
                    assertEquals(p[j][k], square, 1e-10);
                }
            }
            assertEquals(3, trace, 1e-10);
        }
    }

    @Test
    void theLargestVarianceComesFirst() {
        NdArray x = NdArray.of(new double[][] {{3, 0}, {-3, 0}, {0, 1}, {0, -1}}); // variances 4.5 and 0.5
        Whitening pca = Whitening.pca().fit(x);
        assertClose(NdArray.of(Math.sqrt(4.5), Math.sqrt(0.5)), pca.state().get("deviation"), 1e-14);
        assertClose(NdArray.of(new double[][] {{1, 0}, {0, 1}}), pca.state().get("directions"), 1e-14);
        Whitening one = Whitening.pca().directions(1).fit(x);
        assertClose(
                NdArray.of(new double[][] {{3}}),
                one.apply(NdArray.of(new double[][] {{3 * Math.sqrt(4.5), 7}})),
                1e-14);
        Whitening soft = Whitening.pca().epsilon(2.5).fit(x);
        assertClose(NdArray.of(Math.sqrt(7), Math.sqrt(3)), soft.state().get("deviation"), 1e-14);
    }

    /** ZCA of symmetric samples: the inverse square root of the covariance [[2.5, 1.5], [1.5, 2.5]] is known. */
    @Test
    void zcaIsTheInverseSquareRootOfTheCovariance() {
        NdArray x = NdArray.of(new double[][] {{2, 2}, {-2, -2}, {1, -1}, {-1, 1}}); // eigenvalues 4 and 1
        NdArray w = Whitening.zca().fit(x).apply(NdArray.of(new double[][] {{1, 0}, {0, 1}}));
        assertClose(NdArray.of(new double[][] {{0.75, -0.25}, {-0.25, 0.75}}), w, 1e-14);
    }

    @Test
    void whiteningKeepsTheShapeOfImages() {
        NdArray x = correlated(30, 12, 12, 4).reshape(Shape.of(30, 1, 3, 4));
        Whitening zca = Whitening.zca().fit(x);
        NdArray y = zca.apply(x);
        assertEquals(x.shape(), y.shape());
        assertIdentity(covariance(y), 1e-10);
        assertClose(x, zca.invert(y), 1e-10);
        assertEquals(
                Shape.of(2, 5, 12),
                Whitening.pca()
                        .fit(x)
                        .apply(NdArray.zeros(Shape.of(2, 5, 1, 3, 4)))
                        .shape());
        assertEquals(
                "whitening: all 3 samples are equal: there is no variance",
                message(IllegalArgumentException.class, () -> Whitening.pca().fit(NdArray.full(Shape.of(3, 2), 7))));
    }
}
