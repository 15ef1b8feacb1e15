package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A gate of one input and one output that is neither elementwise nor linear: softmax, a norm, an inverse. It has no
 * residual; a gate that needs one implements {@link Gate}. If it works along axes, it is {@link AlongAxes} too.
 */
public interface UnaryGate extends Gate {
    /**
     * The shape of the output.
     *
     * @throws IllegalArgumentException if the input's does not fit; the message names the gate, the shape and the rule
     */
    Shape shape(Shape x);

    /** Computes the output: writes every element of {@code y}. */
    void compute(NdArray x, NdArray y);

    @Override
    default Shape[] shapes(Shape... inputs) {
        Arity.check(this, 1, inputs.length);
        return new Shape[] {shape(inputs[0])};
    }

    @Override
    default Object compute(NdArray[] inputs, NdArray[] outputs) {
        compute(inputs[0], outputs[0]);
        return null;
    }

    /**
     * The gradient of the input, from that of the output.
     *
     * @param x the input; only its shape, unless {@link #reads()} declares it
     * @param y the output, likewise
     * @return in the shape of {@code x}, or one that it broadcasts to; null stands for zero
     */
    Tensor backward(Tensor x, Tensor y, Tensor upstream);

    /** What backward reads: its input, if the gate does not say otherwise. */
    default Reads reads() {
        return Reads.INPUT;
    }

    /** Applies this gate. */
    default Tensor on(Tensor x) {
        return Tensor.apply(this, x);
    }

    @Override
    default Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        return new Tensor[] {backward(saved.input(0), saved.output(0), upstream[0])};
    }

    @Override
    default Reads reads(Needs needs) {
        return reads();
    }
}
