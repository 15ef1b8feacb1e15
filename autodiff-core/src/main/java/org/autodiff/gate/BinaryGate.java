package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A gate of two inputs, {@code a} and {@code b}, and one output {@code y}. Each input has a backward rule of its own.
 * {@code compute} gets the inputs as they are: if the gate broadcasts them, it does so itself ({@link Shape#broadcast},
 * {@link NdArray#broadcastTo}); only the gradient is summed back by the engine.
 */
public interface BinaryGate extends Gate {
    /**
     * The shape of the output.
     *
     * @throws IllegalArgumentException if those of the inputs do not fit; the message names the gate, the shapes, the
     *     rule
     */
    Shape shape(Shape a, Shape b);

    /** Computes the output: writes every element of {@code y}. */
    void compute(NdArray a, NdArray b, NdArray y);

    @Override
    default Shape[] shapes(Shape... inputs) {
        Arity.check(this, 2, inputs.length);
        return new Shape[] {shape(inputs[0], inputs[1])};
    }

    @Override
    default Object compute(NdArray[] inputs, NdArray[] outputs) {
        compute(inputs[0], inputs[1], outputs[0]);
        return null;
    }

    /**
     * The gradient of the first input, from that of the output. Of {@code a}, {@code b} and {@code y} only those hold
     * numbers that {@link #readsForA()} declares; the others have their shape. Null stands for a gradient of zero.
     */
    Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream);

    /** The gradient of the second input; see {@link #backwardA} and {@link #readsForB()}. */
    Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream);

    /** What {@link #backwardA} reads: both inputs, if the gate does not say otherwise. */
    default Reads readsForA() {
        return Reads.INPUTS;
    }

    /** What {@link #backwardB} reads: both inputs, if the gate does not say otherwise. */
    default Reads readsForB() {
        return Reads.INPUTS;
    }

    /** Applies this gate. */
    default Tensor on(Tensor a, Tensor b) {
        return Tensor.apply(this, a, b);
    }

    @Override
    default Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        Tensor y = saved.output(0);
        return new Tensor[] {
            needs.input(0) ? backwardA(a, b, y, upstream[0]) : null,
            needs.input(1) ? backwardB(a, b, y, upstream[0]) : null
        };
    }

    @Override
    default Reads reads(Needs needs) {
        Reads reads = needs.input(0) ? readsForA() : Reads.NONE;
        return needs.input(1) ? reads.and(readsForB()) : reads;
    }
}
