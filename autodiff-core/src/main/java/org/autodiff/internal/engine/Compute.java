package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.gate.Values;
import org.autodiff.ndarray.NdArray;

/** Lets gates compute: asks for the shapes of the outputs, allocates them, and has them written. */
final class Compute {
    private Compute() {}

    static NdArray output(UnaryGate gate, NdArray x) {
        return GateContract.output(gate, gate.forward(x));
    }

    static NdArray output(BinaryGate gate, NdArray a, NdArray b) {
        return GateContract.output(gate, gate.forward(a, b));
    }

    /** What a gate does within is no part of a recording. */
    static Values outputs(Context context, Gate gate, Tensor... inputs) {
        NdArray[] in = new NdArray[inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = inputs[i].value;
        }
        return GateContract.outputs(
                gate, context.recorder == null ? gate.forward(in) : context.unrecorded(() -> gate.forward(in)));
    }
}
