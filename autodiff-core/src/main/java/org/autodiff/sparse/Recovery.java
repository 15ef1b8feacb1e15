package org.autodiff.sparse;

import java.util.Arrays;

/**
 * Where the entries of a matrix stand in its compressed products: for each entry, row by row, in which direction, and
 * at which place of that. Directions of columns come first, then those of rows.
 */
final class Recovery {
    private final int[] directions;
    private final int[] places;

    private Recovery(int[] directions, int[] places) {
        this.directions = directions;
        this.places = places;
    }

    /**
     * Reads what some products show, one after the other.
     *
     * @param from the first direction
     * @param to the one after the last
     * @param size how many numbers each has
     */
    void read(int from, int to, double[] products, int size, double[] values) {
        for (int k = 0; k < values.length; k++) {
            int d = directions[k] - from;
            if (d >= 0 && d < to - from) {
                values[k] = products[d * size + places[k]];
            }
        }
    }

    /** @throws IllegalArgumentException if there is an entry that no product shows by itself */
    static Recovery of(Coloring coloring) {
        SparsityPattern p = coloring.pattern();
        int n = p.entries();
        int[] directions = new int[n];
        int[] places = new int[n];
        Arrays.fill(directions, -1);
        byColumns(coloring, p, directions, places);
        byRows(coloring, p, directions, places);
        if (coloring.kind() == Coloring.Kind.SYMMETRIC) {
            byMirrorImages(p, directions, places);
        }
        for (int i = 0; i < p.rows(); i++) {
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                if (directions[k] < 0) {
                    throw new IllegalArgumentException("coloring: entry (" + i + ", " + p.column(k)
                            + ") cannot be recovered: every colour that shows it shows another entry with it");
                }
            }
        }
        return new Recovery(directions, places);
    }

    /** An entry can be read in a column's direction if no other column of this colour has an entry in its row. */
    private static void byColumns(Coloring coloring, SparsityPattern p, int[] directions, int[] places) {
        int[] seen = new int[coloring.columnDirections() + 1];
        for (int i = 0; i < p.rows(); i++) {
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                seen[coloring.columnColor(p.column(k))]++;
            }
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                int color = coloring.columnColor(p.column(k));
                if (color > 0 && seen[color] == 1) {
                    directions[k] = color - 1;
                    places[k] = i;
                }
            }
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                seen[coloring.columnColor(p.column(k))] = 0;
            }
        }
    }

    private static void byRows(Coloring coloring, SparsityPattern p, int[] directions, int[] places) {
        if (coloring.rowDirections() == 0) {
            return;
        }
        SparsityPattern t = p.transpose();
        int[] seen = new int[coloring.rowDirections() + 1];
        int[] next = p.starts(); // the columns are met in order, so each row's entries are, too
        for (int j = 0; j < t.rows(); j++) {
            for (int k = t.start(j); k < t.start(j + 1); k++) {
                seen[coloring.rowColor(t.column(k))]++;
            }
            for (int k = t.start(j); k < t.start(j + 1); k++) {
                int i = t.column(k);
                int entry = next[i]++;
                int color = coloring.rowColor(i);
                if (directions[entry] < 0 && color > 0 && seen[color] == 1) {
                    directions[entry] = coloring.columnDirections() + color - 1;
                    places[entry] = j;
                }
            }
            for (int k = t.start(j); k < t.start(j + 1); k++) {
                seen[coloring.rowColor(t.column(k))] = 0;
            }
        }
    }

    /** Of a symmetric matrix what cannot be read in its own place may be read in that of its mirror image. */
    private static void byMirrorImages(SparsityPattern p, int[] directions, int[] places) {
        boolean[] direct = new boolean[directions.length];
        for (int k = 0; k < direct.length; k++) {
            direct[k] = directions[k] >= 0;
        }
        for (int i = 0; i < p.rows(); i++) {
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                if (!direct[k]) {
                    int mirror = p.find(p.column(k), i);
                    if (direct[mirror]) {
                        directions[k] = directions[mirror];
                        places[k] = places[mirror];
                    }
                }
            }
        }
    }
}
