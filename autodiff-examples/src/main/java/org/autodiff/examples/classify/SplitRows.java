package org.autodiff.examples.classify;

import org.autodiff.Rng;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.data.Partition;

/**
 * The rows to learn from, those by which options are chosen and the training is watched, and those that are looked at
 * once, in the end. Each class has its share of all three,
 * unless its rows are too few.
 *
 * @param train the rows to learn from
 * @param validation the rows to choose by
 * @param test the rows for the final judgement; no row is in two of the three
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read only
public record SplitRows(int[] train, int[] validation, int[] test) {
    /** The key of the random order by which rows are divided: the same in every run, whatever the seed. */
    public static final long KEY = 1;

    private static final double TRAIN = 0.72;
    private static final double VALIDATION = 0.08;
    private static final double TEST = 0.2;

    /**
     * Divides rows at random, but always in the same way.
     *
     * @param labels the class of each row; at least 10 rows
     */
    public static SplitRows of(Index labels) {
        Partition parts = parts(labels);
        return new SplitRows(parts.part(0), parts.part(1), parts.part(2));
    }

    private static Partition parts(Index labels) {
        try {
            return Partition.stratified(labels, Rng.of(KEY), TRAIN, VALIDATION, TEST);
        } catch (IllegalArgumentException e) { // so few rows of so many classes that a part would be empty
            return Partition.of(labels.size(), Rng.of(KEY), TRAIN, VALIDATION, TEST);
        }
    }
}
