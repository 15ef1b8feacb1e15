package org.autodiff.internal.gates.elementwise;

import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Reads;

/** A function of two numbers whose derivatives are numbers: nothing is kept for them. */
interface ReadsNothing extends BinaryElementwise {
    @Override
    default Reads readsForA() {
        return Reads.NONE;
    }

    @Override
    default Reads readsForB() {
        return Reads.NONE;
    }
}
