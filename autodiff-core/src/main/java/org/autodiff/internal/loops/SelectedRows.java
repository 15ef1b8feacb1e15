package org.autodiff.internal.loops;

import org.autodiff.internal.kernel.Limits;
import org.autodiff.ndarray.Shape;

/** The rows of an array that indices along an axis name. */
public final class SelectedRows {
    private final int length;
    private final int[] at;
    private final int own; // indices for each place of the batch
    private final int repeats; // blocks for each place
    private final int block; // elements of a block
    private final int size; // of what is selected

    /** A function of the same row of n neighbouring blocks of the array: n pairs of rows. */
    @FunctionalInterface
    public interface Pairs {
        /**
         * Does it for one row.
         *
         * @param row where the first row lies in the array
         * @param step how far it is to that of the next block
         * @param selected where the first row lies in what is selected
         * @param selectedStep how far it is to the next one there
         */
        void apply(int row, int step, int selected, int selectedStep, int n);
    }

    /**
     * Of an array of a shape, by indices of a shape for an axis.
     *
     * @param at the positions that the indices name
     * @param batch how many leading axes array and indices have in common
     * @param size how many elements are selected
     */
    public SelectedRows(Shape shape, int axis, Shape index, int[] at, int batch, int size) {
        this.at = at;
        this.size = size;
        length = shape.sizeOf(axis + 1, shape.rank());
        block = shape.dim(axis) * length;
        own = index.sizeOf(batch, index.rank());
        repeats = shape.sizeOf(batch, axis);
    }

    /** Elements of a row. */
    public int length() {
        return length;
    }

    /**
     * Of each block the rows are taken in the order of their indices. Where these are few the same row is taken of many
     * blocks at a time: that is a long loop.
     */
    public void forEach(Pairs pairs) {
        int most = own <= Limits.FEW_SELECTED ? Limits.BLOCKS_SIDE_BY_SIDE : 1;
        for (int done = 0, first = 0, o = 0; done < size; first += own) {
            for (int left = repeats; left > 0; left -= most) {
                int n = Math.min(left, most);
                for (int k = 0; k < own; k++) {
                    pairs.apply(o * block + at[first + k] * length, block, done + k * length, own * length, n);
                }
                o += n;
                done += n * own * length;
            }
        }
    }
}
