package org.autodiff.nn.optim;

/**
 * An optimizer that {@linkplain Optimizer#refuseNonFinite refuses} what is not finite was given an infinite or NaN
 * gradient, or would have made a parameter so. The message names them. Nothing has moved.
 */
public final class NotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NotFiniteException(String message) {
        super(message);
    }
}
