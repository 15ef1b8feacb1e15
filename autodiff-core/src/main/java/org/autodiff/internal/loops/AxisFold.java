package org.autodiff.internal.loops;

import java.util.Arrays;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A reduction by an operation that combines two numbers, such as a sum or a maximum. Along the last axes it takes row by
 * row; along others it combines whole rows with each other, so that memory is read in order and nothing is copied.
 *
 * @param start the result for no elements, which changes nothing when it is combined with another number
 * @param rows how the elements of each row are combined
 * @param columns how the elements of each column are
 */
public record AxisFold(double start, AxisRows.Rows rows, Columns columns) {
    /** Combines each of {@code n} numbers with what stands below it. */
    @FunctionalInterface
    public interface Columns {
        /** {@code y[to + i] = y[to + i] o x[from + i] o x[from + stride + i] o ...} for {@code 0 <= i < n}. */
        void apply(double[] x, int from, int stride, int rows, double[] y, int to, int n);
    }

    /** Reduces an array along some axes, which stay with size 1. */
    public void apply(NdArray x, Axes axes, NdArray y) {
        Shape s = x.shape();
        int first = axes.count() == 0 ? 0 : axes.get(0);
        int end = first + axes.count();
        boolean oneBlock = axes.count() == 0 || axes.get(axes.count() - 1) == end - 1;
        int inner = oneBlock ? s.sizeOf(end, s.rank()) : 1;
        if (inner == 1) {
            AxisRows.reduce(x, axes, y, rows);
            return;
        }
        Arrays.fill(Raw.data(y), 0, y.size(), start);
        if (x.size() > 0) {
            Blocks blocks = new Blocks(Raw.data(x), Raw.data(y), s.sizeOf(0, first), s.sizeOf(first, end), inner);
            blocks.deal();
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
            if (!Elements.areMany(blocks * rows * width)) {
                fold(0, blocks);
            } else if (blocks >= Parallel.threads()) {
                Parallel.split(blocks, 1, Math.max(1, Elements.WORTH_A_THREAD / (rows * width)), this::fold);
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
            Parallel.split(width, 8, Math.max(1, Elements.WORTH_A_THREAD / rows), (first, end) -> {
                double[] own = new double[end - first];
                Arrays.fill(own, start);
                columns.apply(x, from + first, width, rows, own, 0, own.length);
                System.arraycopy(own, 0, y, block * width + first, own.length);
            });
        }
    }
}
