package org.autodiff.internal.gates.elementwise;

import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;

/** A function of one number that is constant wherever it is continuous: it has no gradient, and stays off the tape. */
interface PiecewiseConstant extends UnaryElementwise {
    @Override
    default Tensor derivative(Tensor x, Tensor y) {
        return Tensor.of(0);
    }

    @Override
    default boolean differentiable(int input) {
        return false;
    }

    @Override
    default Reads reads() {
        return Reads.NONE;
    }

    /** The same of two numbers. */
    interface OfTwo extends ReadsNothing {
        @Override
        default Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(0);
        }

        @Override
        default Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return Tensor.of(0);
        }

        @Override
        default boolean differentiable(int input) {
            return false;
        }
    }
}
