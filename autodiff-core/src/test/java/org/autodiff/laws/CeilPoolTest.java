package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.junit.jupiter.api.Test;

/** Pooling with one place more where something is left over: place by place, by PyTorch's rule. */
class CeilPoolTest {

    /** What one place sees: from an element to before another one, of so many that count. */
    private record Seen(int from, int to, int step, int withPadding) {}

    /** A place counts if its window fits, or if the one before left something and it starts before the end. */
    private static List<Seen> places(int n, int size, int stride, int padding, int dilation) {
        List<Seen> all = new ArrayList<>();
        int reach = (size - 1) * dilation + 1;
        int padded = n + 2 * padding;
        for (int i = 0; ; i++) {
            boolean fits = i * stride + reach <= padded;
            boolean leftOver = (i - 1) * stride + reach < padded;
            int start = i * stride - padding;
            if (!fits && !(leftOver && start < n)) {
                return all;
            }
            int from = start;
            while (from < 0) {
                from += dilation;
            }
            int counted = Math.min(start + size, n + padding) - start;
            all.add(new Seen(from, Math.min(n, start + reach), dilation, counted));
        }
    }

    private static NdArray pool(NdArray x, List<Seen> down, List<Seen> across, String kind) {
        Shape shape = x.shape().with(1, down.size()).with(2, across.size());
        return Naive.array(shape, i -> {
            Seen rows = down.get(i[1]);
            Seen columns = across.get(i[2]);
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int r = rows.from; r < rows.to; r += rows.step) {
                for (int c = columns.from; c < columns.to; c += columns.step) {
                    most = Math.max(most, x.get(i[0], r, c));
                    sum += x.get(i[0], r, c);
                    count++;
                }
            }
            return switch (kind) {
                case "max" -> most;
                case "mean" -> sum / (rows.withPadding * columns.withPadding);
                default -> sum / count;
            };
        });
    }

    private static Pool1d ceil(int size, int stride, int padding) {
        return Pool1d.of(size).stride(stride).padding(padding).ceilMode(true);
    }

    private static void assertClose(NdArray expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-13);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void everyPlaceSeesWhatIsThere(@ForAll long seed) {
        Draw d = new Draw(seed);
        int height = d.integer(1, 4);
        int width = d.integer(1, 3);
        int strideRows = d.integer(1, 5);
        int strideColumns = d.integer(1, 3);
        int paddingRows = d.integer(0, height / 2);
        int paddingColumns = d.integer(0, width / 2);
        Shape shape = Shape.of(2, d.integer(5, 8), d.integer(4, 7));
        NdArray x = d.normal(shape);
        Pool2d pool = Pool2d.of(height, width)
                .stride(strideRows, strideColumns)
                .padding(paddingRows, paddingColumns)
                .ceilMode(true);
        List<Seen> down = places(shape.dim(1), height, strideRows, paddingRows, 1);
        List<Seen> across = places(shape.dim(2), width, strideColumns, paddingColumns, 1);
        Tensor t = Tensor.of(x);
        assertClose(pool(x, down, across, "max"), t.maxPool2d(pool));
        assertClose(pool(x, down, across, "mean"), t.avgPool2d(pool));
        assertClose(pool(x, down, across, "mean of seen"), t.avgPool2d(pool.countPadding(false)));
        GradCheck.of(xs -> xs[0].avgPool2d(pool).square())
                .input("x", t)
                .order(2)
                .maxCoordinates(4)
                .absoluteTolerance(1e-9)
                .assertPasses();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void linesToo(@ForAll long seed) {
        Draw d = new Draw(seed);
        int size = d.integer(1, 3);
        int stride = d.integer(1, 4);
        int padding = d.integer(0, size / 2);
        int n = d.integer(4, 8);
        NdArray x = d.normal(Shape.of(2, 1, n));
        List<Seen> row = places(1, 1, 1, 0, 1);
        Tensor lines = Tensor.of(x).squeeze(1);
        List<Seen> places = places(n, size, stride, padding, 1);
        Tensor max = lines.maxPool1d(ceil(size, stride, padding));
        assertClose(pool(x, row, places, "max"), max.unsqueeze(1));
        Tensor mean = lines.avgPool1d(ceil(size, stride, padding));
        assertClose(pool(x, row, places, "mean"), mean.unsqueeze(1));
    }

    @Test
    void theNumbersOfPyTorch() {
        Tensor x = Tensor.variable(Shape.of(1, 6), 1, 2, 3, 4, 5, 6);
        assertArrayEquals(new double[] {3, 5, 6}, x.maxPool1d(ceil(3, 2, 0)).toArray());
        assertArrayEquals(new double[] {2, 4, 5.5}, x.avgPool1d(ceil(3, 2, 0)).toArray());
        // Padding counts, what lies beyond it does not.
        assertArrayEquals(new double[] {1, 3, 5, 3}, x.avgPool1d(ceil(3, 2, 1)).toArray());
        assertArrayEquals(
                new double[] {1.5, 3, 5, 6},
                x.avgPool1d(ceil(3, 2, 1).countPadding(false)).toArray());
        Tensor y = x.maxPool1d(ceil(3, 2, 0)).sum();
        assertArrayEquals(new double[] {0, 0, 1, 0, 1, 1}, y.backward().of(x).toArray());
    }

    @Test
    void aWindowMustStartBeforeThePaddingBehind() {
        Tensor x = Tensor.of(Shape.of(1, 4), 1, 2, 3, 4);
        // Of size 2 with padding 1 and stride 3 places start at -1 and 2; the next would at 5.
        assertArrayEquals(new double[] {1, 4}, x.maxPool1d(ceil(2, 3, 1)).toArray());
        // With stride 5 the second place would start at 4, behind the axis.
        assertArrayEquals(new double[] {1}, x.maxPool1d(ceil(2, 5, 1)).toArray());
    }

    @Test
    void oneWindowMayBeLargerThanTheAxis() {
        Tensor x = Tensor.of(Shape.of(1, 2), 1, 2);
        assertArrayEquals(new double[] {2}, x.maxPool1d(ceil(3, 2, 0)).toArray());
        assertArrayEquals(new double[] {1.5}, x.avgPool1d(ceil(3, 2, 0)).toArray());
        int huge = Integer.MAX_VALUE;
        assertArrayEquals(new double[] {1.5}, x.avgPool1d(ceil(huge, huge, 0)).toArray());
        String message = assertThrows(IllegalArgumentException.class, () -> x.maxPool1d(ceil(4, 2, 0)))
                .getMessage();
        assertEquals(
                "maxPool1d: a window of 4 with dilation 1 does not fit into an axis of size 2 with padding 0", message);
    }

    @Test
    void withoutItNothingChanges() {
        Tensor x = Tensor.of(Shape.of(1, 6), 1, 2, 3, 4, 5, 6);
        assertArrayEquals(
                new double[] {1, 3, 5},
                x.avgPool1d(ceil(3, 2, 1).ceilMode(false)).toArray());
        assertArrayEquals(
                new double[] {3, 5}, x.maxPool1d(Pool1d.of(3).stride(2)).toArray());
    }
}
