package org.autodiff.internal.gates.elementwise;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;

/** The larger and the smaller of two numbers, and numbers kept within bounds. */
public final class Extremes {
    private static final Steps.Precedence PRECEDENCE = new Steps.Precedence();

    private Extremes() {}

    /** NaN if one of both is, and then with a gradient of NaN to both. */
    private interface OfTwo extends Symmetric {
        @Override
        default List<Kink> kinks() {
            return List.of(
                    Kink.at("a = b", 1, 1).gradient(0.5, 0.5),
                    Kink.at("a is NaN", Double.NaN, 1).gradient(Double.NaN, Double.NaN),
                    Kink.at("b is NaN", 1, Double.NaN).gradient(Double.NaN, Double.NaN));
        }
    }

    @Formula(
            value = "max(a, b)",
            derivative = {"1 where a > b, 1/2 where a = b, else 0", "1 where b > a, 1/2 where a = b, else 0"})
    public record Maximum() implements OfTwo {
        @Override
        public double apply(double a, double b) {
            return Math.max(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(a, b);
        }
    }

    @Formula(
            value = "min(a, b)",
            derivative = {"1 where a < b, 1/2 where a = b, else 0", "1 where b < a, 1/2 where a = b, else 0"})
    public record Minimum() implements OfTwo {
        @Override
        public double apply(double a, double b) {
            return Math.min(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(b, a);
        }
    }

    /** Kept within bounds. NaN stays NaN, with a derivative of NaN. */
    private interface Bounded extends UnaryElementwise {
        double min();

        double max();

        /** Whether the derivative at the bounds is 1. */
        boolean flowsAtBounds();

        @Override
        default double apply(double x) {
            double y = x < min() ? min() : x;
            return y > max() ? max() : y;
        }

        @Override
        default Tensor derivative(Tensor x, Tensor y) {
            return new Steps.Between(min(), max(), flowsAtBounds()).on(x);
        }

        @Override
        default List<Kink> kinks() {
            Stream<Kink> bounds = DoubleStream.of(min(), max())
                    .filter(Double::isFinite)
                    .distinct()
                    .mapToObj(bound -> Kink.at("x = " + bound, bound).gradient(flowsAtBounds() ? 1 : 0));
            Stream<Kink> nan = Stream.of(Kink.at("NaN", Double.NaN).gradient(Double.NaN));
            return Stream.concat(bounds, nan).toList();
        }
    }

    @Formula(value = "x kept within {min} and {max}", derivative = "1 from {min} to {max}, else 0")
    public record Clamp(double min, double max) implements Bounded {
        @Override
        public boolean flowsAtBounds() {
            return true;
        }
    }

    /** The same as an activation. */
    @Formula(value = "x kept within {min} and {max}", derivative = "1 between {min} and {max}, else 0")
    public record HardTanh(double min, double max) implements Bounded {
        @Override
        public boolean flowsAtBounds() {
            return false;
        }
    }
}
