package org.autodiff.internal.kernel;

/**
 * The first few of a row of numbers, in ascending or descending order; equal ones keep the order in which they came. A
 * merge sort; where few are wanted of many, most are dropped as soon as they are seen.
 */
public final class Ranking {
    private final int wanted;
    private final boolean descending;
    private final long[] keys;
    private final int[] positions;
    private final long[] leftKeys;
    private final int[] leftPositions;
    private int size;
    private boolean trimmed;

    public Ranking(int wanted, int of, boolean descending) {
        this.wanted = wanted;
        this.descending = descending;
        int capacity = (int) Math.min(of, 2L * wanted + 64);
        keys = new long[capacity];
        positions = new int[capacity];
        leftKeys = new long[capacity / 2];
        leftPositions = new int[capacity / 2];
    }

    /** Ranks {@code x[from], x[from + stride], ...} and writes the positions of the first ones in the same way. */
    public void rank(double[] x, int from, int stride, int n, double[] out, int to) {
        size = 0;
        trimmed = false;
        for (int i = 0; i < n; i++) {
            add(key(x[from + i * stride]), i);
        }
        sort(0, size);
        for (int i = 0; i < wanted; i++) {
            out[to + i * stride] = positions[i];
        }
    }

    /** A number with the same order as the double, where there is one zero and one NaN, which is the largest. */
    private long key(double x) {
        long bits = Double.doubleToLongBits(x + 0.0); // -0.0 + 0.0 is 0.0
        long ascending = bits ^ (bits >> 63 & Long.MAX_VALUE);
        return descending ? ~ascending : ascending;
    }

    private void add(long key, int position) {
        if (size == keys.length) {
            sort(0, size);
            size = wanted;
            trimmed = true;
        }
        if (!trimmed || key < keys[wanted - 1]) { // of equal ones the earlier is already among the wanted
            keys[size] = key;
            positions[size++] = position;
        }
    }

    private void sort(int from, int to) {
        if (to - from <= Limits.SHORT_SORT) {
            insert(from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        sort(from, middle);
        sort(middle, to);
        if (keys[middle - 1] > keys[middle]) {
            merge(from, middle, to);
        }
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long key = keys[i];
            int position = positions[i];
            int hole = i;
            for (; hole > from && keys[hole - 1] > key; hole--) {
                keys[hole] = keys[hole - 1];
                positions[hole] = positions[hole - 1];
            }
            keys[hole] = key;
            positions[hole] = position;
        }
    }

    private void merge(int from, int middle, int to) {
        int left = middle - from;
        System.arraycopy(keys, from, leftKeys, 0, left);
        System.arraycopy(positions, from, leftPositions, 0, left);
        int next = from;
        int right = middle;
        for (int i = 0; i < left; next++) {
            if (right == to || leftKeys[i] <= keys[right]) {
                keys[next] = leftKeys[i];
                positions[next] = leftPositions[i++];
            } else {
                keys[next] = keys[right];
                positions[next] = positions[right++];
            }
        }
    }
}
