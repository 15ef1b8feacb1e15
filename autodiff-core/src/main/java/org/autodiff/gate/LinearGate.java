package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * A linear gate of one input: a sum, a permutation, a slice, a cosine transform. Its backward rule is its transpose,
 * which reads nothing; and it maps tangents as it maps values. So it must be linear, not affine: adding a constant is
 * an operation of its own, before or after the gate.
 *
 * <p>The transpose is a tensor operation, often the same gate with another component:
 *
 * <pre>{@code
 * record Dct(boolean transposed) implements LinearGate {
 *     public Shape shape(Shape x) { return x; }
 *     public void compute(NdArray x, NdArray y) { ... }
 *     public Tensor transpose(Tensor upstream, Shape x) { return new Dct(!transposed).on(upstream); }
 * }
 * }</pre>
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

    /** Of all linear gates, whether they copy or add: forward mode has one rule for both. */
    @Override
    default Structure structure() {
        return Structure.MOVE;
    }
}
