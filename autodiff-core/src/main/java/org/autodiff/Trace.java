package org.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.gate.Gate;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;

/**
 * Every gate that a thread applied, in order, with its tensors: what {@link Tape#record} collects. Of a computation in
 * forward mode it holds what that consists of, the operations on primals and on tangents; so it holds plain tensors only.
 */
final class Trace {
    /** One application of a gate; or, without a gate, a value that the program took out of a tensor. */
    record Step(Gate gate, Tensor[] inputs, Tensor[] outputs, NdArray seen) {}

    final List<Step> steps = new ArrayList<>();

    void add(Gate gate, Tensor[] inputs, Tensor... outputs) {
        for (Tensor y : outputs) {
            if (y.dual != null) {
                return;
            }
        }
        Tensor[] plain = new Tensor[inputs.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = plain(inputs[i]);
        }
        steps.add(new Step(gate, plain, outputs, null));
    }

    void guard(Tensor read) {
        steps.add(new Step(null, new Tensor[] {plain(read)}, new Tensor[0], Raw.handOut(read.value)));
    }

    private static Tensor plain(Tensor t) {
        Tensor plain = t;
        while (plain.dual != null) {
            plain = plain.dual.primal();
        }
        return plain;
    }
}
