package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * A linear gate of one input: a sum, a permutation, a slice. Its backward rule is its transpose, which reads nothing;
 * and it maps tangents as it maps values.
 */
public interface LinearGate extends UnaryGate {
    /**
     * The transposed map: the gradient of the input, from that of the output.
     *
     * @param upstream in the shape of the output
     * @param x the shape of the input
     * @return in the shape of the input, or one that it broadcasts to; null stands for zero
     */
    Tensor transpose(Tensor upstream, Shape x);

    @Override
    default Tensor backward(Tensor x, Tensor y, Tensor upstream) {
        return transpose(upstream, x.shape());
    }

    @Override
    default Reads reads() {
        return Reads.NONE;
    }

    @Override
    default Structure structure() {
        return Structure.MOVE;
    }
}
