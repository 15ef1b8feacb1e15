package org.autodiff.internal.gates.elementwise;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;

/** A function of two numbers that may be exchanged: so one derivative gives the other. */
interface Symmetric extends BinaryElementwise {
    @Override
    default Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
        return derivativeA(b, a, y);
    }
}
