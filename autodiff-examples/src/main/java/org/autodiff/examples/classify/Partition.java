package org.autodiff.examples.classify;

import java.util.Arrays;
import org.autodiff.Rng;

/**
 * The rows for training and the rows for testing.
 *
 * @param train the rows for training
 * @param test the rows for testing; none of them is in {@code train}
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read only
public record Partition(int[] train, int[] test) {
    /** The key of the random order by which rows are divided: the same in every run, whatever the seed. */
    public static final long KEY = 1;

    /** The share of the rows that is for testing. */
    public static final double TEST_SHARE = 0.2;

    /**
     * Divides rows at random, but always in the same way.
     *
     * @param rows how many there are; at least 5
     */
    public static Partition of(int rows) {
        int test = (int) Math.round(rows * TEST_SHARE);
        int[] order = Rng.of(KEY).permutation(rows);
        return new Partition(Arrays.copyOfRange(order, test, rows), Arrays.copyOf(order, test));
    }
}
