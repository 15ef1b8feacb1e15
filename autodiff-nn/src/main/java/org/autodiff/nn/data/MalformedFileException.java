package org.autodiff.nn.data;

/** A file does not hold what it should: the message names the file, the place in it, and what was found there. */
public final class MalformedFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An exception that says what is wrong. */
    public MalformedFileException(String message) {
        super(message);
    }

    /** An exception that says what is wrong, and what another reader said of it. */
    public MalformedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
