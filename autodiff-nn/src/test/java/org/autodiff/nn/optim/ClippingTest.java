package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values by hand; {@link TrajectoryTest} compares with PyTorch. */
class ClippingTest {
    private static final double EPSILON = 1e-6;

    private final List<Tensor> gradients = List.of(Tensor.of(3.0, -4), Tensor.of(new double[][] {{12}, {0}}));

    private static void assertClipped(Clipping.Clipped clipped, double norm, double[] first, double[] second) {
        assertEquals(norm, clipped.norm().item(), 1e-14);
        assertArrayEquals(first, clipped.gradients().get(0).toArray(), 1e-14);
        assertArrayEquals(second, clipped.gradients().get(1).toArray(), 1e-14);
        assertEquals(Shape.of(2, 1), clipped.gradients().get(1).shape());
    }

    @Test
    void byValue() {
        assertClipped(Clipping.byValue(3.5).apply(gradients), 12, new double[] {3, -3.5}, new double[] {3.5, 0});
    }

    @Test
    void eachByItsOwnNorm() {
        double share = 6 / (12 + EPSILON);
        assertClipped(Clipping.byNorm(6).apply(gradients), 13, new double[] {3, -4}, new double[] {12 * share, 0});
        double ofSum = 6 / (7 + EPSILON);
        assertClipped(
                Clipping.byNorm(6, PNorm.ONE).apply(gradients), 19, new double[] {3 * ofSum, -4 * ofSum}, new double[] {
                    12 * share, 0
                });
    }

    @Test
    void allByTheNormOfAll() {
        double share = 2 / (13 + EPSILON);
        assertClipped(
                Clipping.byGlobalNorm(2).apply(gradients), 13, new double[] {3 * share, -4 * share}, new double[] {
                    12 * share, 0
                });
        double ofLargest = 2 / (12 + EPSILON);
        assertClipped(
                Clipping.byGlobalNorm(2, PNorm.MAX).apply(gradients),
                12,
                new double[] {3 * ofLargest, -4 * ofLargest},
                new double[] {12 * ofLargest, 0});
        assertClipped(Clipping.byGlobalNorm(20).apply(gradients), 13, new double[] {3, -4}, new double[] {12, 0});
        assertClipped(Clipping.byGlobalNorm(0).apply(gradients), 13, new double[] {0, 0}, new double[] {0, 0});
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, Double.POSITIVE_INFINITY})
    void nothingToClip(double p) {
        Clipping.Clipped none = Clipping.byGlobalNorm(1, PNorm.of(p)).apply(List.of());
        assertEquals(0, none.norm().item());
        assertEquals(List.of(), none.gradients());
        Clipping.Clipped empty = Clipping.byNorm(1, PNorm.of(p)).apply(List.of(Tensor.zeros(Shape.of(0, 3))));
        assertEquals(0, empty.norm().item());
        assertEquals(Shape.of(0, 3), empty.gradients().get(0).shape());
    }

    @Test
    void nonFiniteGradientsAreToldOfIfWanted() {
        List<Tensor> bad = List.of(Tensor.of(1.0, Double.NaN));
        assertEquals(Double.NaN, Clipping.byGlobalNorm(1).apply(bad).norm().item());
        assertEquals(
                "clipping: the norm of the gradients must be finite, got NaN",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Clipping.byGlobalNorm(1)
                                        .refusingNonFinite()
                                        .apply(bad))
                        .getMessage());
        List<Tensor> infinite = List.of(Tensor.of(Double.NEGATIVE_INFINITY));
        assertThrows(
                IllegalArgumentException.class,
                () -> Clipping.byValue(1).refusingNonFinite().apply(infinite));
        assertEquals(-1, Clipping.byValue(1).apply(infinite).gradients().get(0).item());
    }

    @Test
    void badNumbersAreRefused() {
        assertEquals(
                "clipping: maxNorm must be finite and at least 0, got -1.0",
                assertThrows(IllegalArgumentException.class, () -> Clipping.byNorm(-1))
                        .getMessage());
        assertEquals(
                "clipping: p must be at least 1, got 0.5",
                assertThrows(IllegalArgumentException.class, () -> Clipping.byGlobalNorm(1, PNorm.of(0.5)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Clipping.byValue(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Clipping.byNorm(1, PNorm.of(-2)));
        assertThrows(NullPointerException.class, () -> Clipping.byNorm(1, null));
    }
}
