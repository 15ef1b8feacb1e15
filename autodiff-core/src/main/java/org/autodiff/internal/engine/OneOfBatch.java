package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.LinearGate;
import org.autodiff.internal.loops.Relabel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * One example of a batch by itself, as a gate: so a gate that has no form for batches is applied to examples on the
 * same tape. An input that is the same for all examples is handed on as it is.
 *
 * @param transform the call that maps over the batch
 * @param place which example
 * @param size how many there are
 */
@Formula(value = "example {place} of x", derivative = "u at {place}, else 0")
record OneOfBatch(Transform transform, int place, int size) implements LinearGate, Relabel {
    @Override
    public Shape shape(Shape x) {
        return x;
    }

    @Override
    public void compute(NdArray x, NdArray y) {
        y.fill(x::at);
    }

    @Override
    public NdArray relabel(NdArray x) {
        return x;
    }

    @Override
    public Tensor transpose(Tensor upstream, Shape x) {
        Tensor[] examples = new Tensor[size];
        for (int e = 0; e < size; e++) {
            examples[e] = e == place ? upstream : Tensor.zeros(x);
        }
        return Tensor.apply(new IntoBatch(transform), examples);
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
