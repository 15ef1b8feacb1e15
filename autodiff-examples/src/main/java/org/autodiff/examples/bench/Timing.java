package org.autodiff.examples.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * How long a run takes, in seconds, and what it allocates.
 *
 * @param min the least mean of a series of runs: what the machine can do when nobody else wants it
 * @param median of those means
 * @param bytes that the running thread allocated, per run
 */
record Timing(double min, double median, double bytes) {
    private static final int SERIES = 15;

    /**
     * Runs until the compiler has done its work, then series of runs, of equal numbers.
     *
     * @param seconds to spend on the series; a little more than that is spent before
     */
    static Timing of(Runnable work, double seconds) {
        double each = warmUp(work, Math.max(seconds, 2));
        int runs = (int) Math.max(1, seconds / SERIES / each);
        int series = runs > 1 ? SERIES : (int) Math.max(5, Math.min(SERIES, seconds / each));
        double[] means = new double[series];
        long bytes = allocated();
        for (int s = 0; s < series; s++) {
            means[s] = mean(work, runs);
        }
        double perRun = (allocated() - bytes) / ((double) runs * series);
        Arrays.sort(means);
        double median = (means[(series - 1) / 2] + means[series / 2]) / 2;
        return new Timing(means[0], median, perRun);
    }

    /** Returns about how long a run takes in the end. */
    private static double warmUp(Runnable work, double seconds) {
        long end = System.nanoTime() + (long) (1e9 * seconds);
        int runs = 1;
        double each;
        do {
            each = mean(work, runs);
            runs = (int) Math.max(1, Math.min(2.0 * runs, 0.1 / each));
        } while (System.nanoTime() < end);
        return each;
    }

    private static double mean(Runnable work, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            work.run();
        }
        return (System.nanoTime() - start) * 1e-9 / runs;
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }
}
