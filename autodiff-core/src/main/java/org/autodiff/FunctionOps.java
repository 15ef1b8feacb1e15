package org.autodiff;

import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Polar;
import org.autodiff.internal.gates.elementwise.Special;
import org.autodiff.internal.gates.elementwise.Trigonometric;

/**
 * Circular and hyperbolic functions with their inverses (angles in radians), and special functions, of a
 * {@link Tensor}, element by element. All of them can be differentiated any number of times, and have the same bits on
 * every machine. The formulas of the special functions are those of Abramowitz and Stegun, <i>Handbook of Mathematical
 * Functions</i>, chapters 6, 7 and 26. An ulp is a unit in the last place: about 10^-16 of the number.
 */
public sealed interface FunctionOps permits Tensor {

    // ---- circular and hyperbolic functions

    /** {@code sin x}, x in radians. Derivative {@code cos x}. */
    default Tensor sin() {
        return Engine.apply(Gates.SIN, (Tensor) this);
    }

    /** {@code cos x}, x in radians. Derivative {@code -sin x}. */
    default Tensor cos() {
        return Engine.apply(Gates.COS, (Tensor) this);
    }

    /** {@code tanh x}, in [-1, 1]. Derivative {@code 1 - tanh^2 x}. */
    default Tensor tanh() {
        return Engine.apply(Gates.TANH, (Tensor) this);
    }

    /** {@code tan x}. Derivative {@code 1 + tan^2 x}. */
    default Tensor tan() {
        return Engine.apply(new Trigonometric.Tan(), (Tensor) this);
    }

    /**
     * The arc sine, in [-pi/2, pi/2]; NaN outside [-1, 1]. Derivative {@code 1 / sqrt(1 - x^2)}, infinite at both ends.
     */
    default Tensor asin() {
        return Engine.apply(new Trigonometric.Asin(), (Tensor) this);
    }

    /**
     * The arc cosine, in [0, pi]; NaN outside [-1, 1]. Derivative {@code -1 / sqrt(1 - x^2)}, infinite at both ends.
     */
    default Tensor acos() {
        return Engine.apply(new Trigonometric.Acos(), (Tensor) this);
    }

    /** The arc tangent, in [-pi/2, pi/2]. Derivative {@code 1 / (1 + x^2)}. */
    default Tensor atan() {
        return Engine.apply(new Trigonometric.Atan(), (Tensor) this);
    }

    /**
     * The angle of the point whose abscissa is b and whose ordinate is this, in [-pi, pi]. Derivatives {@code b / r^2}
     * and {@code -this / r^2} with {@code r^2 = this^2 + b^2}, right at extreme magnitudes too; 0 at the origin.
     */
    default Tensor atan2(Tensor b) {
        return Engine.apply(new Polar.Atan2(), (Tensor) this, b);
    }

    /** {@code sqrt(this^2 + b^2)} without overflow. Derivatives {@code this / y} and {@code b / y}; 0 at the origin. */
    default Tensor hypot(Tensor b) {
        return Engine.apply(new Polar.Hypot(), (Tensor) this, b);
    }

    /** {@code sinh x}. Derivative {@code cosh x}. */
    default Tensor sinh() {
        return Engine.apply(new Hyperbolic.Sinh(), (Tensor) this);
    }

    /** {@code cosh x}. Derivative {@code sinh x}. */
    default Tensor cosh() {
        return Engine.apply(new Hyperbolic.Cosh(), (Tensor) this);
    }

    /** The inverse of sinh. Derivative {@code 1 / sqrt(x^2 + 1)}. */
    default Tensor asinh() {
        return Engine.apply(new Hyperbolic.Asinh(), (Tensor) this);
    }

    /** The inverse of cosh, at least 0; NaN below 1. Derivative {@code 1 / sqrt(x^2 - 1)}, infinite at 1. */
    default Tensor acosh() {
        return Engine.apply(new Hyperbolic.Acosh(), (Tensor) this);
    }

    /** The inverse of tanh; NaN outside [-1, 1]. Derivative {@code 1 / (1 - x^2)}, infinite at both ends. */
    default Tensor atanh() {
        return Engine.apply(new Hyperbolic.Atanh(), (Tensor) this);
    }

    // ---- the error function

    /**
     * The error function, {@code 2/sqrt(pi)} times the integral of {@code e^(-t^2)} from 0 to x; in [-1, 1], within 2
     * ulp. Derivative {@code 2/sqrt(pi) e^(-x^2)}, right to the last digits for every x.
     */
    default Tensor erf() {
        return Engine.apply(Special.ERF, (Tensor) this);
    }

    /**
     * {@code 1 - erf x}; in [0, 2], within 2 ulp also where it is small, down to the smallest number at 27.2.
     * Derivative {@code -2/sqrt(pi) e^(-x^2)}.
     */
    default Tensor erfc() {
        return Engine.apply(Special.ERFC, (Tensor) this);
    }

    /**
     * The inverse of {@link #erf}: the y with {@code erf y = x}, within 2 ulp. Derivative {@code sqrt(pi)/2 e^(y^2)}.
     * Infinite at -1 and 1, where the derivative is infinite too, and NaN beyond. The quantile of the standard normal
     * at p is {@code sqrt(2) erfinv(2 p - 1)}.
     *
     * <p>M. J. Wichura, <i>Algorithm AS 241: The percentage points of the normal distribution</i>, Applied Statistics
     * 37, 1988. Near 1 a double has few digits left of {@code 1 - x}, and the result no more.
     */
    default Tensor erfinv() {
        return Engine.apply(new Special.Erfinv(), (Tensor) this);
    }

    /**
     * The distribution function of the standard normal, {@code erfc(-x / sqrt(2)) / 2}: the probability of less than x.
     * Within 2 ulp also in the lower tail, down to the smallest number at -38.4; the formula with erfc is off by some
     * {@code x^2 / 2} ulp there, because it rounds {@code x / sqrt(2)}. Derivative {@code e^(-x^2 / 2) / sqrt(2 pi)},
     * the density. PyTorch and SciPy call it {@code ndtr}.
     */
    default Tensor normalCdf() {
        return Engine.apply(Special.NORMAL_CDF, (Tensor) this);
    }

    // ---- gamma

    /**
     * {@code log |gamma(x)|}, within 4 ulp for x above -1/4, near the zeros at 1 and 2 as well; below, 4 ulp of the
     * largest of the result, 1 and {@code lgamma(-x)}. Derivative {@link #digamma}.
     *
     * <p>Infinite at 0, -1, -2, ..., where the derivative is that of digamma, and at both infinities.
     */
    default Tensor lgamma() {
        return Engine.apply(Special.LGAMMA, (Tensor) this);
    }

    /**
     * The derivative of {@link #lgamma}, within 4 ulp for x above -1/4, near the zero at 1.46 as well; below, 4 ulp of
     * the larger of the result and {@code 1 + log(1 - x)}. Derivative {@code polygamma(1)}.
     *
     * <p>Minus infinity at 0.0 and infinity at -0.0; NaN at -1, -2, ..., where the sides disagree, and at minus
     * infinity.
     */
    default Tensor digamma() {
        return Engine.apply(Special.DIGAMMA, (Tensor) this);
    }

    /**
     * The n-th derivative of {@link #digamma}: {@code (-1)^(n+1) n!} times the sum of {@code (x + k)^-(n+1)} over k =
     * 0, 1, 2, ...; digamma itself for n = 0. Within 4 ulp for positive x, and for every x if n is odd; for even n,
     * which changes its sign between two poles, 4 ulp of the nearest pole's share. Derivative {@code polygamma(n + 1)}.
     *
     * <p>At 0, -1, -2, ... infinite if n is odd; if n is even, NaN, because the sides disagree, and at 0.0 and -0.0 the
     * infinity of that side. NaN at minus infinity.
     *
     * @throws IllegalArgumentException if n is not in [0, 1000]; so that of order 1000 cannot be differentiated
     */
    default Tensor polygamma(int n) {
        return Engine.apply(new Special.Polygamma(n), (Tensor) this);
    }
}
