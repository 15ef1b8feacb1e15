package org.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;

/** Every gate that a thread applied, in order, with its tensors: what {@link Tape#record} collects. */
final class Trace {
    /** One application of a gate; or, without a gate, a value that the program took out of a tensor. */
    record Step(Gate gate, Tensor[] inputs, Tensor[] outputs, NdArray seen) {}

    final List<Step> steps = new ArrayList<>();

    void add(Gate gate, Tensor[] inputs, Tensor... outputs) {
        steps.add(new Step(gate, inputs, outputs, null));
    }

    void guard(Tensor read) {
        steps.add(new Step(null, new Tensor[] {read}, new Tensor[0], read.value));
    }
}
