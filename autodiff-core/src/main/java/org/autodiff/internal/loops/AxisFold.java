package org.autodiff.internal.loops;

import java.util.Arrays;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A reduction by an operation that combines two numbers, such as a sum or a maximum. Along the last axes it takes row
 * by row; along others it combines whole rows with each other, so that memory is read in order and nothing is copied.
 *
 * @param start the result for no elements, which changes nothing when it is combined with another number
 * @param rows how the elements of each row are combined
 * @param columns how those of each column are
 */
public record AxisFold(double start, AxisRows.Rows rows, FoldColumns columns) {
    /** A function such as {@link org.autodiff.internal.kernel.Columns#add}. */
    @FunctionalInterface
    public interface FoldColumns {
        void apply(double[] x, int from, int stride, int rows, double[] y, int to, int n);
    }

    /** Reduces an array along some axes, which stay with size 1. */
    public void apply(NdArray x, Axes axes, NdArray y) {
        Shape s = x.shape();
        int first = axes.count() == 0 ? 0 : axes.get(0);
        int end = first + axes.count();
        boolean oneBlock = axes.count() == 0 || axes.get(axes.count() - 1) == end - 1;
        if (!oneBlock) {
            AxisRows.reduce(x, axes, y, rows);
            return;
        }
        int reduced = s.sizeOf(first, end);
        int inner = s.sizeOf(end, s.rank());
        if (inner == 1) {
            AxisRows.deal(ArrayAccess.data(x), ArrayAccess.data(y), y.size(), reduced, rows);
            return;
        }
        Arrays.fill(ArrayAccess.data(y), 0, y.size(), start);
        if (x.size() > 0) {
            new Blocks(ArrayAccess.data(x), ArrayAccess.data(y), s.sizeOf(0, first), reduced, inner).deal();
        }
    }

    /** An array as so many blocks, each of rows one below the other. */
    private final class Blocks {
        private final double[] x;
        private final double[] y;
        private final int blocks;
        private final int rows;
        private final int width;

        Blocks(double[] x, double[] y, int blocks, int rows, int width) {
            this.x = x;
            this.y = y;
            this.blocks = blocks;
            this.rows = rows;
            this.width = width;
        }

        void deal() {
            if (!Parallel.paysFor(blocks * rows * width)) {
                fold(0, blocks);
            } else if (blocks >= Parallel.threads()) {
                Parallel.splitElements(blocks, 1, rows * width, this::fold);
            } else {
                for (int b = 0; b < blocks; b++) {
                    dealColumns(b);
                }
            }
        }

        private void fold(int first, int end) {
            for (int b = first; b < end; b++) {
                columns.apply(x, b * rows * width, width, rows, y, b * width, width);
            }
        }

        /**
         * Each thread takes some columns, with results of its own: neighbours in one line of the cache would hold each
         * other up.
         */
        private void dealColumns(int block) {
            int from = block * rows * width;
            Parallel.splitElements(width, Limits.CACHE_LINE, rows, (first, end) -> {
                double[] own = new double[end - first];
                Arrays.fill(own, start);
                columns.apply(x, from + first, width, rows, own, 0, own.length);
                System.arraycopy(own, 0, y, block * width + first, own.length);
            });
        }
    }
}
