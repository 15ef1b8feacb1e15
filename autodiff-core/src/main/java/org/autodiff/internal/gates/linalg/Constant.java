package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;

/** A gate that is a constant to every derivative. */
interface Constant extends OfMatrices {
    @Override
    default boolean differentiable(int input) {
        return false;
    }

    @Override
    default Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        return new Tensor[saved.inputs()];
    }

    @Override
    default Reads reads(Needs needs) {
        return Reads.NONE;
    }
}
