package org.autodiff.internal.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * A program that calls every vector kernel until C2 has compiled it, and prints a line for each: the bytes that a call
 * allocates, a tab, its name. {@link NoBoxingTest} runs it in a JVM of its own.
 */
final class Allocations {
    /** Numbers that each call works on. */
    static final int N = 1000;

    private static final int CALLS = 100;
    private static final long PATIENCE = 5_000_000_000L; // nanoseconds for each kernel; nearly all take a hundredth

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Kernels kernels = KernelProvider.vector().orElseThrow();
    private final double[] x = new Random(3).doubles(N, 0.1, 3).toArray();
    private final double[] y = new double[N];

    private Allocations() {}

    public static void main(String[] args) {
        new Allocations().all();
    }

    private void all() {
        Operations.ELEMENTWISE.forEach((name, operation) -> {
            if (!name.startsWith("pow")
                    || name.equals("pow 0.5")
                    || name.equals("pow 3.0")) { // StrictMath.pow allocates
                print(name, () -> operation.apply(kernels, x, y, N));
            }
        });
        Operations.RUNS.forEach(
                (name, operation) -> print(name, () -> operation.apply(kernels, x, 0, 1, x, 5, 0, y, 0, N)));
        print("select", () -> kernels.select(x, 0, 1, x, 0, 1, x, 5, 0, y, 0, N));
        print("sum", () -> y[0] = kernels.sum(x, 0, N));
        print("dot", () -> y[0] = kernels.dot(x, 0, x, 0, N));
        print("max", () -> y[0] = kernels.max(x, 0, N));
        print("min", () -> y[0] = kernels.min(x, 0, N));
        print("matmul small", 20 * 20 * 20, () -> kernels.matmul(x, 0, false, x, 0, true, y, 0, 20, 20, 20));
        print("matmul vector", () -> kernels.matmul(x, 0, false, x, 0, false, y, 0, 1, 30, 30));
        double[] a = new double[100 * 100];
        double[] c = new double[100 * 100];
        print("matmul large", 100 * 100 * 100, () -> kernels.matmul(a, 0, false, a, 0, true, c, 0, 100, 100, 100));
    }

    private void print(String name, Runnable kernel) {
        print(name, N, kernel);
    }

    /**
     * Prints the bytes that a call allocates and the operations that it makes; stops as soon as a series of calls has
     * allocated less than a byte for each. A boxed vector is 100 bytes or more, for 8 operations at most.
     */
    private void print(String name, int operations, Runnable kernel) {
        long end = System.nanoTime() + PATIENCE;
        long bytes;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                kernel.run();
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
        } while (bytes >= operations && System.nanoTime() < end);
        System.out.println(bytes + "\t" + operations + "\t" + name);
    }
}
