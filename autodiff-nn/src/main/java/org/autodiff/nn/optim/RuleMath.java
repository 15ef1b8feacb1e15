package org.autodiff.nn.optim;

import org.autodiff.Tensor;

/** Formulas that several rules share. */
final class RuleMath {
    private RuleMath() {}

    /** {@code decay average + (1 - decay) next}. */
    static Tensor movingAverage(Tensor average, Tensor next, double decay) {
        return average.lerp(next, 1 - decay);
    }

    /**
     * {@code decay average + (1 - decay) g^2}. Where a square has overflowed, the average stays infinite and the
     * parameter does not move; a {@link Tensor#lerp} would make it NaN.
     */
    static Tensor movingSquare(Tensor average, Tensor gradient, double decay) {
        return average.mul(decay).add(gradient.square().mul(1 - decay));
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
