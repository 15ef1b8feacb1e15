package org.autodiff.sparse;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Orders in which columns are coloured. A column's neighbours are those with an entry in one of its rows, counted as
 * often as they share one.
 */
final class Orders {
    /** More steps than this are not spent on the order of columns, unless somebody asks for it. */
    private static final long AFFORDABLE = 100_000_000;

    private Orders() {}

    static int[] ofColumns(SparsityPattern p, Coloring.Order order) {
        return switch (order) {
            case NATURAL -> IntStream.range(0, p.columns()).toArray();
            case LARGEST_FIRST -> largestFirst(degrees(p));
            case SMALLEST_LAST -> smallestLast(p);
        };
    }

    /** Whether {@link Coloring.Order#SMALLEST_LAST} is quick. */
    static boolean isAffordable(SparsityPattern p) {
        long steps = 0;
        for (int i = 0; i < p.rows(); i++) {
            steps += (long) p.degree(i) * p.degree(i);
        }
        return steps <= AFFORDABLE;
    }

    private static int[] degrees(SparsityPattern p) {
        int[] degrees = new int[p.columns()];
        for (int i = 0; i < p.rows(); i++) {
            int others = p.degree(i) - 1;
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                int j = p.column(k);
                degrees[j] = (int) Math.min(Integer.MAX_VALUE, (long) degrees[j] + others);
            }
        }
        return degrees;
    }

    private static int[] largestFirst(int[] degrees) {
        long[] keys = new long[degrees.length];
        Arrays.setAll(keys, j -> (long) (Integer.MAX_VALUE - degrees[j]) << 32 | j);
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** Columns by degree in lists that are linked both ways; whoever has the least is taken out and set last. */
    private static int[] smallestLast(SparsityPattern p) {
        SparsityPattern t = p.transpose();
        int n = p.columns();
        int[] degrees = degrees(p);
        int most = Arrays.stream(degrees).max().orElse(0);
        Buckets buckets = new Buckets(n, most);
        for (int j = n - 1; j >= 0; j--) {
            buckets.add(degrees[j], j);
        }
        boolean[] out = new boolean[n];
        int[] order = new int[n];
        int least = 0;
        for (int at = n - 1; at >= 0; at--) {
            while (buckets.first(least) < 0) {
                least++;
            }
            int j = buckets.first(least);
            buckets.remove(least, j);
            out[j] = true;
            order[at] = j;
            for (int r = t.start(j); r < t.start(j + 1); r++) {
                int row = t.column(r);
                for (int k = p.start(row); k < p.start(row + 1); k++) {
                    int other = p.column(k);
                    if (!out[other]) {
                        buckets.remove(degrees[other], other);
                        buckets.add(--degrees[other], other);
                        least = Math.min(least, degrees[other]);
                    }
                }
            }
        }
        return order;
    }

    /** Lists of numbers, one for each degree. */
    private static final class Buckets {
        private final int[] firsts;
        private final int[] next;
        private final int[] previous;

        Buckets(int numbers, int most) {
            firsts = new int[most + 1];
            next = new int[numbers];
            previous = new int[numbers];
            Arrays.fill(firsts, -1);
        }

        int first(int degree) {
            return firsts[degree];
        }

        void add(int degree, int x) {
            int first = firsts[degree];
            next[x] = first;
            previous[x] = -1;
            if (first >= 0) {
                previous[first] = x;
            }
            firsts[degree] = x;
        }

        void remove(int degree, int x) {
            if (previous[x] >= 0) {
                next[previous[x]] = next[x];
            } else {
                firsts[degree] = next[x];
            }
            if (next[x] >= 0) {
                previous[next[x]] = previous[x];
            }
        }
    }
}
