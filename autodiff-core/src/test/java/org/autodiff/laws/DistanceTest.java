package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;

/** Cosines and distances, pair by pair. */
class DistanceTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static void check(TensorFunction f, Tensor a, Tensor b) {
        GradCheck.of(xs -> f.apply(xs).square())
                .input("a", a)
                .input("b", b)
                .order(2)
                .maxCoordinates(6)
                .absoluteTolerance(1e-9)
                .tolerance(1e-5) // where a derivative is 0, a difference of second order is mostly rounding
                .assertPasses();
    }

    private static double norm(double p, double... x) {
        double sum = 0;
        double most = 0;
        int count = 0;
        for (double v : x) {
            sum += Math.pow(Math.abs(v), p);
            most = Math.max(most, Math.abs(v));
            count += v != 0 ? 1 : 0;
        }
        return p == 0 ? count : p == INF ? most : Math.pow(sum, 1 / p);
    }

    // ---- distances

    @Property(shrinking = ShrinkingMode.OFF)
    void distancesAreNormsOfDifferences(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape batch = d.shape(0, 2);
        int coordinates = d.integer(1, 3);
        Tensor a = d.tensor(d.broadcastable(batch).concat(Shape.of(d.integer(0, 3), coordinates)));
        Tensor b = d.tensor(batch.concat(Shape.of(d.integer(1, 3), coordinates)));
        Shape shape = batch.concat(Shape.of(a.shape().dim(-2), b.shape().dim(-2)));
        NdArray left =
                a.broadcastTo(batch.concat(a.shape().dropFirst(a.rank() - 2))).value();
        for (double p : new double[] {0, 1, 2, 2.5, 0.5, INF}) {
            NdArray expected = Naive.array(shape, at -> {
                double[] difference = new double[coordinates];
                int[] i = at.clone();
                int[] j = at.clone();
                j[at.length - 2] = at[at.length - 1];
                for (int k = 0; k < coordinates; k++) {
                    i[at.length - 1] = k;
                    j[at.length - 1] = k;
                    difference[k] = left.get(i) - b.value().get(j);
                }
                return norm(p, difference);
            });
            Tensor y = a.cdist(b, PNorm.of(p));
            assertEquals(expected.shape(), y.shape());
            assertArrayEquals(expected.toArray(), y.toArray(), 1e-12);
        }
        if (a.size() > 0 && coordinates > 1) {
            check(xs -> xs[0].cdist(xs[1]), a, b);
            check(xs -> xs[0].cdist(xs[1], PNorm.ONE), a, b);
            check(xs -> xs[0].cdist(xs[1], PNorm.of(3)), a, b);
        }
    }

    @Test
    void nearPointsFarFromTheOriginKeepTheirDigits() {
        Tensor a = Tensor.variable(new double[][] {{1e8, 1e8}});
        Tensor b = Tensor.of(new double[][] {{1e8 + 3, 1e8 + 4}});
        Tensor y = a.cdist(b);
        assertEquals(5, y.item());
        assertArrayEquals(new double[] {-0.6, -0.8}, y.backward().of(a).toArray(), 1e-16);
        Tensor tiny = Tensor.of(new double[][] {{3e-200, 4e-200}}).cdist(Tensor.zeros(Shape.of(1, 2)));
        assertEquals(5e-200, tiny.item(), 1e-215);
    }

    @Test
    void equalPointsHaveNoSlope() {
        for (double p : new double[] {1, 2, 3, 1.5, INF}) {
            Tensor a = Tensor.variable(new double[][] {{1, 2}, {3, 4}});
            double[] gradient = a.cdist(a, PNorm.of(p)).sum().backward().of(a).toArray();
            double[] other =
                    a.cdist(a.detach(), PNorm.of(p)).sum().backward().of(a).toArray();
            for (int i = 0; i < 4; i++) {
                assertEquals(2 * other[i], gradient[i], 1e-15);
                assertTrue(Double.isFinite(gradient[i]));
            }
        }
        Tensor a = Tensor.variable(new double[][] {{1, 2}});
        assertArrayEquals(
                new double[] {0, 0}, a.cdist(a.detach()).backward().of(a).toArray());
    }

    @Test
    void noCoordinatesAreNoDistance() {
        Tensor a = Tensor.zeros(Shape.of(2, 0));
        for (double p : new double[] {0, 1, 2, 3, INF}) {
            assertArrayEquals(new double[4], a.cdist(a, PNorm.of(p)).toArray());
        }
    }

    @Test
    void distancesOfWhatDoesNotFitAreRefused() {
        Tensor a = Tensor.zeros(Shape.of(2, 3));
        assertEquals(
                "cdist: needs points (..., m, d) and (..., n, d), got (2, 3) and (2, 2)",
                assertThrows(IllegalArgumentException.class, () -> a.cdist(Tensor.zeros(Shape.of(2, 2))))
                        .getMessage());
        assertEquals(
                "cdist: p must not be negative, got -1.0",
                assertThrows(IllegalArgumentException.class, () -> a.cdist(a, PNorm.of(-1)))
                        .getMessage());
        Tensor many = Tensor.zeros(Shape.of(50_000, 1));
        String message = assertThrows(IllegalArgumentException.class, () -> many.cdist(many))
                .getMessage();
        assertTrue(message.endsWith("more than 2^31 - 1 differences: take them in blocks"), message);
    }

    // ---- cosines

    @Property(shrinking = ShrinkingMode.OFF)
    void cosinesAreInnerProductsOfUnitVectors(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.ranked(d.integer(1, 3), 2);
        Tensor a = d.tensor(d.broadcastable(shape));
        Tensor b = d.tensor(shape);
        int axis = d.integer(0, shape.rank() - 1);
        NdArray x = a.broadcastTo(shape).value();
        Shape result = shape.dropLast(shape.rank() - axis).concat(shape.dropFirst(axis + 1));
        NdArray expected = Naive.array(result, at -> {
            double ab = 0;
            double aa = 0;
            double bb = 0;
            int[] in = new int[shape.rank()];
            System.arraycopy(at, 0, in, 0, axis);
            System.arraycopy(at, axis, in, axis + 1, at.length - axis);
            for (int i = 0; i < shape.dim(axis); i++) {
                in[axis] = i;
                double u = x.get(in);
                double v = b.value().get(in);
                ab += u * v;
                aa += u * u;
                bb += v * v;
            }
            return ab / Math.sqrt(aa * bb);
        });
        Tensor y = a.cosineSimilarity(axis - shape.rank(), b);
        assertEquals(result, y.shape());
        assertArrayEquals(expected.toArray(), y.toArray(), 1e-14);
        if (a.broadcastTo(shape).size() == a.size() && shape.dim(axis) > 1) {
            // Else vectors of one number may be among them, whose cosines are 1 or -1: all derivatives are
            // rounding errors.
            check(xs -> xs[0].cosineSimilarity(axis, xs[1]), a, b);
        }
    }

    @Test
    void aVectorOfZerosHasTheCosineZero() {
        Tensor a = Tensor.variable(0, 0);
        Tensor b = Tensor.variable(3, 4);
        Tensor y = a.cosineSimilarity(0, b);
        assertEquals(0, y.item());
        assertArrayEquals(new double[] {0.6e8, 0.8e8}, y.backward().of(a).toArray(), 1e-6);
        assertArrayEquals(new double[] {0, 0}, y.backward().of(b).toArray());
        assertEquals(0, a.cosineSimilarity(0, a).item());
        assertArrayEquals(
                new double[] {0, 0}, a.cosineSimilarity(0, a).backward().of(a).toArray());
    }

    @Test
    void shortVectorsAreDividedByEpsAndLongOnesByTheirLength() {
        Tensor b = Tensor.of(1, 0);
        assertEquals(0.5, Tensor.of(0.5e-8, 0).cosineSimilarity(0, b).item(), 1e-15);
        assertEquals(1, Tensor.of(0.5e-8, 0).cosineSimilarity(0, b, 1e-12).item());
        assertEquals(0.6, Tensor.of(3e200, 4e200).cosineSimilarity(0, b).item(), 2e-16);
        assertEquals(
                0.6, Tensor.of(3e-200, 4e-200).cosineSimilarity(0, b, 1e-300).item(), 2e-16);
    }

    @Test
    void cosinesOfWhatDoesNotFitAreRefused() {
        Tensor a = Tensor.zeros(Shape.of(2, 3));
        assertThrows(IllegalArgumentException.class, () -> a.cosineSimilarity(0, Tensor.of(1, 2)));
        assertThrows(IndexOutOfBoundsException.class, () -> a.cosineSimilarity(2, a));
        assertEquals(
                "cosineSimilarity: eps must be positive and finite, got 0.0",
                assertThrows(IllegalArgumentException.class, () -> a.cosineSimilarity(0, a, 0))
                        .getMessage());
    }
}
