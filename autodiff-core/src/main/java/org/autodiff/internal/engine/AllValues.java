package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.gate.Saved;

/** All inputs and outputs of a gate, whatever its backward rule reads. */
record AllValues(Tensor[] in, Tensor[] out, Object residual) implements Saved {
    @Override
    public int inputs() {
        return in.length;
    }

    @Override
    public Tensor input(int i) {
        return in[i];
    }

    @Override
    public Tensor output(int k) {
        return out[k];
    }
}
