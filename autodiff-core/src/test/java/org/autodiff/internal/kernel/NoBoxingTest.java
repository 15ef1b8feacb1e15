package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A vector kernel that C2 cannot inline whole is still right, but allocates every intermediate vector and runs ten
 * times slower. The bytes that a thread allocates say so - but what C2 inlines depends on what ran before in the same
 * JVM and on the load of the machine, so this is a measurement and not part of the suite:
 * {@code mvn test -pl autodiff-core -Dtest=NoBoxingTest -Dautodiff.measure=true}.
 */
@EnabledIfSystemProperty(named = "autodiff.measure", matches = "true")
class NoBoxingTest {

    private static final int N = 1000;

    private final Kernels kernels = KernelProvider.vector().orElse(null);
    private final double[] x = new Random(3).doubles(N, 0.1, 3).toArray();
    private final double[] y = new double[N];

    @BeforeEach
    void needsTheModule() {
        Assumptions.assumeTrue(kernels != null, "needs --add-modules jdk.incubator.vector");
        Assumptions.assumeTrue(KernelProvider.pays(kernels), "vectors of 128 bits are boxed");
    }

    /** Runs it until C2 has compiled it, at most ten seconds, and asks for less than a byte per element. */
    private static void assertAllocatesNothing(String name, Runnable operation) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long end = System.nanoTime() + 10_000_000_000L;
        long bytes;
        do {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 100; i++) {
                operation.run();
            }
            bytes = (threads.getThreadAllocatedBytes(self) - before) / 100;
        } while (bytes >= N && System.nanoTime() < end);
        long found = bytes;
        assertTrue(found < N, () -> name + " allocates " + found + " bytes for " + N + " elements");
    }

    @Test
    void elementwise() {
        Operations.ELEMENTWISE.forEach((name, operation) -> {
            if (!name.equals("pow NaN")) { // StrictMath.pow allocates
                assertAllocatesNothing(name, () -> operation.apply(kernels, x, y, N));
            }
        });
    }

    @Test
    void runs() {
        Operations.RUNS.forEach((name, operation) ->
                assertAllocatesNothing(name, () -> operation.apply(kernels, x, 0, 1, x, 5, 0, y, 0, N)));
        assertAllocatesNothing("select", () -> kernels.select(x, 0, 1, x, 0, 1, x, 5, 0, y, 0, N));
    }

    @Test
    void reductions() {
        assertAllocatesNothing("sum", () -> y[0] = kernels.sum(x, 0, N));
        assertAllocatesNothing("dot", () -> y[0] = kernels.dot(x, 0, x, 0, N));
        assertAllocatesNothing("max", () -> y[0] = kernels.max(x, 0, N));
    }

    @Test
    void matmul() {
        assertAllocatesNothing("small", () -> kernels.matmul(x, 0, false, x, 0, true, y, 0, 20, 20, 20));
        assertAllocatesNothing("vector", () -> kernels.matmul(x, 0, false, x, 0, false, y, 0, 1, 30, 30));
        double[] a = new double[100 * 100];
        double[] c = new double[100 * 100];
        assertAllocatesNothing("large", () -> kernels.matmul(a, 0, false, a, 0, true, c, 0, 100, 100, 100));
    }
}
