package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.loops.Broadcast;
import org.autodiff.internal.loops.Elements;
import org.autodiff.internal.loops.Relabel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Lets gates compute: asks for the shapes of the outputs, allocates them, and has them written. An elementwise gate says
 * what becomes of one number; the loops are the engine's.
 */
final class Compute {
    private Compute() {}

    /** The outputs of a gate, and what else it returned. */
    record Computed(NdArray[] outputs, Object residual) {}

    static NdArray output(UnaryGate gate, NdArray x) {
        if (gate instanceof UnaryElementwise f) {
            NdArray y = Raw.allocate(x.shape());
            Elements.apply(f, Raw.data(x), Raw.data(y), x.size());
            return y;
        }
        if (gate instanceof Relabel same) {
            return same.relabel(x);
        }
        NdArray y = Raw.allocate(GateContract.shape(gate, gate.shape(x.shape())));
        Raw.beingComputed(y, true);
        gate.compute(x, y);
        Raw.beingComputed(y, false);
        return y;
    }

    static NdArray output(BinaryGate gate, NdArray a, NdArray b) {
        if (gate instanceof BinaryElementwise f) {
            Shape shape = a.shape();
            NdArray y = Raw.allocate(shape.equals(b.shape()) ? shape : gate.shape(shape, b.shape()));
            Broadcast.apply(f, a, b, y);
            return y;
        }
        NdArray y = Raw.allocate(GateContract.shape(gate, gate.shape(a.shape(), b.shape())));
        Raw.beingComputed(y, true);
        gate.compute(a, b, y);
        Raw.beingComputed(y, false);
        return y;
    }

    /** What a gate does within is no part of a recording. */
    static Computed outputs(Context context, Gate gate, Tensor... inputs) {
        NdArray[] in = new NdArray[inputs.length];
        for (int i = 0; i < in.length; i++) {
            in[i] = inputs[i].value;
        }
        return context.recorder == null ? outputs(gate, in) : context.unrecorded(() -> outputs(gate, in));
    }

    private static Computed outputs(Gate gate, NdArray... in) {
        if (gate instanceof UnaryGate unary && in.length == 1) {
            return new Computed(new NdArray[] {output(unary, in[0])}, null);
        }
        if (gate instanceof BinaryGate binary && in.length == 2) {
            return new Computed(new NdArray[] {output(binary, in[0], in[1])}, null);
        }
        Shape[] of = new Shape[in.length];
        for (int i = 0; i < of.length; i++) {
            of[i] = in[i].shape();
        }
        Shape[] shapes = GateContract.shapes(gate, gate.shapes(of));
        NdArray[] out = new NdArray[shapes.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = Raw.allocate(shapes[k]);
            Raw.beingComputed(out[k], true);
        }
        Object residual = gate.compute(in, out);
        for (NdArray y : out) {
            Raw.beingComputed(y, false);
        }
        return new Computed(out, residual);
    }
}
