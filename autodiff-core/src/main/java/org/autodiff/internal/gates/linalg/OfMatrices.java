package org.autodiff.internal.gates.linalg;

import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/** A gate of the matrices in the last two axes of its inputs, each by itself, which takes any axes before them. */
interface OfMatrices extends Gate {
    @Override
    default Gate behind(Shape batch) {
        return this;
    }
}
