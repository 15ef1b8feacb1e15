package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * What {@link OneOfBatch} leaves on the tape: an example is on two tapes, and this leads to both. Its first input is
 * the example as one of a batch: while the function is mapped, a gradient goes there, and is one of each example. Its
 * second input is the example as a part of the whole batch: afterwards a gradient goes there, and the first is over.
 *
 * @param gate what was taken out
 */
@Formula(
        value = "an example of x",
        derivative = {"u at this example, else 0", "u"})
record TakenOut(OneOfBatch gate) implements Gate {
    @Override
    public String name() {
        return gate.name();
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        return new Shape[] {inputs[0]};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        outputs[0].fill(inputs[1]::at);
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        boolean within = Transform.isLive(gate.transform());
        return new Tensor[] {
            within && needs.input(0) ? gate.transpose(upstream[0], saved.inputShape(0)) : null,
            !within && needs.input(1) ? upstream[0] : null
        };
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.NONE;
    }

    /** On a printed tape. */
    @Override
    public String toString() {
        return "TakenOut[" + gate.place() + "]";
    }
}
