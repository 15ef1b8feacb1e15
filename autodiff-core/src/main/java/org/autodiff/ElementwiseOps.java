package org.autodiff;

import org.autodiff.internal.gates.Arithmetic;
import org.autodiff.internal.gates.Elementwise;

/**
 * The operations of a {@link Tensor} that work element by element. Those with two operands broadcast as NumPy does:
 * shapes are aligned at their last axes, and sizes must be equal or 1; otherwise they throw
 * {@link IllegalArgumentException}. All of them can be differentiated any number of times.
 *
 * <p>Numbers follow IEEE 754: a result outside the domain is NaN or infinite, not an exception. In the chain rule 0 times
 * anything is 0, so a gradient that does not flow stays 0 at a singular point.
 */
public sealed interface ElementwiseOps permits Tensor {

    // ---- arithmetic

    /** {@code this + b}. Derivatives 1 and 1. */
    default Tensor add(Tensor b) {
        return Engine.apply(Arithmetic.ADD, (Tensor) this, b);
    }

    /** {@code this + b}. */
    default Tensor add(double b) {
        return add(Tensor.of(b));
    }

    /** {@code this - b}. Derivatives 1 and -1. */
    default Tensor sub(Tensor b) {
        return Engine.apply(Arithmetic.SUB, (Tensor) this, b);
    }

    /** {@code this - b}. */
    default Tensor sub(double b) {
        return sub(Tensor.of(b));
    }

    /** {@code this * b}, element by element. Derivatives {@code b} and {@code this}. */
    default Tensor mul(Tensor b) {
        return Engine.apply(Arithmetic.MUL, (Tensor) this, b);
    }

    /** {@code this * b}. */
    default Tensor mul(double b) {
        return mul(Tensor.of(b));
    }

    /** {@code this / b}. Derivatives {@code 1 / b} and {@code -(this / b) / b}. Infinite or NaN where {@code b} is 0. */
    default Tensor div(Tensor b) {
        return Engine.apply(Arithmetic.DIV, (Tensor) this, b);
    }

    /** {@code this / b}. */
    default Tensor div(double b) {
        return div(Tensor.of(b));
    }

    /** {@code -this}. Derivative -1. */
    default Tensor neg() {
        return Engine.apply(Arithmetic.NEG, (Tensor) this);
    }

    /**
     * The product of the chain rule: {@code this * d}, but 0 where either is 0, even against infinity or NaN. Backward
     * rules multiply upstream gradients by local derivatives with it. Derivatives {@code d} and {@code this}, by the same
     * product.
     */
    default Tensor chain(Tensor d) {
        return Engine.apply(Arithmetic.CHAIN, (Tensor) this, d);
    }

    /** {@code 1 / x}. Derivative {@code -1 / x^2}. */
    default Tensor reciprocal() {
        return Engine.apply(Elementwise.RECIPROCAL, (Tensor) this);
    }

    // ---- powers, exponentials, logarithms

    /**
     * {@code x^c} for a number c. Derivative {@code c x^(c-1)}, and 0 for c = 0. NaN for x below 0 unless c is a whole
     * number, with the special cases of {@link StrictMath#pow}.
     */
    default Tensor pow(double exponent) {
        return Engine.apply(new Elementwise.Pow(exponent), (Tensor) this);
    }

    /** {@code x^2}. Derivative {@code 2x}. */
    default Tensor square() {
        return Engine.apply(Elementwise.SQUARE, (Tensor) this);
    }

    /** The square root. Derivative {@code 1 / (2 sqrt x)}, infinite at 0. NaN below 0. */
    default Tensor sqrt() {
        return Engine.apply(Elementwise.SQRT, (Tensor) this);
    }

    /** {@code e^x}. Derivative {@code e^x}. Overflows to infinity above 709.78. */
    default Tensor exp() {
        return Engine.apply(Elementwise.EXP, (Tensor) this);
    }

    /** The natural logarithm. Derivative {@code 1 / x}. Minus infinity at 0, NaN below. */
    default Tensor log() {
        return Engine.apply(Elementwise.LOG, (Tensor) this);
    }

    // ---- pieces

    /** {@code |x|}. Derivative -1 or 1; at the kink 0. */
    default Tensor abs() {
        return Engine.apply(Elementwise.ABS, (Tensor) this);
    }

    /** -1, 0 or 1 by the sign; NaN for NaN. A constant: no gradient. */
    default Tensor sign() {
        return Engine.apply(Elementwise.SIGN, (Tensor) this);
    }

    /** 1 where x is positive, else 0. A constant: no gradient. */
    default Tensor step() {
        return Engine.apply(Elementwise.STEP, (Tensor) this);
    }
}
