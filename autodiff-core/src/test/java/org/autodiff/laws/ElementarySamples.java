package org.autodiff.laws;

import static org.autodiff.laws.Samples.binary;
import static org.autodiff.laws.Samples.unary;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Extremes;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Polar;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Steps;
import org.autodiff.internal.gates.elementwise.Trigonometric;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/**
 * Samples of the gates of elementary functions: powers, exponentials, logarithms, circular and hyperbolic functions,
 * rounding, choices of two.
 */
final class ElementarySamples {
    private ElementarySamples() {}

    static List<Sample> all() {
        return List.of(
                unary(new Exponential.Expm1(), Draw::tensor),
                unary(new Exponential.Log1p(), (d, s) -> d.between(s, -0.9, 5)),
                unary(new Exponential.Log2(), (d, s) -> d.between(s, 0.05, 5)),
                unary(new Exponential.Log10(), (d, s) -> d.between(s, 0.05, 5)),
                unary(new Powers.Rsqrt(), (d, s) -> d.between(s, 0.1, 5)),
                unary(new Powers.Cbrt(), (d, s) -> d.awayFromZero(s, 0.3)),
                binary(new Powers.Power(), (d, s) -> d.between(s, 0.3, 3), (d, s) -> d.between(s, -3, 3)),
                new Sample(
                        Powers.PowerDerivative.class,
                        d -> new On(
                                d.oneOf(
                                        new Powers.PowerDerivative(1, 0),
                                        new Powers.PowerDerivative(0, 1),
                                        new Powers.PowerDerivative(1, 1),
                                        new Powers.PowerDerivative(2, 3)),
                                d.between(d.shapeOrEmpty(0, 2), 0.3, 3),
                                d.between(Shape.of(), -3, 3))),
                unary(new Exponential.LogSlope(), (d, s) -> d.between(s, 0.3, 5)),
                new Sample(
                        Steps.Between.class,
                        d -> new On(new Steps.Between(-1, 1, d.oneIn(2)), d.anyNumbers(d.shapeOrEmpty(0, 4)))),
                binary(new Steps.Precedence(), Draw::anyNumbers, Draw::anyNumbers),
                binary(new Exponential.Logaddexp(), Draw::tensor, Draw::tensor),
                binary(new Exponential.LogaddexpSlope(), Draw::tensor, Draw::tensor),
                unary(new Trigonometric.Tan(), (d, s) -> d.between(s, -1.3, 1.3)),
                unary(new Trigonometric.OneMinusSquare(), Draw::tensor),
                unary(new Trigonometric.Asin(), (d, s) -> d.between(s, -0.9, 0.9)),
                unary(new Trigonometric.Acos(), (d, s) -> d.between(s, -0.9, 0.9)),
                unary(new Trigonometric.Atan(), (d, s) -> d.between(s, -4, 4)),
                binary(new Polar.Atan2(), (d, s) -> d.awayFromZero(s, 0.3), (d, s) -> d.awayFromZero(s, 0.3)),
                binary(new Polar.Hypot(), (d, s) -> d.awayFromZero(s, 0.3), (d, s) -> d.awayFromZero(s, 0.3)),
                binary(new Polar.Direction(), (d, s) -> d.awayFromZero(s, 0.3), (d, s) -> d.awayFromZero(s, 0.3)),
                unary(new Hyperbolic.Sinh(), Draw::tensor),
                unary(new Hyperbolic.Cosh(), Draw::tensor),
                unary(new Hyperbolic.Asinh(), (d, s) -> d.between(s, -4, 4)),
                unary(new Hyperbolic.Acosh(), (d, s) -> d.between(s, 1.2, 5)),
                unary(new Hyperbolic.Atanh(), (d, s) -> d.between(s, -0.9, 0.9)),
                unary(new Steps.Floor(), Draw::anyNumbers),
                unary(new Steps.Ceil(), Draw::anyNumbers),
                unary(new Steps.Round(), Draw::anyNumbers),
                new Sample(Extremes.Maximum.class, d -> apart(d, true)),
                new Sample(Extremes.Minimum.class, d -> apart(d, false)),
                new Sample(
                        Extremes.Clamp.class,
                        d -> new On(new Extremes.Clamp(-0.75, d.oneOf(0.75, Double.POSITIVE_INFINITY)), within(d))),
                new Sample(Extremes.HardTanh.class, d -> new On(new Extremes.HardTanh(-0.75, 0.75), within(d))));
    }

    /**
     * Two arrays that broadcast, whose elements are nowhere closer than 1/10: where they are equal, there is a kink.
     */
    private static On apart(Draw d, boolean larger) {
        Shape shape = d.shapeOrEmpty(0, 4);
        Tensor a = d.integers(d.broadcastable(shape), -2, 2).add(0.1);
        Tensor b = d.integers(d.broadcastable(shape), -2, 2).sub(0.1);
        return new On(larger ? new Extremes.Maximum() : new Extremes.Minimum(), a, b);
    }

    /** Not closer than 1/20 to the bounds at 3/4, and at least one of them between. */
    private static Tensor within(Draw d) {
        return Samples.withFirst(d.integers(d.shapeOrEmpty(0, 4), -12, 12).mul(0.1), 0.3);
    }
}
