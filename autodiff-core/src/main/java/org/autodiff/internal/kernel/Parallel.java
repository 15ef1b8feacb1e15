package org.autodiff.internal.kernel;

import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Deals the elements, rows or matrices of one large operation to several threads.
 *
 * <p>The threads are those of the JVM's common pool, and the caller is one of them: it does a part itself, and then takes back what no other
 * thread has begun. So a server whose own threads all compute at once gets no more threads than the pool has, and none waits for work
 * that nobody does. A caller that is a pool's thread itself - a parallel stream - does everything alone: its siblings
 * are busy, and while waiting it could be given a sibling's program to run in the middle of its own. {@value #PROPERTY} limits how many parts there are; 1 means that
 * everything is done by the caller.
 *
 * <p>Which part a number falls into never decides a bit of it: every caller splits only where the numbers do not depend on each other, or at
 * the places where a sum is cut anyway ({@link Reductions}).
 */
public final class Parallel {

    /** The system property; by default as many threads as there are processors. */
    public static final String PROPERTY = "autodiff.threads";

    /** Multiplications of matrices' elements for which it pays to wake a thread: some 20 us. */
    static final int MULTIPLICATIONS = 500_000;

    private static final int THREADS = threads(System.getProperty(PROPERTY));

    private Parallel() {}

    /** What is to be done for the numbers {@code from <= i < to}. */
    public interface Part {
        void run(int from, int to);
    }

    /** How many threads work on a large operation. */
    public static int threads() {
        return THREADS;
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
     * Does a part for all of {@code 0 <= i < n}, in as many pieces as there are threads, but each of at least {@code least} numbers; pieces begin
     * at multiples of {@code unit}. Returns when all are done; then throws what one of them threw.
     */
    public static void split(int n, int unit, int least, Part part) {
        int pieces = Math.min(THREADS, n / Math.max(least, 1));
        if (pieces <= 1 || ForkJoinTask.inForkJoinPool()) {
            part.run(0, n);
        } else {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            new Pieces(part, n, unit, 0, pieces, pieces, failure).invoke();
            rethrow(failure.get());
        }
    }

    /** The same for {@code n} products of matrices, each of so many multiplications. */
    public static void splitProducts(int n, long multiplications, Part part) {
        split(n, 1, (int) Math.max(1, MULTIPLICATIONS / Math.max(1, multiplications)), part);
    }

    /** The exception itself, not the copy of it that a pool would throw. */
    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Pieces {@code first} to {@code end} of {@code all}. */
    private static final class Pieces extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final transient Part part;
        private final int n;
        private final int unit;
        private final int first;
        private final int end;
        private final int all;
        private final transient AtomicReference<Throwable> failure;

        Pieces(Part part, int n, int unit, int first, int end, int all, AtomicReference<Throwable> failure) {
            this.part = part;
            this.n = n;
            this.unit = unit;
            this.first = first;
            this.end = end;
            this.all = all;
            this.failure = failure;
        }

        @Override
        protected void compute() {
            if (end - first == 1) {
                try {
                    part.run(start(first), start(end));
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(
                            null, e); // thrown when all are done: nobody may go on writing to what is given up
                }
                return;
            }
            int middle = (first + end) >>> 1;
            Pieces others = new Pieces(part, n, unit, middle, end, all, failure);
            others.fork(); // to the common pool
            new Pieces(part, n, unit, first, middle, all, failure).compute();
            others.join();
        }

        /** Where a piece starts: the last one takes what is no whole unit. */
        private int start(int piece) {
            return piece == all ? n : (int) ((long) n / unit * piece / all) * unit;
        }
    }
}
