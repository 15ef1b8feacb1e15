package org.autodiff.nn.data;

import java.util.Arrays;
import org.autodiff.Rng;

/**
 * Samples to train a model with, and others to test it with. Where options are chosen by how well they do, they need
 * samples of their own: {@link ThreeWaySplit}. For data that are not in memory, {@link Partition} gives the rows.
 *
 * @param train for training
 * @param test for testing
 */
public record Split(Dataset train, Dataset test) {
    /**
     * Divides samples at random.
     *
     * @param testShare the share of the samples that is for testing, above 0 and below 1; rounded to whole samples
     * @param rng decides which; the same seed gives the same split
     * @throws IllegalArgumentException if the share is out of range, or one side would be empty
     */
    public static Split of(Dataset all, double testShare, Rng rng) {
        requireShare(testShare);
        int test = (int) Math.round(all.size() * testShare);
        if (test == 0 || test == all.size()) {
            throw new IllegalArgumentException("split: a share of " + testShare + " of " + all.size()
                    + " samples leaves one side empty: " + (all.size() - test) + " to train, " + test + " to test");
        }
        int[] order = rng.permutation(all.size());
        return new Split(all.rows(Arrays.copyOfRange(order, test, order.length)), all.rows(Arrays.copyOf(order, test)));
    }

    /**
     * Divides samples at random, with the same shares of each class on both sides; see {@link Partition#stratified}.
     *
     * @param testShare the share of the samples that is for testing, above 0 and below 1
     * @param rng decides which; the same seed gives the same split
     * @throws IllegalArgumentException if the share is out of range, one side would be empty, or the targets are no
     *     labels
     */
    public static Split stratified(Dataset all, double testShare, Rng rng) {
        requireShare(testShare);
        Partition parts = Partition.stratified(all.labels(), rng, 1 - testShare, testShare);
        return new Split(all.rows(parts.part(0)), all.rows(parts.part(1)));
    }

    private static void requireShare(double testShare) {
        if (!(testShare > 0 && testShare < 1)) {
            throw new IllegalArgumentException("split: the share of the test must be in (0, 1), got " + testShare);
        }
    }
}
