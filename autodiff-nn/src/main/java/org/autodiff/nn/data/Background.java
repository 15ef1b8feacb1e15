package org.autodiff.nn.data;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One thread that does small works in order. It never waits for its consumer, so nobody has to close it: with nothing
 * to do, it ends.
 */
final class Background {
    private static final long IDLE_MILLIS = 500;

    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> {
                Thread thread = new Thread(work, "autodiff-prefetch");
                thread.setDaemon(true);
                return thread;
            });

    Background() {
        executor.allowCoreThreadTimeOut(true);
    }

    /** Begins a work; asking for its result waits for it, and throws what it threw. */
    <T> Supplier<T> start(Supplier<T> work) {
        Future<T> future = executor.submit(work::get);
        return () -> result(future);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException interrupted =
                    new CancellationException("loader: interrupted while it waited for a batch");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** The exception itself, as if it had been thrown in this thread; its stack trace is that of the background. */
    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new CompletionException(cause);
    }
}
