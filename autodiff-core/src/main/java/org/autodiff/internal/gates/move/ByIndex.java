package org.autodiff.internal.gates.move;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.Shape;

/**
 * A gate that moves elements of its first input as indices say, its second one. Going back it reads the indices only.
 */
interface ByIndex extends BinaryGate {
    /** The gradient of the array, from that of the output. */
    Tensor transpose(Tensor upstream, Tensor index, Shape x);

    @Override
    default Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
        return transpose(upstream, index, x.shape());
    }

    @Override
    default Tensor backwardB(Tensor x, Tensor index, Tensor y, Tensor upstream) {
        return null;
    }

    @Override
    default Reads readsForA() {
        return Reads.SECOND_INPUT;
    }

    @Override
    default Reads readsForB() {
        return Reads.NONE;
    }

    @Override
    default boolean differentiable(int input) {
        return input == 0;
    }

    @Override
    default Structure structure() {
        return Structure.MOVE;
    }
}
