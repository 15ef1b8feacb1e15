package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {

    /** Every number once, parts that begin at multiples of the unit, none smaller than asked for. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100, 1000, 1001})
    void everythingOnce(int n) {
        for (int unit : new int[] {1, 4, 8}) {
            for (int least : new int[] {0, 1, 8, 500}) {
                int[] times = new int[n];
                List<int[]> parts = Collections.synchronizedList(new ArrayList<>());
                Parallel.split(n, unit, least, (from, to) -> {
                    parts.add(new int[] {from, to});
                    for (int i = from; i < to; i++) {
                        times[i]++;
                    }
                });
                int[] once = new int[n];
                Arrays.fill(once, 1);
                assertArrayEquals(once, times);
                assertTrue(parts.size() <= Parallel.threads());
                for (int[] part : parts) {
                    assertEquals(0, part[0] % unit);
                    assertTrue(parts.size() == 1 || part[1] - part[0] > least - unit, () -> Arrays.toString(part));
                }
            }
        }
    }

    /** The caller gets the exception only when no part runs any more. */
    @Test
    void exceptions() {
        AtomicInteger running = new AtomicInteger();
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> Parallel.split(100, 1, 1, (from, to) -> {
                    running.incrementAndGet();
                    try {
                        if (from == 0) {
                            throw new IllegalStateException("first");
                        }
                        Thread.sleep(50);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        running.decrementAndGet();
                    }
                }));
        assertEquals("first", thrown.getMessage());
        assertEquals(0, running.get());
    }

    /** A thread of a pool does all itself: it could be given somebody else's program while it waits. */
    @Test
    void withinAPool() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        ForkJoinPool pool =
                new ForkJoinPool(2); // of the common pool the thread that waits here could run the task itself
        try {
            Thread caller = pool.submit(() -> {
                        Parallel.split(1000, 1, 1, (from, to) -> threads.add(Thread.currentThread()));
                        return Thread.currentThread();
                    })
                    .join();
            assertEquals(List.of(caller), threads);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void property() {
        assertEquals(3, Parallel.threads("3"));
        assertTrue(Parallel.threads(null) >= 1);
        for (String wrong : new String[] {"0", "-1", "two", "", "1.5"}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Parallel.threads(wrong))
                    .getMessage();
            assertEquals("-Dautodiff.threads=" + wrong + ": must be a whole number, at least 1", message);
        }
    }
}
