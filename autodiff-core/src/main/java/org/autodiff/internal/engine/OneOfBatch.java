package org.autodiff.internal.engine;

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
 * One example of a batch by itself, as a gate: so a gate that has no form for batches is applied to examples on the
 * same tape. An input that is the same for all examples is copied.
 *
 * <p>While the function is mapped, its gradient is one of each example: {@code u} of this one, zero of the others.
 * Afterwards it is a number like any other. An example is then a part of the whole batch, which is its second input on
 * the tape, and the gradient goes there, as the first is over; what is the same for all has no second input.
 *
 * @param transform the call that maps over the batch
 * @param place which example
 * @param size how many there are
 */
@Formula(
        value = "example {place} of x",
        derivative = {"u at {place}, else 0", "u"})
record OneOfBatch(Transform transform, int place, int size) implements Gate {
    @Override
    public Shape[] shapes(Shape... inputs) {
        return new Shape[] {inputs[0]};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        outputs[0].fill(inputs[0]::at);
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor[] gradients = new Tensor[saved.inputs()];
        boolean within = Transform.isLive(transform);
        int to = within ? 0 : gradients.length - 1;
        if (needs.input(to)) {
            gradients[to] = within ? amongOthers(upstream[0], saved.inputShape(0)) : upstream[0];
        }
        return gradients;
    }

    private Tensor amongOthers(Tensor upstream, Shape x) {
        Tensor[] examples = new Tensor[size];
        for (int e = 0; e < size; e++) {
            examples[e] = e == place ? upstream : Tensor.zeros(x);
        }
        return Tensor.apply(new IntoBatch(transform), examples);
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

    /** On a printed tape. */
    @Override
    public String toString() {
        return "OneOfBatch[" + place + "]";
    }
}
