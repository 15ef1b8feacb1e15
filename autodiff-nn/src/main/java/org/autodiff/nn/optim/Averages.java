package org.autodiff.nn.optim;

import org.autodiff.Tensor;

/** What the rules with moving averages share. */
final class Averages {
    private Averages() {}

    /** {@code keep average + (1 - keep) next}. */
    static Tensor moving(Tensor average, Tensor next, double keep) {
        return average.mul(keep).add(next.mul(1 - keep));
    }

    static Tensor oneMinus(Tensor x) {
        return Tensor.of(1).sub(x);
    }
}
