package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.OrderOps.Side;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Operations of a line or two: hardswish, lerp, nanToNum, linspace, searchsorted. */
class SmallOperationsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MAX = Double.MAX_VALUE;

    // ---- hardswish

    @Test
    void hardswishIsAParabolaBetweenStraightLines() {
        Tensor x = Tensor.variable(-INF, -4, -3, -1.5, 0, 1, 3, 5, NAN);
        Tensor y = x.hardswish();
        assertArrayEquals(new double[] {0, 0, 0, -0.375, 0, 4.0 / 6, 3, 5, NAN}, y.toArray(), 1e-16);
        assertArrayEquals(
                new double[] {0, 0, 0, 0, 0.5, 1.0 / 3 + 0.5, 1, 1, NAN},
                y.backwardFrom(Tensor.ones(y.shape())).of(x).toArray(),
                1e-15);
        double near = Math.nextUp(-3.0);
        assertEquals(near * (near + 3) / 6, Tensor.of(near).hardswish().item(), 1e-31);
    }

    // ---- lerp

    @Property(shrinking = ShrinkingMode.OFF)
    void lerpIsTheStraightLine(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape(0, 3);
        Tensor a = d.tensor(d.broadcastable(shape));
        Tensor b = d.tensor(shape);
        Tensor w = d.between(d.broadcastable(shape), -0.5, 1.5);
        double[] x = a.broadcastTo(shape).toArray();
        double[] weights = w.broadcastTo(shape).toArray();
        double[] y = a.lerp(b, w).toArray();
        for (int i = 0; i < y.length; i++) {
            assertEquals((1 - weights[i]) * x[i] + weights[i] * b.toArray()[i], y[i], 1e-14);
        }
        Tensor awayFromHalf = d.awayFromZero(w.shape(), 0.1).mul(0.3).add(0.5).detach();
        GradCheck.of(xs -> xs[0].lerp(xs[1], xs[2]).square())
                .input("a", a)
                .input("b", b)
                .input("w", awayFromHalf)
                .order(2)
                .maxCoordinates(6)
                .absoluteTolerance(1e-9)
                .assertPasses();
        double number = d.oneOf(-0.3, 0.0, 0.2, 0.5, 0.9, 1.0, 2.0);
        assertArrayEquals(
                a.lerp(b, Tensor.of(number)).toArray(), a.lerp(b, number).toArray());
    }

    @Test
    void lerpIsExactAtItsEnds() {
        Tensor a = Tensor.variable(0.1, 1e17, 3);
        Tensor b = Tensor.variable(0.7, 1, 3);
        Tensor w = Tensor.variable(0, 1, 0.3);
        assertArrayEquals(new double[] {0.1, 1, 3}, a.lerp(b, w).toArray());
        Gradients g = a.lerp(b, w).sum().backward();
        assertArrayEquals(new double[] {1, 0, 0.7}, g.of(a).toArray(), 1e-16);
        assertArrayEquals(new double[] {0, 1, 0.3}, g.of(b).toArray(), 1e-16);
        assertArrayEquals(new double[] {0.7 - 0.1, 1 - 1e17, 0}, g.of(w).toArray());
        assertEquals(INF, Tensor.of(INF).lerp(Tensor.of(INF), 0.25).item());
        assertEquals(0, Tensor.of(-MAX).lerp(Tensor.of(MAX), 0.5).item());
    }

    @Test
    void lerpRefusesWhatDoesNotFit() {
        Tensor a = Tensor.of(1, 2);
        assertThrows(IllegalArgumentException.class, () -> a.lerp(a, NAN));
        String message = assertThrows(IllegalArgumentException.class, () -> a.lerp(a, Tensor.of(1, 2, 3)))
                .getMessage();
        assertTrue(message.startsWith("lerp: "), message);
    }

    // ---- nanToNum

    @Test
    void whatIsReplacedHasNoGradient() {
        Tensor x = Tensor.variable(NAN, INF, -INF, 2, -0.0);
        assertArrayEquals(new double[] {0, MAX, -MAX, 2, -0.0}, x.nanToNum().toArray());
        Tensor y = x.nanToNum(7, 8, 9);
        assertArrayEquals(new double[] {7, 8, 9, 2, -0.0}, y.toArray());
        assertArrayEquals(
                new double[] {0, 0, 0, 4, 0}, y.square().sum().backward().of(x).toArray());
        assertArrayEquals(
                new double[] {0, 0, 0, 1, 1},
                Autodiff.jvp(t -> t.nanToNum(), x, Tensor.ones(x.shape()))
                        .tangent()
                        .toArray());
    }

    // ---- linspace

    @Test
    void linspaceHasItsEndsExactly() {
        assertArrayEquals(new double[0], Tensor.linspace(1, 2, 0).toArray());
        assertArrayEquals(new double[] {1}, Tensor.linspace(1, 2, 1).toArray());
        assertArrayEquals(new double[] {1, 2}, Tensor.linspace(1, 2, 2).toArray());
        assertArrayEquals(
                new double[] {-1, -0.5, 0, 0.5, 1}, Tensor.linspace(-1, 1, 5).toArray());
        assertArrayEquals(new double[] {3, 3, 3}, Tensor.linspace(3, 3, 3).toArray());
        assertArrayEquals(
                new double[] {-MAX, 0, MAX}, Tensor.linspace(-MAX, MAX, 3).toArray());
        double[] x = Tensor.linspace(0.1, 0.7, 1001).toArray();
        assertEquals(0.1, x[0]);
        assertEquals(0.7, x[1000]);
        for (int i = 0; i <= 1000; i++) {
            assertEquals(0.1 + 0.6 * i / 1000, x[i], 2e-16);
        }
    }

    @Test
    void linspaceRefusesWhatItCannotDivide() {
        assertThrows(IllegalArgumentException.class, () -> Tensor.linspace(0, 1, -1));
        assertEquals(
                "linspace: ends must be finite, got 0.0 and Infinity",
                assertThrows(IllegalArgumentException.class, () -> Tensor.linspace(0, INF, 3))
                        .getMessage());
    }

    // ---- searchsorted

    @Property(shrinking = ShrinkingMode.OFF)
    void searchsortedCountsWhatIsSmaller(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape rows = d.shapeOrEmpty(1, 3);
        boolean one = rows.rank() == 1;
        Tensor sorted = d.integers(rows, -2, 2).sort(-1).detach();
        Tensor values = d.integers(one ? d.shapeOrEmpty(0, 3) : rows.with(-1, d.integer(0, 4)), -3, 3);
        int n = rows.dim(-1);
        int perRow = one ? values.size() : values.shape().dim(-1);
        int[] left = new int[values.size()];
        int[] right = new int[values.size()];
        for (int i = 0; i < left.length; i++) {
            int row = i / perRow;
            double v = values.toArray()[i];
            double[] in = DoubleStream.of(sorted.toArray())
                    .skip((long) row * n)
                    .limit(n)
                    .toArray();
            left[i] = (int) DoubleStream.of(in).filter(s -> s < v).count();
            right[i] = (int) DoubleStream.of(in).filter(s -> s <= v).count();
        }
        assertEquals(Index.of(values.shape(), left), sorted.searchsorted(values));
        assertEquals(Index.of(values.shape(), right), sorted.searchsorted(values, Side.RIGHT));
    }

    @Test
    void nanAndZerosAreFoundWhereSortingPutsThem() {
        Tensor sorted = Tensor.of(-INF, -0.0, 0, 1, INF, NAN, NAN);
        Tensor values = Tensor.of(NAN, INF, 0, -0.0, -INF);
        assertArrayEquals(new int[] {5, 4, 1, 1, 0}, sorted.searchsorted(values).toArray());
        assertArrayEquals(
                new int[] {7, 5, 3, 3, 1},
                sorted.searchsorted(values, Side.RIGHT).toArray());
    }

    @Test
    void searchingInDisorderIsRefused() {
        assertEquals(
                "searchsorted: element 2 of row 0 is 2.0 after 3.0: rows must be in ascending order; sort them first",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tensor.of(1, 3, 2).searchsorted(Tensor.of(1)))
                        .getMessage());
        String shapes = assertThrows(
                        IllegalArgumentException.class,
                        () -> Tensor.zeros(Shape.of(2, 3)).searchsorted(Tensor.of(1, 2)))
                .getMessage();
        assertTrue(shapes.startsWith("searchsorted: rows of shape (2, 3) and values of shape (2)"), shapes);
    }
}
