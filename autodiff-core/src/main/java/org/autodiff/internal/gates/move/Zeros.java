package org.autodiff.internal.gates.move;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Zeros in a backward rule, for a part of a gradient that a gate needs whole. */
final class Zeros {
    private Zeros() {}

    /** Repeated from one zero: so they are memory of the engine, which is recycled, and not a program's constant. */
    static Tensor of(Shape shape) {
        return Tensor.of(0).broadcastTo(shape);
    }
}
