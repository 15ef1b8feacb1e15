package org.autodiff.examples.train;

/**
 * How good a model is after an epoch, on the training samples and on the validation samples, which it has not seen.
 *
 * @param number the epoch, from 1 on; 0 is the state before training
 * @param train on the training samples
 * @param validation on the validation samples
 * @param samplesPerSecond the speed of the training in this epoch, without the judging; 0 before training
 */
public record Epoch(int number, Score train, Score validation, double samplesPerSecond) {
    /**
     * How good a model is on some samples.
     *
     * @param loss the mean cross-entropy in nats
     * @param right how many samples it classifies rightly
     * @param samples how many there are
     */
    public record Score(double loss, int right, int samples) {
        /** The share of samples that it classifies rightly, from 0 to 1. */
        public double accuracy() {
            return (double) right / samples;
        }
    }
}
