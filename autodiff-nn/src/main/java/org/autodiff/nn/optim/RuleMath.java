package org.autodiff.nn.optim;

import org.autodiff.Tensor;

/** Formulas that several rules share. */
final class RuleMath {
    private RuleMath() {}

    /** {@code decay average + (1 - decay) next}. */
    static Tensor movingAverage(Tensor average, Tensor next, double decay) {
        return average.mul(decay).add(next.mul(1 - decay));
    }

    static Tensor oneMinus(Tensor x) {
        return Tensor.of(1).sub(x);
    }
}
