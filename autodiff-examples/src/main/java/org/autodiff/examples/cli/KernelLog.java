package org.autodiff.examples.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps core's log message about its kernels off the terminal: the command line reports them in its own form. */
public final class KernelLog {
    /** A strong reference, as the log manager has only a weak one and the level would be lost. */
    private static final Logger LOGGER = Logger.getLogger("org.autodiff");

    private KernelLog() {}

    /** From now on lets only warnings through. Call this before core computes anything. */
    public static void quiet() {
        LOGGER.setLevel(Level.WARNING);
    }
}
