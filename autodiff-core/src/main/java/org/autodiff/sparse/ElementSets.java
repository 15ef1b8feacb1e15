package org.autodiff.sparse;

import java.util.Arrays;

/**
 * Sets of numbers below n, each of which exists once and has a number of its own: 0 is the empty set, i + 1 the set of
 * i alone. So a tensor, for each element the set of inputs that it depends on, is an array of ints, however large the
 * sets; and what all elements have in common, such as a sum, is stored once.
 */
final class ElementSets {
    static final int EMPTY = 0;

    /** No more numbers than this are stored: a gigabyte. */
    private static final long MOST = 1L << 28;

    private final int n;
    private int[][] sets = new int[64][]; // from number n + 1 on
    private int[] hashes = new int[64]; // of these
    private int count;
    private long stored;
    private int[] table = new int[256]; // by content: numbers of sets, 0 where free
    private final long[] knownPairs = new long[1 << 14];
    private final int[] knownUnions = new int[1 << 14];
    private int[] scratch = new int[64];
    private final int[] seen; // the run of unionOf that met an element last
    private int[] seenSet = new int[64]; // and a set
    private int run;

    ElementSets(int n) {
        this.n = n;
        seen = new int[n];
    }

    /** The elements of a set, ascending; not to be changed. */
    int[] elements(int set) {
        return set == EMPTY ? new int[0] : set <= n ? new int[] {set - 1} : sets[set - n - 1];
    }

    int size(int set) {
        return set == EMPTY ? 0 : set <= n ? 1 : sets[set - n - 1].length;
    }

    int union(int a, int b) {
        if (a == b || b == EMPTY) {
            return a;
        }
        if (a == EMPTY) {
            return b;
        }
        int small = size(a) <= size(b) ? a : b;
        int large = small == a ? b : a;
        long pair = (long) small << 32 | large;
        int slot = hash(pair) & knownPairs.length - 1;
        if (knownPairs[slot] == pair) {
            return knownUnions[slot];
        }
        int union = merge(elements(small), elements(large), large);
        knownPairs[slot] = pair;
        knownUnions[slot] = union;
        return union;
    }

    /** The unions of two arrays of sets, element by element; null stands for empty ones. Neither array is changed. */
    int[] union(int[] a, int[] b) {
        if (a == null || b == null || a == b) {
            return a == null ? b : a;
        }
        int[] both = new int[a.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = union(a[i], b[i]);
        }
        return both;
    }

    private int merge(int[] small, int[] large, int largeSet) {
        if (contains(large, small)) {
            return largeSet;
        }
        int size = small.length + large.length;
        ensureScratch(size);
        int at = 0;
        int i = 0;
        int j = 0;
        while (i < small.length && j < large.length) {
            int x = small[i];
            int y = large[j];
            scratch[at++] = Math.min(x, y);
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }
        System.arraycopy(small, i, scratch, at, small.length - i);
        at += small.length - i;
        System.arraycopy(large, j, scratch, at, large.length - j);
        at += large.length - j;
        return find(at);
    }

    private static boolean contains(int[] large, int[] small) {
        int from = 0;
        for (int x : small) {
            int at = Arrays.binarySearch(large, from, large.length, x);
            if (at < 0) {
                return false;
            }
            from = at + 1;
        }
        return true;
    }

    /** The union of many sets: those of an array at some places. */
    int unionOf(int[] of, int[] places, int from, int to) {
        run++;
        int last = EMPTY;
        int different = 0;
        int at = 0;
        for (int p = from; p < to; p++) {
            int set = of[places == null ? p : places[p]];
            if (set == EMPTY || set == last) {
                continue;
            }
            if (set > n) {
                if (seenSet[set - n - 1] == run) {
                    continue;
                }
                seenSet[set - n - 1] = run;
            }
            last = set;
            different++;
            for (int k = 0, size = size(set); k < size; k++) {
                int x = set <= n ? set - 1 : sets[set - n - 1][k];
                if (seen[x] != run) {
                    seen[x] = run;
                    ensureScratch(at + 1);
                    scratch[at++] = x;
                }
            }
        }
        if (different <= 1) {
            return last;
        }
        Arrays.sort(scratch, 0, at);
        return find(at);
    }

    private void ensureScratch(int size) {
        if (scratch.length < size) {
            scratch = Arrays.copyOf(scratch, Math.max(size, 2 * scratch.length));
        }
    }

    /** The set whose elements stand in the scratch. */
    private int find(int size) {
        if (size == 1) {
            return scratch[0] + 1;
        }
        long sum = size;
        for (int k = 0; k < size; k++) {
            sum = 31 * sum + scratch[k];
        }
        int hash = hash(sum);
        int mask = table.length - 1;
        int slot = hash & mask;
        while (table[slot] != 0) {
            int at = table[slot] - n - 1;
            if (hashes[at] == hash && sets[at].length == size && Arrays.equals(sets[at], 0, size, scratch, 0, size)) {
                return table[slot];
            }
            slot = slot + 1 & mask;
        }
        return add(slot, hash, size);
    }

    private int add(int slot, int hash, int size) {
        stored += size + 8;
        if (stored > MOST) {
            throw new IllegalArgumentException("sparsity: elements depend on so many different sets of the " + n
                    + " inputs that these take more than " + MOST + " numbers: the derivative is dense, or nearly so."
                    + " Use the dense one, or give the pattern, if you know it better");
        }
        if (count == sets.length) {
            sets = Arrays.copyOf(sets, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
            seenSet = Arrays.copyOf(seenSet, 2 * count);
        }
        sets[count] = Arrays.copyOf(scratch, size);
        hashes[count] = hash;
        int set = n + 1 + count++;
        table[slot] = set;
        if (2 * count > table.length) {
            rehash();
        }
        return set;
    }

    private void rehash() {
        int[] larger = new int[2 * table.length];
        for (int at = 0; at < count; at++) {
            int slot = hashes[at] & larger.length - 1;
            while (larger[slot] != 0) {
                slot = slot + 1 & larger.length - 1;
            }
            larger[slot] = n + 1 + at;
        }
        table = larger;
    }

    /** The finisher of MurmurHash3: neighbouring numbers, such as those of a band, go to places far apart. */
    private static int hash(long x) {
        long h = (x ^ x >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return (int) (h ^ h >>> 33);
    }
}
