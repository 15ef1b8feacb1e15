package org.autodiff.internal.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Deals the elements, rows or matrices of one large operation to several threads.
 *
 * <p>The threads are those of the JVM's common pool, and the caller is one of them: pieces are taken by a counter, the
 * caller takes as many as it can get, and in the end waits only for those that another thread has begun. So a server
 * whose own threads all compute at once gets no more threads than the pool has, and none waits for work that nobody
 * does. A caller that is a pool's thread itself - in a parallel stream - does everything alone: its siblings are busy.
 * {@value #PROPERTY} limits how many pieces there are; 1 means that everything is done by the caller.
 *
 * <p>Which piece a number falls into never decides a bit of it: every caller splits only where the numbers do not
 * depend on each other.
 */
public final class Parallel {

    /** The system property; by default as many threads as there are processors. */
    public static final String PROPERTY = "autodiff.threads";

    private static final String SETTING = System.getProperty(PROPERTY);

    /** 0 if the property is wrong: an exception here would be seen once, and be a NoClassDefFoundError ever after. */
    private static final int THREADS = threadsOrZero();

    private Parallel() {}

    /** What is to be done for the numbers {@code from <= i < to}. */
    public interface Part {
        void run(int from, int to);
    }

    /**
     * How many threads work on a large operation.
     *
     * @throws IllegalArgumentException if the property is wrong
     */
    public static int threads() {
        requireThreads();
        return THREADS;
    }

    static void requireThreads() {
        if (THREADS == 0) {
            threads(SETTING);
        }
    }

    private static int threadsOrZero() {
        try {
            return threads(SETTING);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    static int threads(String property) {
        if (property == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(property);
            if (threads >= 1) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // the message below says it
        }
        throw new IllegalArgumentException("-D" + PROPERTY + "=" + property + ": must be a whole number, at least 1");
    }

    /**
     * Does a part for all of {@code 0 <= i < n}, in as many pieces as there are threads, but each of at least
     * {@code least} numbers; pieces begin at multiples of {@code unit}. Returns when all are done; then throws what
     * one of them threw.
     */
    public static void split(int n, int unit, int least, Part part) {
        int pieces = Math.min(threads(), n / Math.max(least, unit));
        if (pieces <= 1 || ForkJoinTask.inForkJoinPool()) {
            part.run(0, n);
        } else {
            new Pieces(part, n, unit, pieces).run();
        }
    }

    /** Whether it pays to deal so many elements of cheap work. */
    public static boolean paysFor(int elements) {
        return elements >= 2 * Limits.ELEMENTS_A_THREAD;
    }

    /** Does a part for {@code n} lines, each of so many elements, in pieces that begin at multiples of {@code unit}. */
    public static void splitElements(int n, int unit, int elements, Part part) {
        split(n, unit, Math.max(1, Limits.ELEMENTS_A_THREAD / elements), part);
    }

    /** The same for {@code n} products of matrices, each of so many multiplications. */
    public static void splitProducts(int n, long multiplications, Part part) {
        splitProducts(n, 1, multiplications, part);
    }

    /** The same, in pieces that begin at multiples of {@code unit}. */
    public static void splitProducts(int n, int unit, long multiplications, Part part) {
        split(n, unit, (int) Math.max(1, Limits.MULTIPLICATIONS_A_THREAD / Math.max(1, multiplications)), part);
    }

    /** Whether it pays to deal the rows or columns of a matrix that is read once. */
    static boolean paysToRead(int rows, int columns) {
        return threads() > 1 && (long) rows * columns >= 2 * Limits.READS_A_THREAD;
    }

    /** Deals rows, or columns in groups of {@code unit}, of a matrix that is read once, each of so many elements. */
    static void splitLines(int lines, int unit, int elements, Part part) {
        split(lines, unit, Math.max(1, Limits.READS_A_THREAD / elements), part);
    }

    /** Work in pieces that threads take one after the other. */
    private static final class Pieces {
        private final Part part;
        private final int n;
        private final int unit;
        private final int all;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch unfinished;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Pieces(Part part, int n, int unit, int all) {
            this.part = part;
            this.n = n;
            this.unit = unit;
            this.all = all;
            this.unfinished = new CountDownLatch(all);
        }

        void run() {
            for (int i = 1; i < all; i++) {
                ForkJoinPool.commonPool().execute(this::take);
            }
            take();
            await();
            Pieces.<RuntimeException>rethrow(failure.get());
        }

        /** Does pieces until there are none. */
        private void take() {
            for (int piece = next.getAndIncrement(); piece < all; piece = next.getAndIncrement()) {
                try {
                    part.run(start(piece), start(piece + 1));
                } catch (Throwable e) {
                    // Any: thrown when all are done, for nobody may go on writing to what is given up.
                    failure.compareAndSet(null, e);
                } finally {
                    unfinished.countDown();
                }
            }
        }

        private void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    unfinished.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void rethrow(Throwable failure) throws T {
            if (failure != null) {
                throw (T) failure;
            }
        }

        /** Where a piece starts: the last one takes what is no whole unit. */
        private int start(int piece) {
            return piece == all ? n : (int) ((long) n / unit * piece / all) * unit;
        }
    }
}
