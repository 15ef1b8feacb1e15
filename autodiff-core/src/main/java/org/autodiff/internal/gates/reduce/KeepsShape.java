package org.autodiff.internal.gates.reduce;

import org.autodiff.gate.UnaryGate;
import org.autodiff.ndarray.Shape;

/** A gate along axes whose output has the shape of its input. */
interface KeepsShape extends UnaryGate {
    @Override
    default Shape shape(Shape x) {
        return x;
    }
}
