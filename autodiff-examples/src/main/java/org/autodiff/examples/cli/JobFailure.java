package org.autodiff.examples.cli;

/**
 * A job that ran and did not succeed, through no fault of its input: a gradient check that does not pass, a loss that
 * is no number any more. The command line prints its message and ends with exit code 1.
 */
public final class JobFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure whose message says what failed. */
    public JobFailure(String message) {
        super(message);
    }
}
