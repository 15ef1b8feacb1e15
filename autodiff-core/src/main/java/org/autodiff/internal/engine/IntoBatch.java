package org.autodiff.internal.engine;

import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Tensors that are each one example, as a batch: the reverse of {@link OneOfBatch}. The engine puts them together;
 * there are no numbers to compute.
 *
 * @param transform the call that maps over the batch
 */
@Formula(value = "batch of x", derivative = "u of this example")
record IntoBatch(Transform transform) implements Gate {
    @Override
    public Shape[] shapes(Shape... inputs) {
        return new Shape[] {inputs[0]};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        throw new IllegalStateException(name() + ": a batch has no numbers at its own level");
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor[] gradients = new Tensor[saved.inputs()];
        for (int e = 0; e < gradients.length; e++) {
            gradients[e] =
                    needs.input(e) ? Tensor.apply(new OneOfBatch(transform, e, gradients.length), upstream[0]) : null;
        }
        return gradients;
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.NONE;
    }

    @Override
    public Structure structure() {
        return Structure.MOVE;
    }

    @Override
    public Gate behind(Shape batch) {
        return this;
    }

    @Override
    public Optional<String> derivativeFormula(int input) {
        return Gate.super.derivativeFormula(0); // of each example the same
    }

    /** On a printed tape. */
    @Override
    public String toString() {
        return "IntoBatch[]";
    }
}
