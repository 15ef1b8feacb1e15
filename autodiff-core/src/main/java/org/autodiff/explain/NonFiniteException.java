package org.autodiff.explain;

import java.util.Optional;

/**
 * NaN or infinity turned up within {@code Autodiff.debug}. The message names the operation, its inputs, the line of the
 * program, and the operations that led there.
 */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String operation;
    private final boolean inDerivative;
    private final transient StackTraceElement line;

    /** For whoever looks on. */
    public NonFiniteException(String message, String operation, boolean inDerivative, StackTraceElement line) {
        super(message, null, false, true); // nothing is suppressed: the message holds all there is to say
        this.operation = operation;
        this.inDerivative = inDerivative;
        this.line = line;
    }

    /** The operation that gave NaN or infinity, such as {@code log}. */
    public String operation() {
        return operation;
    }

    /** Whether it was its derivative that gave it, on the way back or in forward mode. */
    public boolean inDerivative() {
        return inDerivative;
    }

    /** The line of the program that did the operation, if known. */
    public Optional<StackTraceElement> line() {
        return Optional.ofNullable(line);
    }
}
