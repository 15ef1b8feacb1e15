package org.autodiff.examples.cli;

/**
 * A job that ran and failed, though its input was right: a gradient check does not pass, or a loss becomes NaN. The
 * command line prints its message and ends with exit code 1.
 */
public final class JobFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure whose message says what failed. */
    public JobFailure(String message) {
        super(message);
    }

    /** The same with what caused it. */
    public JobFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
