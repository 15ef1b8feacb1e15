package org.autodiff.sparse;

import java.util.Arrays;

/** Patterns made of other patterns, row by row. */
final class PatternOperations {
    private PatternOperations() {}

    static SparsityPattern band(int rows, int columns, int lower, int upper) {
        Rows band = new Rows(rows, columns);
        for (int i = 0; i < rows; i++) {
            int end = (int) Math.min(columns, (long) i + upper + 1);
            for (int j = Math.max(0, i - lower); j < end; j++) {
                band.add(j);
            }
            band.endRow();
        }
        return band.pattern();
    }

    static SparsityPattern blocks(SparsityPattern p, int rows, int columns) {
        Rows all = new Rows(size("rows", (long) p.rows() * rows), size("columns", (long) p.columns() * columns));
        for (int i = 0; i < p.rows(); i++) {
            for (int r = 0; r < rows; r++) {
                for (int k = p.start(i); k < p.start(i + 1); k++) {
                    for (int c = 0; c < columns; c++) {
                        all.add(p.column(k) * columns + c);
                    }
                }
                all.endRow();
            }
        }
        return all.pattern();
    }

    private static int size(String what, long size) {
        if (size > Integer.MAX_VALUE - 1) {
            throw new IllegalArgumentException("sparsity: " + size + " " + what + " are too many");
        }
        return (int) size;
    }

    static SparsityPattern transpose(SparsityPattern p) {
        int[] starts = new int[p.columns() + 1];
        for (int k = 0; k < p.entries(); k++) {
            starts[p.column(k) + 1]++;
        }
        summed(starts);
        int[] next = Arrays.copyOf(starts, p.columns());
        int[] indices = new int[p.entries()];
        for (int i = 0; i < p.rows(); i++) {
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                indices[next[p.column(k)]++] = i;
            }
        }
        return SparsityPattern.ofRows(p.columns(), p.rows(), starts, indices);
    }

    static SparsityPattern union(SparsityPattern p, SparsityPattern q) {
        Rows both = new Rows(p.rows(), p.columns());
        for (int i = 0; i < p.rows(); i++) {
            int a = p.start(i);
            int b = q.start(i);
            while (a < p.start(i + 1) || b < q.start(i + 1)) {
                int ja = a < p.start(i + 1) ? p.column(a) : Integer.MAX_VALUE;
                int jb = b < q.start(i + 1) ? q.column(b) : Integer.MAX_VALUE;
                both.add(Math.min(ja, jb));
                a += ja <= jb ? 1 : 0;
                b += jb <= ja ? 1 : 0;
            }
            both.endRow();
        }
        return both.pattern();
    }

    /** Whether one has every entry of another one. */
    static boolean includes(SparsityPattern p, SparsityPattern q) {
        for (int i = 0; i < p.rows(); i++) {
            int a = p.start(i);
            for (int b = q.start(i); b < q.start(i + 1); b++) {
                while (a < p.start(i + 1) && p.column(a) < q.column(b)) {
                    a++;
                }
                if (a == p.start(i + 1) || p.column(a) != q.column(b)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Only the rows for which this is true; the others are empty. */
    static SparsityPattern withRows(SparsityPattern p, boolean[] kept) {
        Rows some = new Rows(p.rows(), p.columns());
        for (int i = 0; i < p.rows(); i++) {
            for (int k = p.start(i); kept[i] && k < p.start(i + 1); k++) {
                some.add(p.column(k));
            }
            some.endRow();
        }
        return some.pattern();
    }

    /** Counts, in each place after the first, as the places where what is counted begins. */
    static int[] summed(int[] counts) {
        for (int i = 1; i < counts.length; i++) {
            counts[i] += counts[i - 1];
        }
        return counts;
    }
}
