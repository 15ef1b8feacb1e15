package org.autodiff.sparse;

import java.util.Arrays;

/**
 * Which rows of a matrix are read row by row; all others are read by columns. Taken out are the longest, as many as
 * leave the least to do: then columns need about as many colours as the longest row that stays has entries, and the
 * rows that are out as many as the most of them meet in a column.
 *
 * @param out whether a row is taken out
 * @param estimate how many colours it takes at least
 */
record RowSplit(boolean[] out, int estimate) {
    static RowSplit best(SparsityPattern p) {
        int m = p.rows();
        long[] keys = new long[m];
        Arrays.setAll(keys, i -> (long) (Integer.MAX_VALUE - p.degree(i)) << 32 | i);
        Arrays.sort(keys);
        int[] met = new int[p.columns()]; // in each column, how many of the rows that are out
        int most = 0;
        int taken = 0;
        int estimate = p.longestRow();
        for (int k = 0; k < m; k++) {
            int row = (int) keys[k];
            for (int e = p.start(row); e < p.start(row + 1); e++) {
                most = Math.max(most, ++met[p.column(e)]);
            }
            int longest = k + 1 < m ? p.degree((int) keys[k + 1]) : 0;
            if (longest + most < estimate) {
                estimate = longest + most;
                taken = k + 1;
            }
        }
        boolean[] out = new boolean[m];
        for (int k = 0; k < taken; k++) {
            out[(int) keys[k]] = true;
        }
        return new RowSplit(out, estimate);
    }

    int[] columnColors(SparsityPattern p) {
        boolean[] kept = new boolean[out.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = !out[i];
        }
        return Choices.columns(PatternOperations.withRows(p, kept));
    }

    int[] rowColors(SparsityPattern p) {
        return Choices.columns(PatternOperations.withRows(p, out).transpose());
    }
}
