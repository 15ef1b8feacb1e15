package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Extremes;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Steps;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that work element by element. Those with two operands broadcast as NumPy does:
 * shapes are aligned at their last axes, and sizes must be equal or 1; otherwise they throw
 * {@link IllegalArgumentException}. All of them can be differentiated any number of times.
 *
 * <p>Numbers follow IEEE 754: a result outside the domain is NaN or infinite, not an exception. Where a result is NaN,
 * so is its derivative, but for operations that are linear and do not look at their input. In the chain rule 0 times
 * anything is 0, so a gradient that does not flow stays 0 at a singular point.
 */
public sealed interface ElementwiseOps permits Tensor {

    // ---- arithmetic

    /** {@code this + b}. Derivatives 1 and 1. */
    default Tensor add(Tensor b) {
        return Engine.apply(Gates.ADD, (Tensor) this, b);
    }

    /** {@code this + b}. */
    default Tensor add(double b) {
        return add(Tensor.of(b));
    }

    /** {@code this - b}. Derivatives 1 and -1. */
    default Tensor sub(Tensor b) {
        return Engine.apply(Gates.SUB, (Tensor) this, b);
    }

    /** {@code this - b}. */
    default Tensor sub(double b) {
        return sub(Tensor.of(b));
    }

    /** {@code this * b}, element by element. Derivatives {@code b} and {@code this}. */
    default Tensor mul(Tensor b) {
        return Engine.apply(Gates.MUL, (Tensor) this, b);
    }

    /** {@code this * b}. */
    default Tensor mul(double b) {
        return mul(Tensor.of(b));
    }

    /**
     * {@code this / b}. Derivatives {@code 1 / b} and {@code -(this / b) / b}. Infinite or NaN where {@code b} is 0.
     */
    default Tensor div(Tensor b) {
        return Engine.apply(Gates.DIV, (Tensor) this, b);
    }

    /** {@code this / b}. */
    default Tensor div(double b) {
        return div(Tensor.of(b));
    }

    /** {@code -this}. Derivative -1. */
    default Tensor neg() {
        return Engine.apply(Gates.NEG, (Tensor) this);
    }

    /**
     * The product of the chain rule: {@code this * d}, but 0 where either is 0, even against infinity or NaN. Backward
     * rules multiply upstream gradients by local derivatives with it. Derivatives {@code d} and {@code this}, by the
     * same product.
     */
    default Tensor chain(Tensor d) {
        return Engine.apply(Gates.CHAIN, (Tensor) this, d);
    }

    /** {@code 1 / x}. Derivative {@code -1 / x^2}. */
    default Tensor reciprocal() {
        return Engine.apply(Gates.RECIPROCAL, (Tensor) this);
    }

    // ---- powers, exponentials, logarithms

    /**
     * {@code x^c} for a number c. Derivative {@code c x^(c-1)}, and 0 for c = 0. NaN for x below 0 unless c is a whole
     * number, with the special cases of IEEE 754: 1 for 1 to any power, even NaN.
     */
    default Tensor pow(double exponent) {
        return Engine.apply(new Powers.Pow(exponent), (Tensor) this);
    }

    /**
     * {@code this^b} for a tensor of exponents. Derivatives {@code b this^(b-1)}, which is 0 for b = 0, and
     * {@code this^b log(this)}, which is taken as 0 where this is 0 and b is not negative, and is NaN where this is
     * negative. The mixed second derivative is {@code this^(b-1) (1 + b log(this))}, in whatever order it is taken.
     * Special cases as for a number.
     */
    default Tensor pow(Tensor b) {
        return Engine.apply(new Powers.Power(), (Tensor) this, b);
    }

    /** {@code x^2}. Derivative {@code 2x}. */
    default Tensor square() {
        return Engine.apply(Gates.SQUARE, (Tensor) this);
    }

    /** The square root. Derivative {@code 1 / (2 sqrt x)}, infinite at 0. NaN below 0. */
    default Tensor sqrt() {
        return Engine.apply(Gates.SQRT, (Tensor) this);
    }

    /** {@code e^x}. Derivative {@code e^x}. Overflows to infinity above 709.78. */
    default Tensor exp() {
        return Engine.apply(Gates.EXP, (Tensor) this);
    }

    /** The natural logarithm. Derivative {@code 1 / x}. Minus infinity at 0; NaN below, with its derivative. */
    default Tensor log() {
        return Engine.apply(Gates.LOG, (Tensor) this);
    }

    /** {@code 1 / sqrt x}. Derivative {@code -1 / (2 x sqrt x)}. Infinite at 0, NaN below. */
    default Tensor rsqrt() {
        return Engine.apply(new Powers.Rsqrt(), (Tensor) this);
    }

    /** The cube root, of negative numbers too. Derivative {@code 1 / (3 y^2)}, infinite at 0. */
    default Tensor cbrt() {
        return Engine.apply(new Powers.Cbrt(), (Tensor) this);
    }

    /** {@code e^x - 1}, accurate near 0. Derivative {@code e^x}. */
    default Tensor expm1() {
        return Engine.apply(new Exponential.Expm1(), (Tensor) this);
    }

    /** {@code log(1 + x)}, accurate near 0. Derivative {@code 1 / (1 + x)}. Minus infinity at -1, NaN below. */
    default Tensor log1p() {
        return Engine.apply(new Exponential.Log1p(), (Tensor) this);
    }

    /** The logarithm to base 2, exact at powers of 2. Derivative {@code 1 / (x ln 2)}. */
    default Tensor log2() {
        return Engine.apply(new Exponential.Log2(), (Tensor) this);
    }

    /** The logarithm to base 10, exact at powers of 10. Derivative {@code 1 / (x ln 10)}. */
    default Tensor log10() {
        return Engine.apply(new Exponential.Log10(), (Tensor) this);
    }

    /**
     * {@code log(e^this + e^b)} without overflow. Derivatives {@code e^this / (e^this + e^b)} and the same for b. Of
     * two that are infinite each has half; of two that are -infinite, an impossible event, neither has any.
     */
    default Tensor logaddexp(Tensor b) {
        return Engine.apply(new Exponential.Logaddexp(), (Tensor) this, b);
    }

    // ---- pieces

    /** {@code |x|}. Derivative -1 or 1; at the kink 0. */
    default Tensor abs() {
        return Engine.apply(Gates.ABS, (Tensor) this);
    }

    /**
     * The larger of this and b, element by element; NaN if one is. The gradient goes to the larger; where they are
     * equal, half to each; where one is NaN it is NaN for both.
     */
    default Tensor maximum(Tensor b) {
        return Engine.apply(new Extremes.Maximum(), (Tensor) this, b);
    }

    /** The larger of this and a number. */
    default Tensor maximum(double b) {
        return maximum(Tensor.of(b));
    }

    /**
     * The smaller of this and b, element by element; NaN if one is. The gradient goes to the smaller; where they are
     * equal, half to each; where one is NaN it is NaN for both.
     */
    default Tensor minimum(Tensor b) {
        return Engine.apply(new Extremes.Minimum(), (Tensor) this, b);
    }

    /** The smaller of this and a number. */
    default Tensor minimum(double b) {
        return minimum(Tensor.of(b));
    }

    /**
     * This kept within {@code [min, max]}; NaN stays NaN. Derivative 1 from bound to bound, both included, 0 beyond,
     * and NaN at NaN. An infinite bound is none; see {@link #clampMin} and {@link #clampMax}.
     *
     * @throws IllegalArgumentException if a bound is NaN, or {@code min > max}
     */
    default Tensor clamp(double min, double max) {
        if (!(min <= max)) {
            throw new IllegalArgumentException("clamp: needs min <= max, got " + min + " and " + max);
        }
        return Engine.apply(new Extremes.Clamp(min, max), (Tensor) this);
    }

    /**
     * This kept at or above a bound; see {@link #clamp}.
     *
     * @throws IllegalArgumentException if the bound is NaN
     */
    default Tensor clampMin(double min) {
        requireNumber("clampMin", min);
        return clamp(min, Double.POSITIVE_INFINITY);
    }

    /**
     * This kept at or below a bound; see {@link #clamp}.
     *
     * @throws IllegalArgumentException if the bound is NaN
     */
    default Tensor clampMax(double max) {
        requireNumber("clampMax", max);
        return clamp(Double.NEGATIVE_INFINITY, max);
    }

    /**
     * {@code this + weight (end - this)}: this for weight 0, the end for 1, between them the straight line and beyond
     * them its continuation. Computed from the nearer of both, so exact where they are equal, infinite too. Derivatives
     * {@code 1 - weight} and {@code weight}.
     *
     * @throws IllegalArgumentException if the weight is not finite
     */
    default Tensor lerp(Tensor end, double weight) {
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("lerp: the weight must be finite, got " + weight);
        }
        return Engine.apply(new Arithmetic.Lerp(weight), (Tensor) this, end);
    }

    /**
     * {@code this + weight (end - this)} for a tensor of weights; all three broadcast. The same numbers as {@link
     * #lerp(Tensor, double)} where {@code end - this} is finite; else NaN or infinite. Derivatives {@code 1 - weight},
     * {@code weight} and {@code end - this}.
     */
    default Tensor lerp(Tensor end, Tensor weight) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(end, "lerp: end is null");
        Objects.requireNonNull(weight, "lerp: weight is null");
        Shape.broadcast("lerp", Shape.broadcast("lerp", a.shape(), end.shape()), weight.shape());
        Tensor way = end.sub(a);
        Tensor fromEnd = end.sub(Tensor.of(1).sub(weight).mul(way));
        return Tensor.where(weight.less(0.5), a.add(weight.mul(way)), fromEnd);
    }

    /**
     * This with 0 for NaN, and the largest finite numbers for infinities; see {@link #nanToNum(double, double,
     * double)}.
     */
    default Tensor nanToNum() {
        return nanToNum(0, Double.MAX_VALUE, -Double.MAX_VALUE);
    }

    /**
     * This with numbers in the place of NaN and of infinities. Derivative 1 for finite elements, and 0 for those that
     * are replaced: this is the one operation through which a NaN has no NaN gradient. What makes the NaN is better
     * mended where it is made, for its own derivative may be NaN.
     */
    default Tensor nanToNum(double nan, double infinity, double minusInfinity) {
        Tensor x = (Tensor) this;
        Tensor infinite = Tensor.where(x.greater(0), Tensor.of(infinity), Tensor.of(minusInfinity));
        return Tensor.where(x.isFinite(), x, Tensor.where(x.isNaN(), Tensor.of(nan), infinite));
    }

    private static void requireNumber(String operation, double bound) {
        if (Double.isNaN(bound)) {
            throw new IllegalArgumentException(operation + ": the bound is NaN");
        }
    }

    /** The largest whole number that is not above x. Constant where it is continuous: no gradient. */
    default Tensor floor() {
        return Engine.apply(new Steps.Floor(), (Tensor) this);
    }

    /** The smallest whole number that is not below x. Constant where it is continuous: no gradient. */
    default Tensor ceil() {
        return Engine.apply(new Steps.Ceil(), (Tensor) this);
    }

    /** The nearest whole number, of two as near the even one. Constant where it is continuous: no gradient. */
    default Tensor round() {
        return Engine.apply(new Steps.Round(), (Tensor) this);
    }

    /** -1, 0 or 1 by the sign; NaN for NaN. A constant: no gradient. */
    default Tensor sign() {
        return Engine.apply(Gates.SIGN, (Tensor) this);
    }

    /**
     * The unit step (NumPy's and PyTorch's {@code heaviside}): 1 where x is positive, {@code atZero} where it is 0,
     * else 0, also for NaN (as PyTorch; NumPy gives NaN). A constant: no gradient.
     *
     * @param atZero the value at 0, for which there are several customs: 0, 1/2 and 1
     */
    default Tensor heaviside(double atZero) {
        Tensor x = (Tensor) this;
        Tensor positive = Engine.apply(Gates.HEAVISIDE, x);
        return atZero == 0 ? positive : Tensor.where(x.equalTo(0), Tensor.of(atZero), positive);
    }
}
