package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;

/** Cosines and distances of vectors, computed by hand. */
class DistancesTest {
    @Test
    void cosines() {
        Tensor a = Tensor.of(new double[][] {{3, 4}, {1, 0}, {2, 2}, {1e-300, 0}, {3e200, 4e200}});
        Tensor b = Tensor.of(new double[][] {{4, 3}, {0, 5}, {-1, -1}, {1, 0}, {-4e300, 3e300}});
        assertArrayEquals(
                new double[] {0.96, 0, -1, 1e-292, 0},
                CosineSimilarity.of().apply(a, b).toArray(),
                1e-15);
        assertEquals(1e-292, CosineSimilarity.of().apply(a, b).toArray()[3], 1e-306);
    }

    /** (b / |b| - cos a / |a|) / |a| = ((0.8, 0.6) - 0.96 (0.6, 0.8)) / 5. */
    @Test
    void theGradientOfACosine() {
        Tensor a = Tensor.variable(3, 4);
        Tensor cosine = CosineSimilarity.of().apply(a, Tensor.of(4, 3));
        assertArrayEquals(
                new double[] {0.224 / 5, -0.168 / 5}, cosine.backward().of(a).toArray(), 1e-16);
    }

    @Test
    void aVectorOfZerosHasACosineAndAGradient() {
        Tensor a = Tensor.variable(0, 0);
        Tensor b = Tensor.variable(3, 4);
        Tensor cosine = CosineSimilarity.of(1e-3).apply(a, b);
        assertEquals(0, cosine.item());
        Gradients gradients = cosine.backward();
        assertArrayEquals(new double[] {600, 800}, gradients.of(a).toArray(), 1e-12);
        assertArrayEquals(new double[2], gradients.of(b).toArray());
        Tensor none = CosineSimilarity.of().apply(a, a);
        assertEquals(0, none.item());
        assertArrayEquals(new double[2], none.backward().of(a).toArray());
    }

    @Test
    void distances() {
        Tensor a = Tensor.of(new double[][] {{1, 2}, {0, 0}});
        Tensor b = Tensor.of(new double[][] {{-2, 6}, {0, 0}});
        assertArrayEquals(
                new double[] {5, 0},
                PairwiseDistance.of(PNorm.TWO, 0).apply(a, b).toArray(),
                1e-15);
        assertArrayEquals(
                new double[] {7, 0},
                PairwiseDistance.of(PNorm.ONE, 0).apply(a, b).toArray(),
                1e-15);
        assertArrayEquals(
                new double[] {4, 0},
                PairwiseDistance.of(PNorm.MAX, 0).apply(a, b).toArray(),
                1e-15);
        double eps = 1e-6;
        assertArrayEquals(
                new double[] {Math.hypot(3 + eps, 4 - eps), Math.sqrt(2) * eps},
                PairwiseDistance.of().apply(a, b).toArray(),
                1e-15);
    }

    @Test
    void theGradientOfADistanceWhereVectorsAreEqual() {
        Tensor a = Tensor.variable(1, 2);
        double half = Math.sqrt(0.5);
        Tensor with = PairwiseDistance.of().apply(a, Tensor.of(1, 2));
        assertArrayEquals(new double[] {half, half}, with.backward().of(a).toArray(), 1e-9);
        Tensor without = PairwiseDistance.of(PNorm.TWO, 0).apply(a, Tensor.of(1, 2));
        assertArrayEquals(new double[2], without.backward().of(a).toArray());
    }

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void whatIsRefused() {
        Tensor two = Tensor.zeros(Shape.of(2));
        refused(
                "cosineSimilarity: expected a second argument of shape (2), got (3)",
                () -> CosineSimilarity.of().apply(two, Tensor.zeros(Shape.of(3))));
        refused(
                "pairwiseDistance: expected a second argument of shape (2), got (2, 2)",
                () -> PairwiseDistance.of().apply(two, Tensor.zeros(Shape.of(2, 2))));
        refused(
                "cosineSimilarity: expected vectors of shape (..., n), got ()",
                () -> CosineSimilarity.of().apply(Tensor.of(1), Tensor.of(1)));
        refused("cosineSimilarity: eps must be finite and above 0, got 0.0", () -> CosineSimilarity.of(0));
        refused("pairwiseDistance: p must be above 0, got -1.0", () -> PairwiseDistance.of(PNorm.of(-1), 0));
        refused(
                "pairwiseDistance: eps must be finite and at least 0, got -1.0",
                () -> PairwiseDistance.of(PNorm.TWO, -1));
    }
}
