package org.autodiff.internal.gates.reduce;

import org.autodiff.ndarray.Shape;

final class SameShape {
    private SameShape() {}

    /** The shape of two inputs that do not broadcast. */
    static Shape of(String operation, Shape a, Shape b) {
        if (!a.equals(b)) {
            throw new IllegalArgumentException(operation + ": shapes " + a + " and " + b + " differ: must be the same");
        }
        return a;
    }
}
