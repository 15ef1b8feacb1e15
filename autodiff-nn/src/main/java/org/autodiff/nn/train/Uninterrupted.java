package org.autodiff.nn.train;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;

/** Writes files in a thread that is interrupted, or becomes so meanwhile, which closes every file under its hands. */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Runs an action, again where an interrupt ended it. The thread is interrupted afterwards if it was so at all. */
    static void run(Runnable action) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    action.run();
                    return;
                } catch (UncheckedIOException e) {
                    if (!(e.getCause() instanceof ClosedChannelException) || !Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
