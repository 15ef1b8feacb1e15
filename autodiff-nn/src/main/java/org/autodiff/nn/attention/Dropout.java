package org.autodiff.nn.attention;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;

/** TEMPORARY stand-in until the branch with org.autodiff.nn.Dropout is merged: then delete it and import theirs. */
public final class Dropout extends Layer {
    private final double p;
    private final Rng rng;

    private Dropout(double p, Rng rng) {
        this.p = p;
        this.rng = rng;
    }

    /** TEMPORARY. */
    public static Dropout of(double p, Rng rng) {
        return new Dropout(p, rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        if (!isTraining() || p == 0) {
            return x;
        }
        Tensor kept = Tensor.of(rng.uniform(x.shape(), 0, 1)).greaterEqual(p);
        return p == 1 ? kept.chain(x) : kept.chain(x).div(1 - p);
    }
}
