package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Assignment to a slice and to indices: the values of a plain loop, and gradients to both sides. */
class AssignmentValuesTest {
    private static final double NAN = Double.NaN;

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    // ---- slices

    @Property(shrinking = ShrinkingMode.OFF)
    void aSliceIsWhatAssignmentInALoopGives(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int n = x.shape().dim(axis);
        int from = d.integer(0, n - 1);
        int to = d.integer(from, n);
        int step = d.integer(1, 3);
        int count = (to - from + step - 1) / step;
        Tensor source = d.tensor(d.broadcastable(x.shape().with(axis, count)));
        Tensor y = x.withSlice(axis - x.rank(), from - n, to, step, source);
        NdArray all = source.broadcastTo(x.shape().with(axis, count)).value();
        Naive.assertSame(
                Naive.array(x.shape(), at -> {
                    int i = at[axis] - from;
                    if (i < 0 || at[axis] >= to || i % step != 0) {
                        return x.value().get(at);
                    }
                    int[] in = at.clone();
                    in[axis] = i / step;
                    return all.get(in);
                }),
                y.value());
        if (source.size() > 0) {
            GradCheck.of(xs -> xs[0].withSlice(axis, from, to, step, xs[1]).square())
                    .input("x", x)
                    .input("source", source)
                    .order(2)
                    .maxCoordinates(6)
                    .absoluteTolerance(1e-9)
                    .assertPasses();
        }
    }

    @Test
    void bothSidesOfASliceGetTheirGradient() {
        Tensor x = Tensor.variable(1, 2, 3, 4, 5);
        Tensor source = Tensor.variable(10, 20);
        Tensor y = x.withSlice(0, 1, 5, 2, source);
        assertArrayEquals(new double[] {1, 10, 3, 20, 5}, y.toArray());
        Gradients g = y.backwardFrom(Tensor.of(1, 2, 3, 4, 5));
        assertArrayEquals(new double[] {1, 0, 3, 0, 5}, g.of(x).toArray());
        assertArrayEquals(new double[] {2, 4}, g.of(source).toArray());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5}, x.toArray()); // x stays what it is
    }

    @Test
    void whatIsOverwrittenLeavesNoTrace() {
        Tensor x = Tensor.variable(NAN, Double.POSITIVE_INFINITY, 3);
        Tensor y = x.withSlice(0, 0, 2, Tensor.of(0)).exp().sum();
        assertEquals(2 + Math.exp(3), y.item(), 1e-14);
        assertArrayEquals(new double[] {0, 0, Math.exp(3)}, y.backward().of(x).toArray(), 1e-13);
    }

    @Test
    void aSliceThatDoesNotFitIsRefused() {
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        String shape = assertThrows(
                        IllegalArgumentException.class, () -> x.withSlice(1, 0, 2, Tensor.zeros(Shape.of(2, 3))))
                .getMessage();
        assertEquals(
                "withSlice: source of shape (2, 3) for a slice of shape (2, 2) of (2, 3): must broadcast to it", shape);
        String range = assertThrows(IndexOutOfBoundsException.class, () -> x.withSlice(1, 1, 4, Tensor.of(0)))
                .getMessage();
        assertEquals("withSlice: [1, 4) is not within axis 1 of shape (2, 3)", range);
        assertThrows(IllegalArgumentException.class, () -> x.withSlice(1, 0, 2, 0, Tensor.of(0)));
    }

    // ---- indices

    @Property(shrinking = ShrinkingMode.OFF)
    void scatterIsWhatAssignmentInALoopGives(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        int n = x.shape().dim(axis);
        Shape reach = x.shape().with(axis, d.integer(0, 3));
        for (int i = 0; i < x.rank(); i++) {
            reach = i == axis ? reach : reach.with(i, d.integer(1, x.shape().dim(i)));
        }
        Index index = Index.of(d.integers(reach, -n, n - 1).value());
        Tensor source = d.tensor(d.oneIn(3) ? d.broadcastable(reach) : reach);
        double[] expected = x.toArray();
        double[] put = source.broadcastTo(reach).toArray();
        int[] in = new int[x.rank()];
        for (int i = 0; i < put.length; i++) { // row-major, so the last one stays
            int rest = i;
            for (int a = x.rank() - 1; a >= 0; a--) {
                in[a] = rest % reach.dim(a);
                rest /= reach.dim(a);
            }
            in[axis] = Math.floorMod(index.get(i), n);
            int flat = 0;
            for (int a = 0; a < x.rank(); a++) {
                flat = flat * x.shape().dim(a) + in[a];
            }
            expected[flat] = put[i];
        }
        assertArrayEquals(expected, x.scatter(axis - x.rank(), index, source).toArray());
        if (source.size() > 0) {
            GradCheck.of(xs -> xs[0].scatter(axis, index, xs[1]).square())
                    .input("x", x)
                    .input("source", source)
                    .order(2)
                    .maxCoordinates(6)
                    .absoluteTolerance(1e-9)
                    .assertPasses();
        }
    }

    @Test
    void ofSeveralThatGoToOnePlaceTheLastStaysAndGetsTheGradient() {
        Tensor x = Tensor.variable(1, 2, 3);
        Tensor source = Tensor.variable(10, 20, 30, 40);
        Tensor y = x.scatter(0, Index.of(2, 0, -1, 0), source);
        assertArrayEquals(new double[] {40, 2, 30}, y.toArray());
        Gradients g = y.backwardFrom(Tensor.of(5, 6, 7));
        assertArrayEquals(new double[] {0, 6, 0}, g.of(x).toArray());
        assertArrayEquals(new double[] {0, 0, 7, 5}, g.of(source).toArray());
        Autodiff.ValueAndTangent moved = Autodiff.jvp(
                xs -> xs[0].scatter(0, Index.of(2, 0, -1, 0), xs[1]),
                new Tensor[] {x.detach(), source.detach()},
                new Tensor[] {Tensor.of(5, 6, 7), Tensor.of(1, 2, 3, 4)});
        assertArrayEquals(new double[] {4, 6, 3}, moved.tangent().toArray());
    }

    @Test
    void scatterLeavesNoTraceOfWhatItOverwrites() {
        Tensor x = Tensor.variable(new double[][] {{NAN, 1}, {2, 3}});
        Tensor source = Tensor.variable(new double[][] {{5}});
        Tensor y = x.scatter(1, Index.of(Shape.of(1, 1), 0), source).square().sum();
        assertEquals(25 + 1 + 4 + 9, y.item());
        assertArrayEquals(new double[] {0, 2, 4, 6}, y.backward().of(x).toArray());
        assertArrayEquals(new double[] {10}, y.backward().of(source).toArray());
    }

    @Test
    void nothingScatteredChangesNothing() {
        Tensor x = Tensor.variable(ones(3));
        Tensor source = Tensor.variable(new double[0]);
        Tensor y = x.scatter(0, Index.of(Shape.of(0)), source);
        assertArrayEquals(ones(3), y.toArray());
        assertArrayEquals(ones(3), y.sum().backward().of(x).toArray());
        assertEquals(Shape.of(0), y.sum().backward().of(source).shape());
    }

    @Test
    void scatterOfWhatDoesNotFitIsRefused() {
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        Index index = Index.of(Shape.of(2, 1), 0, 3);
        String outside = assertThrows(IndexOutOfBoundsException.class, () -> x.scatter(1, index, Tensor.of(1)))
                .getMessage();
        assertTrue(outside.startsWith("scatter: index 3 at position 1 is outside axis 1 of shape (2, 3)"), outside);
        String source = assertThrows(
                        IllegalArgumentException.class,
                        () -> x.scatter(1, Index.of(Shape.of(2, 1), 0, 1), Tensor.of(1, 2, 3)))
                .getMessage();
        assertEquals("scatter: source of shape (3) for indices of shape (2, 1): must broadcast to it", source);
        assertThrows(IllegalArgumentException.class, () -> x.scatter(1, Index.of(0), Tensor.of(1)));
    }
}
