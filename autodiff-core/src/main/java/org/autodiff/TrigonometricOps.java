package org.autodiff;

import org.autodiff.internal.engine.Engine;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Polar;
import org.autodiff.internal.gates.elementwise.Trigonometric;

/** The circular and hyperbolic functions of a {@link Tensor} and their inverses, element by element. Angles are in radians. */
public sealed interface TrigonometricOps permits Tensor {

    /** {@code sin x}, x in radians. Derivative {@code cos x}. */
    default Tensor sin() {
        return Engine.apply(Trigonometric.SIN, (Tensor) this);
    }

    /** {@code cos x}, x in radians. Derivative {@code -sin x}. */
    default Tensor cos() {
        return Engine.apply(Trigonometric.COS, (Tensor) this);
    }

    /** {@code tanh x}, in [-1, 1]. Derivative {@code 1 - tanh^2 x}. */
    default Tensor tanh() {
        return Engine.apply(Hyperbolic.TANH, (Tensor) this);
    }

    /** {@code tan x}. Derivative {@code 1 + tan^2 x}. */
    default Tensor tan() {
        return Engine.apply(new Trigonometric.Tan(), (Tensor) this);
    }

    /** The arc sine, in [-pi/2, pi/2]; NaN outside [-1, 1]. Derivative {@code 1 / sqrt(1 - x^2)}, infinite at both ends. */
    default Tensor asin() {
        return Engine.apply(new Trigonometric.Asin(), (Tensor) this);
    }

    /** The arc cosine, in [0, pi]; NaN outside [-1, 1]. Derivative {@code -1 / sqrt(1 - x^2)}, infinite at both ends. */
    default Tensor acos() {
        return Engine.apply(new Trigonometric.Acos(), (Tensor) this);
    }

    /** The arc tangent, in [-pi/2, pi/2]. Derivative {@code 1 / (1 + x^2)}. */
    default Tensor atan() {
        return Engine.apply(new Trigonometric.Atan(), (Tensor) this);
    }

    /** The angle of the point whose abscissa is b and whose ordinate is this, in [-pi, pi]. Derivatives {@code b / r^2} and {@code -this / r^2} with {@code r^2 = this^2 + b^2}, right at extreme magnitudes too; 0 at the origin. */
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
}
