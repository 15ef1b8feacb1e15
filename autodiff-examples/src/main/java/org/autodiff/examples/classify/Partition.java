package org.autodiff.examples.classify;

import java.util.Arrays;
import org.autodiff.Rng;

/**
 * The rows to learn from, those by which options are chosen and the training is watched, and those that are looked at
 * once, in the end.
 *
 * @param train the rows to learn from
 * @param validation the rows to choose by
 * @param test the rows for the final judgement; no row is in two of the three
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read only
public record Partition(int[] train, int[] validation, int[] test) {
    /** The key of the random order by which rows are divided: the same in every run, whatever the seed. */
    public static final long KEY = 1;

    /** The share of the rows that is for testing. */
    public static final double TEST_SHARE = 0.2;

    /** The share of the other rows that is for validation. */
    public static final double VALIDATION_SHARE = 0.1;

    /**
     * Divides rows at random, but always in the same way.
     *
     * @param rows how many there are; at least 5
     */
    public static Partition of(int rows) {
        int test = (int) Math.round(rows * TEST_SHARE);
        int validation = Math.max(1, (int) Math.round((rows - test) * VALIDATION_SHARE));
        int[] order = Rng.of(KEY).permutation(rows);
        return new Partition(
                Arrays.copyOfRange(order, test + validation, rows),
                Arrays.copyOfRange(order, test, test + validation),
                Arrays.copyOf(order, test));
    }
}
