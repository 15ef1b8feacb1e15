package org.autodiff.nn.data;

import org.autodiff.Rng;

/**
 * Samples to train a model with, others to choose its options and the moment to stop by, and others to test it with,
 * once, at the end.
 *
 * @param train for training
 * @param validation for choosing
 * @param test for testing
 */
public record ThreeWaySplit(Dataset train, Dataset validation, Dataset test) {
    /**
     * Divides samples at random.
     *
     * @param validationShare the share of the samples that is for validation, above 0
     * @param testShare the share of the samples that is for testing, above 0; both together below 1
     * @param rng decides which; the same seed gives the same split
     * @throws IllegalArgumentException if a share is out of range, or a part would be empty
     */
    public static ThreeWaySplit of(Dataset all, double validationShare, double testShare, Rng rng) {
        double rest = rest(validationShare, testShare);
        return of(all, Partition.of(all.size(), rng, rest, validationShare, testShare));
    }

    /**
     * Divides samples at random, with the same shares of each class in all parts; see {@link Partition#stratified}.
     *
     * @param validationShare the share of the samples that is for validation, above 0
     * @param testShare the share of the samples that is for testing, above 0; both together below 1
     * @param rng decides which; the same seed gives the same split
     * @throws IllegalArgumentException if a share is out of range, a part would be empty, or the targets are no labels
     */
    public static ThreeWaySplit stratified(Dataset all, double validationShare, double testShare, Rng rng) {
        double rest = rest(validationShare, testShare);
        return of(all, Partition.stratified(all.labels(), rng, rest, validationShare, testShare));
    }

    private static double rest(double validationShare, double testShare) {
        if (!(validationShare > 0 && testShare > 0 && validationShare + testShare < 1)) {
            throw new IllegalArgumentException("split: the shares of validation and test must be above 0, together "
                    + "below 1, got " + validationShare + " and " + testShare);
        }
        return 1 - validationShare - testShare;
    }

    private static ThreeWaySplit of(Dataset all, Partition parts) {
        return new ThreeWaySplit(all.rows(parts.part(0)), all.rows(parts.part(1)), all.rows(parts.part(2)));
    }
}
