package org.autodiff.examples.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the core's word on its kernels out of the terminal: the command line says it in its own form. */
public final class KernelLog {
    /** A strong reference: the log manager keeps weak ones, and would forget the level. */
    private static final Logger LOGGER = Logger.getLogger("org.autodiff");

    private KernelLog() {}

    /** Lets only warnings through from now on. To be called before the core computes anything. */
    public static void quiet() {
        LOGGER.setLevel(Level.WARNING);
    }
}
