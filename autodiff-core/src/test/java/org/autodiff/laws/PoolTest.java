package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.conv.AxisWindows;
import org.autodiff.internal.gates.conv.Pooling;
import org.autodiff.internal.gates.conv.Sliding;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Pooling, place by place. */
class PoolTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(Shape.of(dims));
    }

    // ---- against loops

    /** For each place along an axis, the elements that it sees. */
    private static List<int[]> sliding(int n, int size, int stride, int padding, int dilation) {
        List<int[]> places = new ArrayList<>();
        for (int start = -padding; start + (size - 1) * dilation < n + padding; start += stride) {
            int from = start;
            places.add(IntStream.range(0, size)
                    .map(a -> from + a * dilation)
                    .filter(at -> at >= 0 && at < n)
                    .toArray());
        }
        return places;
    }

    private static List<int[]> adaptive(int n, int count) {
        List<int[]> bins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bins.add(IntStream.range(
                            (int) Math.floor(i * n / (double) count), (int) Math.ceil((i + 1) * n / (double) count))
                    .toArray());
        }
        return bins;
    }

    /** A function of what each place sees in pictures {@code (n, channels, rows, columns)}. */
    private static NdArray pool(NdArray x, List<int[]> rows, List<int[]> columns, ToDoubleFunction<double[]> f) {
        Shape shape = x.shape().with(2, rows.size()).with(3, columns.size());
        return Naive.array(
                shape,
                i -> f.applyAsDouble(IntStream.of(rows.get(i[2]))
                        .boxed()
                        .flatMapToDouble(r -> IntStream.of(columns.get(i[3])).mapToDouble(c -> x.get(i[0], i[1], r, c)))
                        .toArray()));
    }

    private static double max(double... seen) {
        return DoubleStream.of(seen).anyMatch(Double::isNaN)
                ? Double.NaN
                : DoubleStream.of(seen).max().getAsDouble();
    }

    private static ToDoubleFunction<double[]> mean(int count) {
        return seen -> {
            double sum = DoubleStream.of(seen).sum();
            return sum / (count == 0 ? seen.length : count);
        };
    }

    private static void assertClose(NdArray expected, NdArray actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int[] i : Naive.indices(expected.shape())) {
            assertEquals(expected.get(i), actual.get(i), 1e-13);
        }
    }

    private static NdArray positiveZeros(NdArray x) {
        return NdArray.of(
                x.shape(), DoubleStream.of(x.toArray()).map(v -> v + 0.0).toArray());
    }

    private record Case(Window2d window, Shape shape) {
        static Case draw(Draw d) {
            int height = d.integer(1, 4);
            int width = d.integer(1, 3);
            Window2d v = Window2d.of(height, width)
                    .stride(d.integer(1, 4), d.integer(1, 3))
                    .padding(d.integer(0, height / 2), d.integer(0, width / 2));
            return new Case(v, Shape.of(d.integer(0, 2), d.integer(0, 3), d.integer(5, 7), d.integer(3, 8)));
        }

        List<int[]> rows(int dilation) {
            return sliding(shape.dim(2), window.height(), window.strideRows(), window.paddingRows(), dilation);
        }

        List<int[]> columns(int dilation) {
            return sliding(shape.dim(3), window.width(), window.strideColumns(), window.paddingColumns(), dilation);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void maxOfWindows(@ForAll long seed) {
        Draw d = new Draw(seed);
        Case c = Case.draw(d);
        NdArray x = d.oneIn(2)
                ? d.integers(c.shape, -3, 3).value()
                : positiveZeros(d.anyNumbers(c.shape).value());
        int dilationRows = c.window.height() < 4 ? d.integer(1, 2) : 1;
        int dilationColumns = c.window.width() < 3 ? d.integer(1, 2) : 1;
        NdArray expected = pool(x, c.rows(dilationRows), c.columns(dilationColumns), PoolTest::max);
        Window2d v = c.window.dilation(dilationRows, dilationColumns);
        assertEquals(expected, Tensor.of(x).maxPool2d(Pool2d.of(v)).value());
        if (c.shape.dim(0) > 0) {
            assertEquals(
                    Tensor.of(expected).select(0, -1).value(),
                    Tensor.of(x).select(0, -1).maxPool2d(Pool2d.of(v)).value());
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void meanOfWindows(@ForAll long seed) {
        Draw d = new Draw(seed);
        Case c = Case.draw(d);
        Window2d v = c.window;
        NdArray x = d.normal(c.shape);
        int all = v.height() * v.width();
        assertClose(
                pool(x, c.rows(1), c.columns(1), mean(all)),
                Tensor.of(x).avgPool2d(Pool2d.of(v)).value());
        NdArray seen = pool(x, c.rows(1), c.columns(1), mean(0));
        assertClose(
                seen, Tensor.of(x).avgPool2d(Pool2d.of(v).countPadding(false)).value());
        if (c.shape.dim(0) > 0) {
            assertClose(
                    Tensor.of(seen).select(0, -1).value(),
                    Tensor.of(x)
                            .select(0, -1)
                            .avgPool2d(Pool2d.of(v).countPadding(false))
                            .value());
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void bins(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = Shape.of(d.integer(0, 2), d.integer(0, 3), d.integer(1, 7), d.integer(1, 8));
        NdArray x = d.normal(shape);
        int rows = d.integer(0, 9);
        int columns = d.integer(0, 9);
        List<int[]> down = adaptive(shape.dim(2), rows);
        List<int[]> across = adaptive(shape.dim(3), columns);
        NdArray largest = pool(x, down, across, PoolTest::max);
        assertEquals(largest, Tensor.of(x).adaptiveMaxPool2d(rows, columns).value());
        NdArray means = pool(x, down, across, mean(0));
        assertClose(means, Tensor.of(x).adaptiveAvgPool2d(rows, columns).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void linesArePicturesOfOneRow(@ForAll long seed) {
        Draw d = new Draw(seed);
        int size = d.integer(1, 3);
        int stride = d.integer(1, 3);
        int padding = d.integer(0, size / 2);
        NdArray x = d.normal(Shape.of(2, 3, d.integer(5, 8)));
        NdArray flat = Tensor.of(x).unsqueeze(2).value();
        int n = x.shape().dim(2);
        List<int[]> row = sliding(1, 1, 1, 0, 1);
        Pool1d line = Pool1d.of(size).stride(stride).padding(padding);
        Tensor t = Tensor.of(x);
        assertLines(
                pool(flat, row, sliding(n, size, stride, padding, 2), PoolTest::max), t.maxPool1d(line.dilation(2)));
        List<int[]> windows = sliding(n, size, stride, padding, 1);
        assertLines(pool(flat, row, windows, mean(size)), t.avgPool1d(line));
        assertLines(pool(flat, row, windows, mean(0)), t.avgPool1d(line.countPadding(false)));
        assertLines(pool(flat, row, adaptive(n, stride), PoolTest::max), t.adaptiveMaxPool1d(stride));
        assertLines(pool(flat, row, adaptive(n, 4), mean(0)), t.adaptiveAvgPool1d(4));
        assertEquals(
                t.maxPool1d(line.dilation(2)).select(0, 1).value(),
                t.select(0, 1).maxPool1d(line.dilation(2)).value());
    }

    private static void assertLines(NdArray expected, Tensor y) {
        assertClose(Tensor.of(expected).squeeze(2).value(), y.value());
    }

    @Test
    void aWindowMovesByItsSizeUnlessToldOtherwise() {
        Tensor x = Tensor.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).reshape(1, 2, 6);
        assertEquals(
                NdArray.of(Shape.of(1, 1, 2), 9, 12),
                x.maxPool2d(Pool2d.of(2, 3)).value());
        assertEquals(
                NdArray.of(Shape.of(1, 2, 2), 2, 5, 8, 11),
                x.avgPool2d(Pool2d.of(1, 3)).value());
        Tensor line = x.select(1, 0);
        assertEquals(
                NdArray.of(Shape.of(1, 3), 2, 4, 6),
                line.maxPool1d(Pool1d.of(2)).value());
        assertEquals(
                NdArray.of(Shape.of(1, 1), 2.5), line.avgPool1d(Pool1d.of(4)).value()); // two are left over
    }

    // ---- awkward values

    private static NdArray gradient(Tensor x, Tensor y) {
        return y.sum().backward().of(x).value();
    }

    @Test
    void theFirstOfEqualOnesGetsTheGradient() {
        Tensor x = Tensor.variable(Shape.of(1, 2, 3), 5, 5, 1, 5, 2, 2);
        Tensor y = x.maxPool2d(Pool2d.of(2, 2).stride(1, 1));
        assertEquals(NdArray.of(Shape.of(1, 1, 2), 5, 5), y.value());
        assertEquals(NdArray.of(Shape.of(1, 2, 3), 1, 1, 0, 0, 0, 0), gradient(x, y));
        assertEquals(NdArray.of(Shape.of(1, 2, 3), 1, 0, 0, 0, 0, 0), gradient(x, x.adaptiveMaxPool2d(1, 1)));
        Tensor zeros = Tensor.variable(Shape.of(1, 2), -0.0, 0.0); // which are equal
        assertEquals(
                NdArray.of(Shape.of(1, 2), 1, 0),
                gradient(zeros, zeros.maxPool1d(Pool1d.of(2).stride(1))));
    }

    @Test
    void overlappingWindowsAddUpTheirGradients() {
        Tensor x = Tensor.variable(Shape.of(1, 4), 1, 9, 3, 2);
        assertEquals(
                NdArray.of(Shape.of(1, 4), 0, 2, 1, 0),
                gradient(x, x.maxPool1d(Pool1d.of(2).stride(1))));
        assertEquals(
                NdArray.of(Shape.of(1, 4), 0.5, 1, 1, 0.5),
                gradient(x, x.avgPool1d(Pool1d.of(2).stride(1))));
    }

    @Test
    void paddingIsNeverTheLargest() {
        Tensor x = Tensor.variable(Shape.of(1, 3), -INF, -INF, -7);
        Tensor y = x.maxPool1d(Pool1d.of(3).stride(1).padding(1));
        assertEquals(NdArray.of(Shape.of(1, 3), -INF, -7, -7), y.value());
        assertEquals(NdArray.of(Shape.of(1, 3), 1, 0, 2), gradient(x, y));
    }

    @Test
    void nanWinsWhereItIsSeen() {
        Tensor x = Tensor.variable(Shape.of(1, 5), INF, Double.NaN, 1, 2, Double.NaN);
        Tensor y = x.maxPool1d(Pool1d.of(2).stride(1));
        assertEquals(NdArray.of(Shape.of(1, 4), Double.NaN, Double.NaN, 2, Double.NaN), y.value());
        assertEquals(NdArray.of(Shape.of(1, 5), 0, 2, 0, 1, 1), gradient(x, y));
        Tensor two = Tensor.variable(Shape.of(1, 2), Double.NaN, Double.NaN);
        assertEquals(NdArray.of(Shape.of(1, 2), 1, 0), gradient(two, two.adaptiveMaxPool1d(1)));
    }

    @Test
    void onlyMeansThatSeeAnInfinityHaveIt() {
        Tensor x = Tensor.of(INF, 1, 3, Double.NaN, 5).reshape(1, 5);
        assertEquals(
                NdArray.of(Shape.of(1, 4), INF, 2, Double.NaN, Double.NaN),
                x.avgPool1d(Pool1d.of(2).stride(1)).value());
        assertEquals(
                NdArray.of(Shape.of(1, 3), INF, Double.NaN, Double.NaN),
                x.adaptiveAvgPool1d(3).value());
        assertEquals(
                NdArray.of(Shape.of(1, 2), 1.5, 2.5),
                Tensor.of(1, 2, 3).reshape(1, 3).adaptiveAvgPool1d(2).value());
    }

    /** Groups that are as far apart as they would be in equal parts, but the first is shorter. */
    @Test
    void aShortFirstWindowIsNoPart() {
        Tensor x = Tensor.of(2, 100, 6, 8).reshape(1, 4);
        assertEquals(
                NdArray.of(Shape.of(1, 2), 1, 7),
                x.avgPool1d(Pool1d.of(2).stride(3).padding(1)).value());
    }

    @Test
    void paddingCountsIfAsked() {
        Tensor x = Tensor.of(6, 12).reshape(1, 2);
        assertEquals(
                NdArray.of(Shape.of(1, 2), 6, 6),
                x.avgPool1d(Pool1d.of(3).stride(1).padding(1)).value());
        assertEquals(
                NdArray.of(Shape.of(1, 2), 9, 9),
                x.avgPool1d(Pool1d.of(3).stride(1).padding(1).countPadding(false))
                        .value());
    }

    // ---- mistakes

    private record Mistake(Executable call, String message) {}

    private static Mistake mistake(Executable call, String message) {
        return new Mistake(call, message);
    }

    @TestFactory
    Stream<DynamicTest> mistakes() {
        Tensor x = zeros(2, 4, 4);
        Pool2d two = Pool2d.of(2, 2).stride(1, 1);
        return Stream.of(
                        mistake(
                                () -> zeros(4, 4).maxPool2d(two),
                                "maxPool2d: needs shape (channels, rows, columns), or a batch of them, got (4, 4)"),
                        mistake(
                                () -> zeros(1, 2, 3, 4).avgPool1d(Pool1d.of(2).stride(1)),
                                "avgPool1d: needs shape (channels, length), or a batch of them, got (1, 2, 3, 4)"),
                        mistake(
                                () -> x.maxPool2d(Pool2d.of(5, 1)),
                                "maxPool2d: a window of 5 with dilation 1 does not fit into an axis of size 4 "
                                        + "with padding 0"),
                        mistake(
                                () -> x.avgPool2d(Pool2d.of(2, 3).padding(0, 2)),
                                "avgPool2d: padding 2 for a window of 3: must be at most half of it"),
                        mistake(
                                () -> x.maxPool1d(Pool1d.of(3).padding(2)),
                                "maxPool1d: padding 2 for a window of 3: must be at most half of it"),
                        mistake(() -> x.avgPool2d(two.dilation(1, 2)), "avgPool2d: dilation (1, 2): must be 1"),
                        mistake(() -> x.avgPool1d(Pool1d.of(2).dilation(2)), "avgPool1d: dilation (1, 2): must be 1"),
                        mistake(
                                () -> x.maxPool1d(new Pool1d(0, 1, -1, 1, true, false)),
                                "pool1d: size 0, stride 1, padding -1 and dilation 1: must be at least 1, 1, 0 and 1"),
                        mistake(
                                () -> zeros(1, 1, 4).maxPool2d(two.padding(1, 1).dilation(2, 1)),
                                "maxPool2d: a window of 2 with dilation 2 and padding 1 sees nothing but "
                                        + "padding at place 0 of an axis of size 1"),
                        mistake(
                                () -> zeros(1, 0)
                                        .avgPool1d(Pool1d.of(2).stride(1).padding(1)),
                                "avgPool1d: a window of 2 with dilation 1 and padding 1 sees nothing but "
                                        + "padding at place 0 of an axis of size 0"),
                        mistake(() -> x.adaptiveMaxPool2d(2, -1), "adaptiveMaxPool2d: size -1: must not be negative"),
                        mistake(
                                () -> zeros(1, 0).adaptiveAvgPool1d(3),
                                "adaptiveAvgPool1d: 3 places on an axis without elements"),
                        mistake(
                                () -> x.adaptiveAvgPool2d(50_000, 50_000),
                                "adaptiveAvgPool2d: shape (2, 50000, 50000): more than 2^31 - 1 elements"),
                        mistake(
                                () -> new Pooling.ArgMaxPool(new AxisWindows.Adaptive(1), Sliding.ONE).on(zeros(2, 2)),
                                "argMaxPool: needs planes (n, rows, columns), got shape (2, 2)"),
                        mistake(
                                () -> new Pooling.ArgMaxPool(new AxisWindows.Adaptive(1), Sliding.ONE)
                                        .on(zeros(1, 0, 2)),
                                "argMaxPool: 1 places on an axis without elements"))
                .map(m -> DynamicTest.dynamicTest(
                        m.message,
                        () -> assertEquals(
                                m.message,
                                assertThrowsExactly(IllegalArgumentException.class, m.call)
                                        .getMessage())));
    }

    @Test
    void nulls() {
        Tensor x = zeros(2, 4, 4);
        assertEquals(
                "maxPool2d: pool is null",
                assertThrowsExactly(NullPointerException.class, () -> x.maxPool2d(null))
                        .getMessage());
        assertEquals(
                "avgPool2d: pool is null",
                assertThrowsExactly(NullPointerException.class, () -> x.avgPool2d(null))
                        .getMessage());
    }
}
