package org.autodiff.examples.check;

import java.io.PrintWriter;

/**
 * Watches over code of the user that may call {@code System.exit}: its exit code, often 0, would be taken for a
 * verdict. While this is open, the end of the process is a failure, with a message.
 */
final class ExitWatch implements AutoCloseable {
    private final Thread hook;

    ExitWatch(String className, PrintWriter err) {
        hook = new Thread(() -> {
            err.println("autodiff check: --class " + className
                    + ": ended before there was a verdict: by System.exit in it, or by a signal");
            err.flush();
            Runtime.getRuntime().halt(Meaning.FAILURE);
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this process is being ended
        }
    }
}
