package org.autodiff.examples.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * How long a run takes, in seconds, and what it allocates.
 *
 * @param min the least mean of a series of runs: the time on an undisturbed machine
 * @param median of those means
 * @param bytes that the running thread allocated, per run
 */
record Timing(double min, double median, double bytes) {
    private static final int SERIES = 15;
    private static final double LONGEST_WARM_UP = 20; // in seconds; less before short series

    /** Milliseconds of compilation between two measurements from which on the compiler counts as busy. */
    private static final long BUSY = 20;

    /**
     * Runs until the compiler is done, then measures series of equally many runs.
     *
     * @param seconds to spend on the series
     */
    static Timing of(Runnable work, double seconds) {
        double each = warmUp(work, Math.min(3, 4 * seconds), LONGEST_WARM_UP * Math.min(1, seconds));
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

    /**
     * Runs until, for a while, runs have not become faster and the compiler has not been busy: on one core it competes
     * with the work. Returns about how long a run takes in the end.
     */
    private static double warmUp(Runnable work, double patience, double longest) {
        long start = System.nanoTime();
        long lastGain = start;
        double best = Double.POSITIVE_INFINITY;
        double each;
        int runs = 1;
        do {
            long compiled = compilationMillis();
            each = mean(work, runs);
            boolean compiling = compilationMillis() - compiled > BUSY;
            runs = (int) Math.max(1, Math.min(2.0 * runs, 0.05 / each));
            if (compiling || each < 0.97 * best) {
                best = Math.min(best, each);
                lastGain = System.nanoTime();
            }
        } while (System.nanoTime() - lastGain < 1e9 * patience && System.nanoTime() - start < 1e9 * longest);
        return each;
    }

    private static double mean(Runnable work, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            work.run();
        }
        return (System.nanoTime() - start) * 1e-9 / runs;
    }

    private static long compilationMillis() {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler != null && compiler.isCompilationTimeMonitoringSupported()
                ? compiler.getTotalCompilationTime()
                : 0;
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }
}
