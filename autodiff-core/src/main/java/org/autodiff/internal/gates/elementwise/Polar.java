package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.internal.kernel.ElementaryMath;

/** The length and the angle of a point in the plane. Derivatives are products of factors that do not overflow. */
public final class Polar {
    private static final Direction DIRECTION = new Direction();

    private Polar() {}

    /** Without overflow. At the origin the gradient is 0. */
    @Formula(
            value = "sqrt(a^2 + b^2)",
            derivative = {"a / y", "b / y"})
    public record Hypot() implements Symmetric {
        @Override
        public double apply(double a, double b) {
            return ElementaryMath.hypot(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return DIRECTION.on(a, b);
        }

        @Override
        public List<Kink> kinks() {
            double inf = Double.POSITIVE_INFINITY;
            return List.of(
                    Kink.at("the origin", 0, 0).gradient(0, 0),
                    Kink.at("a infinite", inf, 1).gradient(1, 0),
                    Kink.at("both infinite", inf, -inf).gradient(Math.sqrt(0.5), -Math.sqrt(0.5)));
        }
    }

    /** The angle of the point (b, a), in [-pi, pi]: a is the ordinate. At the origin the gradient is 0. */
    @Formula(
            value = "atan2(a, b)",
            derivative = {"b / (a^2 + b^2)", "-a / (a^2 + b^2)"})
    public record Atan2() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return ElementaryMath.atan2(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return perLength(DIRECTION.on(b, a), a.hypot(b));
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return perLength(DIRECTION.on(a, b).neg(), a.hypot(b));
        }

        @Override
        public List<Kink> kinks() {
            return List.of(
                    Kink.at("the origin", 0, 0).gradient(0, 0),
                    Kink.at("the cut, where the angle jumps", 0, -1)
                            .gradient(-1, 0)
                            .second(-1, -1));
        }
    }

    /**
     * The cosine of the angle of the point (a, b); 0 at the origin, and the limit along the diagonal where both are
     * infinite. With h the length, and c the same of (b, a), the derivatives are c^2 / h and -y c / h.
     */
    @Formula(
            value = "a / sqrt(a^2 + b^2)",
            derivative = {"b^2 / sqrt(a^2 + b^2)^3", "-a b / sqrt(a^2 + b^2)^3"})
    public record Direction() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return ElementaryMath.direction(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return perLength(on(b, a).square(), a.hypot(b));
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return perLength(y.mul(on(b, a)).neg(), a.hypot(b));
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUTS.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("the origin", 0, 0).gradient(0, 0));
        }
    }

    /** t / h, and 0 where h is 0. */
    private static Tensor perLength(Tensor t, Tensor h) {
        return Tensor.where(h, t.div(h), Tensor.of(0));
    }
}
