package org.autodiff.ndarray;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays that nobody uses, by length, until somebody asks for one of that length. It holds them softly: where memory is
 * short, an array that might be used again is worth less than one that is needed now.
 */
final class Pool {
    private SoftReference<Map<Integer, ArrayDeque<double[]>>> arrays = new SoftReference<>(null);

    /** An array of this length with arbitrary contents, or null. */
    double[] poll(int n) {
        Map<Integer, ArrayDeque<double[]>> all = arrays.get();
        ArrayDeque<double[]> list = all == null ? null : all.get(n);
        return list == null ? null : list.pollLast();
    }

    void add(double[] array) {
        Map<Integer, ArrayDeque<double[]>> all = arrays.get();
        if (all == null) {
            all = new HashMap<>();
            arrays = new SoftReference<>(all);
        }
        all.computeIfAbsent(array.length, n -> new ArrayDeque<>()).addLast(array);
    }
}
