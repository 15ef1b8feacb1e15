package org.autodiff.examples.classify;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autodiff.nn.train.Trainer;

/**
 * Ctrl-C while a training saves checkpoints: it ends after the step, with a checkpoint, before Java ends. A kill that
 * nothing can catch leaves the last one.
 */
final class EndInOrder implements AutoCloseable {
    private static final long SECONDS = 10;
    private static final long MESSAGE_MILLIS = 300;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread training = Thread.currentThread();
    private final Thread hook;
    private volatile boolean ending;

    private EndInOrder(Trainer<?> trainer) {
        hook = new Thread(
                () -> {
                    ending = true;
                    trainer.stop();
                    try {
                        if (ended.await(SECONDS, TimeUnit.SECONDS)) {
                            training.join(MESSAGE_MILLIS); // it never ends, as it waits for Java's end, but can speak
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "checkpoint before the end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Null, which a try statement passes over, if there are no checkpoints. */
    static EndInOrder of(Trainer<?> trainer, boolean checkpoints) {
        return checkpoints ? new EndInOrder(trainer) : null;
    }

    /** Whether Java is ending: what would follow the training must not be begun. */
    boolean isEnding() {
        return ending;
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Java is ending: the hook runs already
        }
    }
}
