package org.autodiff.sparse;

import java.util.BitSet;

/** Columns get, one after the other, the first colour that no column with an entry in one of their rows has. */
final class GreedyColumns {
    private GreedyColumns() {}

    /** For each column its colour, from 1 on; 0 if it has no entries. */
    static int[] color(SparsityPattern p, Coloring.Order order) {
        return color(p, Orders.ofColumns(p, order));
    }

    private static int[] color(SparsityPattern p, int[] order) {
        SparsityPattern t = p.transpose();
        BitSet[] used = new BitSet[p.rows()]; // the colours in each row
        BitSet taken = new BitSet();
        int[] colors = new int[p.columns()];
        for (int j : order) {
            if (t.degree(j) == 0) {
                continue;
            }
            taken.clear();
            for (int k = t.start(j); k < t.start(j + 1); k++) {
                BitSet inRow = used[t.column(k)];
                if (inRow != null) {
                    taken.or(inRow);
                }
            }
            int color = taken.nextClearBit(0);
            colors[j] = color + 1;
            for (int k = t.start(j); k < t.start(j + 1); k++) {
                int row = t.column(k);
                if (used[row] == null) {
                    used[row] = new BitSet();
                }
                used[row].set(color);
            }
        }
        return colors;
    }
}
