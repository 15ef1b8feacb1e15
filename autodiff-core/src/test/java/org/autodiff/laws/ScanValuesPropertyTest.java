package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.ScanOps;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Running extremes, and logarithms of running sums: values element by element from all elements up to each. */
class ScanValuesPropertyTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private static void check(TensorFunction f, Tensor x) {
        if (x.size() > 0) {
            RandomPoint.check(GradCheck.of(xs -> f.apply(xs).square())
                    .input("x", x)
                    .order(2)
                    .maxCoordinates(6)
                    .absoluteTolerance(1e-9));
        }
    }

    /** The element at a place, of which only the coordinate along an axis is another. */
    private static double along(NdArray x, int[] at, int axis, int position) {
        int[] in = at.clone();
        in[axis] = position;
        return x.get(in);
    }

    /** Where the largest element up to each place stands, by the definition. */
    private static int lastLargest(NdArray x, int[] at, int axis, double sign) {
        int best = 0;
        for (int i = 0; i <= at[axis]; i++) {
            double candidate = sign * along(x, at, axis, i);
            double most = sign * along(x, at, axis, best);
            best = Double.isNaN(candidate) || candidate >= most ? i : best;
        }
        return best;
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void runningExtremesAreThoseOfTheElementsUpToEach(@ForAll long seed) {
        Draw d = new Draw(seed);
        boolean ties = d.oneIn(2);
        Tensor x = ties ? d.integers(d.shapeOrEmpty(1, 4), -1, 1) : d.anyNumbers(d.shape(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        for (double sign : new double[] {1, -1}) {
            ScanOps.Running y = sign > 0 ? x.cummax(axis - x.rank()) : x.cummin(axis - x.rank());
            Naive.assertSame(
                    Naive.array(x.shape(), at -> lastLargest(x.value(), at, axis, sign)),
                    y.positions().value());
            Naive.assertSame(
                    Naive.array(x.shape(), at -> along(x.value(), at, axis, lastLargest(x.value(), at, axis, sign))),
                    y.values().value());
        }
        Tensor distinct = d.distinct(d.shapeOrEmpty(1, 3));
        check(xs -> xs[0].cummax(-1).values(), distinct);
        check(xs -> xs[0].cummin(0).values(), distinct);
    }

    @Test
    void runningExtremesSayWhereTheyStand() {
        Tensor x = Tensor.of(1, 3, 2, 3, 5);
        assertArrayEquals(new int[] {0, 1, 1, 3, 4}, x.cummax(0).indices().toArray());
        assertArrayEquals(new int[] {0, 0, 0, 0, 0}, x.cummin(0).indices().toArray());
        assertArrayEquals(
                new int[] {0, 1, 1, 3},
                Tensor.of(4, NAN, 9, NAN).cummax(0).indices().toArray());
    }

    @Test
    void aNanHasANanGradientAndThoseBeforeItHaveTheirOwn() {
        Tensor x = Tensor.variable(1, NAN, 2);
        assertArrayEquals(
                new double[] {1, NAN, 0},
                x.cummax(0).values().sum().backward().of(x).toArray());
        assertArrayEquals(
                new double[] {1, NAN, 0},
                x.cummin(0).values().sum().backward().of(x).toArray());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void logcumsumexpIsLogsumexpOfTheElementsUpToEach(@ForAll long seed) {
        Draw d = new Draw(seed);
        double spread = d.oneOf(1.0, 30.0, 1e3);
        Tensor x = d.tensor(d.shapeOrEmpty(1, 4)).mul(spread).detach();
        int axis = d.integer(0, x.rank() - 1);
        NdArray y = x.logcumsumexp(axis - x.rank()).value();
        NdArray expected = Naive.array(x.shape(), at -> {
            double most = along(x.value(), at, axis, lastLargest(x.value(), at, axis, 1));
            double sum = 0;
            for (int i = 0; i <= at[axis]; i++) {
                sum += Math.exp(along(x.value(), at, axis, i) - most);
            }
            return most + Math.log(sum);
        });
        assertArrayEquals(expected.toArray(), y.toArray(), 1e-14 * (1 + spread));
        check(xs -> xs[0].logcumsumexp(axis), d.tensor(x.shape()));
    }

    @Test
    void logcumsumexpNeitherOverflowsNorLosesItsGradient() {
        Tensor x = Tensor.variable(-1e300, 1e6, 1e6 + 1, 1e300, 1e300);
        Tensor y = x.logcumsumexp(0);
        double log = Math.log(1 + Math.exp(-1));
        assertArrayEquals(new double[] {-1e300, 1e6, 1e6 + 1 + log, 1e300, 1e300}, y.toArray(), 1e-9);
        double[] third = y.select(0, 2).backward().of(x).toArray();
        double share = 1 / (1 + Math.exp(1));
        assertArrayEquals(new double[] {0, share, 1 - share, 0, 0}, third, 1e-15);
        assertArrayEquals(
                new double[] {0, 0, 0, 0.5, 0.5},
                y.select(0, 4).backward().of(x).toArray());
    }

    @Test
    void logcumsumexpAtInfinities() {
        Tensor x = Tensor.variable(-INF, -INF, 2, INF, 7, INF);
        Tensor y = x.logcumsumexp(0);
        assertArrayEquals(new double[] {-INF, -INF, 2, INF, INF, INF}, y.toArray());
        assertArrayEquals(
                new double[] {0, 0, 1, 2.5, 0, 0.5}, y.sum().backward().of(x).toArray());
        assertArrayEquals(
                new double[] {0, 0, 0, 0.5, 0, 0.5},
                y.select(0, 5).backward().of(x).toArray());
    }

    @Test
    void logcumsumexpIsNanFromANanOn() {
        Tensor x = Tensor.variable(1, NAN, 2);
        Tensor y = x.logcumsumexp(0);
        assertArrayEquals(new double[] {1, NAN, NAN}, y.toArray());
        assertTrue(Double.isNaN(y.sum().backward().of(x).toArray()[1]));
        assertArrayEquals(
                new double[] {1, 0, 0}, y.select(0, 0).backward().of(x).toArray());
    }

    /** More ways than are walked side by side, in both directions of memory. */
    @Test
    void manyWaysAreEachWalkedOnce() {
        int ways = 1301;
        Tensor x = new Draw(1).integers(Shape.of(ways, 5), -2, 2);
        double[][] expected = new double[3][x.size()];
        double[] from = x.toArray();
        for (int way = 0; way < ways; way++) {
            double sum = 0;
            double product = 1;
            double most = -INF;
            for (int i = way * 5; i < way * 5 + 5; i++) {
                expected[0][i] = sum += from[i];
                expected[1][i] = product *= from[i];
                expected[2][i] = most = Math.max(most, from[i]);
            }
        }
        Tensor columns = x.permute(1, 0);
        assertArrayEquals(expected[0], x.cumsum(1).toArray());
        assertArrayEquals(expected[0], columns.cumsum(0).permute(1, 0).toArray());
        assertArrayEquals(expected[1], x.cumprod(1).toArray(), 1e-300); // zeros of either sign
        assertArrayEquals(expected[1], columns.cumprod(0).permute(1, 0).toArray(), 1e-300);
        assertArrayEquals(expected[2], x.cummax(1).values().toArray());
        assertArrayEquals(expected[2], columns.cummax(0).values().permute(1, 0).toArray());
    }

    @Test
    void anAxisThatIsNotThereIsRefused() {
        String message = assertThrows(
                        IndexOutOfBoundsException.class, () -> Tensor.of(1, 2).cummin(1))
                .getMessage();
        assertTrue(message.startsWith("cummin: "), message);
        assertEquals(
                "logcumsumexp",
                assertThrows(IndexOutOfBoundsException.class, () -> Tensor.of(1).logcumsumexp(0))
                        .getMessage()
                        .split(":")[0]);
    }
}
