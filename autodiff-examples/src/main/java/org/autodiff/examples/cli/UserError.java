package org.autodiff.examples.cli;

/**
 * Something that the user can correct: a wrong option, a file that cannot be used. The command line prints its message
 * as one line and ends with exit code 2, without a stack trace.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An error whose message names what is wrong, where, and which rule it breaks. */
    public UserError(String message) {
        super(message);
    }

    /** An error with the exception that led to it. */
    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
