package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.Test;

/** Sliding windows, place by place. */
class WindowTest {

    @Property(shrinking = ShrinkingMode.OFF)
    void alongAnAxis(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        int n = x.shape().dim(axis);
        int size = d.integer(1, n);
        int dilation = size == 1 ? d.integer(1, 9) : d.integer(1, (n - 1) / (size - 1));
        int step = d.integer(1, 3);
        NdArray y = x.unfold(axis, size, step, dilation).value();
        assertEquals((n - (size - 1) * dilation - 1) / step + 1, y.shape().dim(axis));
        Naive.assertSame(
                Naive.array(y.shape(), at -> {
                    int[] from = Arrays.copyOf(at, x.rank());
                    from[axis] = at[axis] * step + at[x.rank()] * dilation;
                    return x.value().get(from);
                }),
                y);
    }

    private record Case(Tensor x, Window2d window, int down, int across) {
        static Case draw(long seed) {
            Draw d = new Draw(seed);
            Window2d w = Window2d.of(d.integer(1, 3), d.integer(1, 3))
                    .stride(d.integer(1, 3), d.integer(1, 3))
                    .padding(d.integer(0, 2), d.integer(0, 2))
                    .dilation(d.integer(1, 2), d.integer(1, 2));
            int rows = Math.max(1, (w.height() - 1) * w.dilationRows() + 1 - 2 * w.paddingRows()) + d.integer(0, 3);
            int columns =
                    Math.max(1, (w.width() - 1) * w.dilationColumns() + 1 - 2 * w.paddingColumns()) + d.integer(0, 3);
            int down = (rows + 2 * w.paddingRows() - (w.height() - 1) * w.dilationRows() - 1) / w.strideRows() + 1;
            int across =
                    (columns + 2 * w.paddingColumns() - (w.width() - 1) * w.dilationColumns() - 1) / w.strideColumns()
                            + 1;
            return new Case(d.tensor(Shape.of(2, 2, rows, columns)), w, down, across);
        }
    }

    /** What stands in the picture under row r and column c of the columns; NaN for the padding. */
    private static int[] under(Case c, int image, int row, int place) {
        Window2d w = c.window;
        int area = w.height() * w.width();
        int y = row % area / w.width() * w.dilationRows() + place / c.across * w.strideRows() - w.paddingRows();
        int x = row % w.width() * w.dilationColumns() + place % c.across * w.strideColumns() - w.paddingColumns();
        boolean inside =
                y >= 0 && y < c.x.shape().dim(2) && x >= 0 && x < c.x.shape().dim(3);
        return inside ? new int[] {image, row / area, y, x} : null;
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void overPictures(@ForAll long seed) {
        Case c = Case.draw(seed);
        Window2d w = c.window;
        int area = w.height() * w.width();
        NdArray picture = c.x.value();
        NdArray columns = c.x.unfold(w).value();
        assertEquals(Shape.of(2, 2 * area, c.down * c.across), columns.shape());
        Naive.assertSame(
                Naive.array(columns.shape(), at -> {
                    int[] from = under(c, at[0], at[1], at[2]);
                    return from == null ? 0 : picture.get(from);
                }),
                columns);
        Naive.assertSame(
                Tensor.of(columns).select(0, 1).value(),
                c.x.select(0, 1).unfold(w).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void foldAddsUpWhatUnfoldSees(@ForAll long seed) {
        Case c = Case.draw(seed);
        Window2d w = c.window;
        int rows = c.x.shape().dim(2);
        int columns = c.x.shape().dim(3);
        Tensor y = new Draw(seed + 1).tensor(c.x.unfold(w).shape());
        double[] sums = new double[c.x.size()];
        for (int[] at : Naive.indices(y.shape())) {
            int[] to = under(c, at[0], at[1], at[2]);
            if (to != null) {
                sums[((to[0] * 2 + to[1]) * rows + to[2]) * columns + to[3]] +=
                        y.value().get(at);
            }
        }
        NdArray folded = y.fold(rows, columns, w).value();
        assertEquals(c.x.shape(), folded.shape());
        for (int i = 0; i < sums.length; i++) {
            assertEquals(sums[i], folded.toArray()[i], 1e-13);
        }
        GradCheck.of(xs -> xs[0].unfold(w)
                        .mul(xs[1].square())
                        .sum()
                        .add(xs[0].square().sum())
                        .add(xs[1].square().sum()))
                .input("x", c.x)
                .input("y", y)
                .maxCoordinates(4)
                .absoluteTolerance(1e-9)
                .order(2)
                .assertPasses();
    }

    @Test
    void aStrideBeyondThePictureHasOnePlace() {
        Tensor x = Tensor.arange(6).reshape(1, 2, 3);
        Window2d w = Window2d.of(2, 2).stride(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertEquals(NdArray.of(Shape.of(4, 1), 0, 1, 3, 4), x.unfold(w).value());
        assertEquals(
                NdArray.of(Shape.of(1, 2), 0, 1),
                Tensor.arange(3).unfold(0, 2, Integer.MAX_VALUE).value());
    }
}
