package org.autodiff.internal.custom;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A derivative whose rule took numbers out of tensors: what was computed with these is a constant to whoever
 * differentiates again, and the second derivative would silently lack a part. So with respect to what the rule has seen
 * it has none, and says so. The first input is the derivative, the others are what was seen.
 *
 * @param rule the name of the function whose rule it was
 */
record FirstOrder(String rule) implements Gate {
    @Override
    public Shape[] shapes(Shape... inputs) {
        return new Shape[] {inputs[0]};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        System.arraycopy(ArrayAccess.data(inputs[0]), 0, ArrayAccess.data(outputs[0]), 0, inputs[0].size());
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        for (int i = 1; i < saved.inputs(); i++) {
            if (needs.input(i)) {
                throw second();
            }
        }
        Tensor[] gradients = new Tensor[saved.inputs()];
        gradients[0] = marked(upstream[0], saved);
        return gradients;
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        if (Arrays.stream(tangents).skip(1).anyMatch(Objects::nonNull)) {
            throw second();
        }
        return new Tensor[] {marked(tangents[0], saved)};
    }

    /** What it becomes when it is transposed: numbers that were taken out are still in it. */
    private Tensor marked(Tensor derivative, Saved saved) {
        Tensor[] inputs = new Tensor[saved.inputs()];
        Arrays.setAll(inputs, i -> i == 0 ? derivative : saved.input(i));
        return Tensor.apply(this, inputs);
    }

    private IllegalStateException second() {
        return new IllegalStateException(
                rule + ": its derivative is differentiated again, but was computed with numbers"
                        + " taken out of tensors (item, toArray, value), which have no derivative: compute it in tensor"
                        + " operations, or read x.detach() where a number is a constant by intention");
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.ALL;
    }

    @Override
    public FirstOrder behind(Shape batch) {
        return this;
    }
}
