package org.autodiff.internal.gates.elementwise;

import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;

/** A function of one number whose derivative is computed from its value: the input is not kept for it. */
interface FromOutput extends UnaryElementwise {
    @Override
    default Reads reads() {
        return Reads.OUTPUT;
    }

    /** One whose derivative is computed from both. */
    interface AndInput extends UnaryElementwise {
        @Override
        default Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }
}
