package org.autodiff.sparse;

import java.util.Arrays;

/** A pattern as it is written down, row after row, the columns of each ascending. */
final class Rows {
    private final int columns;
    private final int[] starts;
    private int[] indices = new int[16];
    private int row;
    private int size;

    Rows(int rows, int columns) {
        this.columns = columns;
        starts = new int[rows + 1];
    }

    void add(int column) {
        if (size == indices.length) {
            grow(size + 1L);
        }
        indices[size++] = column;
    }

    void addAll(int[] ascending) {
        if (ascending.length > indices.length - size) {
            grow((long) size + ascending.length);
        }
        System.arraycopy(ascending, 0, indices, size, ascending.length);
        size += ascending.length;
    }

    private void grow(long needed) {
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("sparsity: a pattern of more than 2^31 entries is too large");
        }
        indices = Arrays.copyOf(indices, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * size)));
    }

    void endRow() {
        starts[++row] = size;
    }

    SparsityPattern pattern() {
        return SparsityPattern.ofRows(starts.length - 1, columns, starts, Arrays.copyOf(indices, size));
    }
}
