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

    /**
     * {@code 1 - base^t}, the correction of a moving average that began at 0. Also where the power is close to 1, all
     * digits are right: those that subtracting it from 1 would lose.
     *
     * @param base in [0, 1)
     * @param t a scalar of at least 1
     */
    static Tensor oneMinusPower(double base, Tensor t) {
        return t.mul(StrictMath.log(base)).expm1().neg();
    }
}
