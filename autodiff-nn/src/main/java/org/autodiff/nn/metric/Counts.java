package org.autodiff.nn.metric;

import java.util.Arrays;

/** Whole numbers in a saved state. */
final class Counts {
    static final String RULE = "must be whole numbers from 0 to 2^53";

    private Counts() {}

    static boolean areCounts(double[] numbers) {
        return Arrays.stream(numbers).allMatch(x -> x >= 0 && x <= 0x1p53 && x == Math.rint(x));
    }

    static long[] of(double[] numbers) {
        return Arrays.stream(numbers).mapToLong(x -> (long) x).toArray();
    }
}
