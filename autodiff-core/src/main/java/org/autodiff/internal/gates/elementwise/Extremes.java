package org.autodiff.internal.gates.elementwise;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;

/** The larger and the smaller of two numbers, and numbers kept within bounds. */
public final class Extremes {
    private static final Steps.Precedence PRECEDENCE = new Steps.Precedence();

    private Extremes() {}

    /** NaN if one is, and then with a gradient of NaN to both. */
    @Formula(
            value = "the larger of a and b",
            derivative = {"1 where a > b, 1/2 where a = b, else 0", "1 where b > a, 1/2 where a = b, else 0"})
    public record Maximum() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return Math.max(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(b, a);
        }

        @Override
        public List<Kink> kinks() {
            return ofTwo();
        }
    }

    /** NaN if one is, and then with a gradient of NaN to both. */
    @Formula(
            value = "the smaller of a and b",
            derivative = {"1 where a < b, 1/2 where a = b, else 0", "1 where b < a, 1/2 where a = b, else 0"})
    public record Minimum() implements BinaryElementwise {
        @Override
        public double apply(double a, double b) {
            return Math.min(a, b);
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(b, a);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(a, b);
        }

        @Override
        public List<Kink> kinks() {
            return ofTwo();
        }
    }

    private static List<Kink> ofTwo() {
        return List.of(
                Kink.at("a = b", 1, 1).gradient(0.5, 0.5),
                Kink.at("a is NaN", Double.NaN, 1).gradient(Double.NaN, Double.NaN),
                Kink.at("b is NaN", 1, Double.NaN).gradient(Double.NaN, Double.NaN));
    }

    /** NaN stays NaN, with a derivative of NaN. At the bounds the derivative is 1. */
    @Formula(value = "x kept within {min} and {max}", derivative = "1 from {min} to {max}, else 0")
    public record Clamp(double min, double max) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return clamp(x, min, max);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Steps.Between(min, max, true).on(x);
        }

        @Override
        public List<Kink> kinks() {
            return atBounds(min, max, 1);
        }
    }

    /** The same as an activation. At the bounds the derivative is 0. */
    @Formula(value = "x kept within {min} and {max}", derivative = "1 between {min} and {max}, else 0")
    public record HardTanh(double min, double max) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return clamp(x, min, max);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Steps.Between(min, max, false).on(x);
        }

        @Override
        public List<Kink> kinks() {
            return atBounds(min, max, 0);
        }
    }

    private static double clamp(double x, double min, double max) {
        return x < min ? min : x > max ? max : x;
    }

    private static List<Kink> atBounds(double min, double max, double gradient) {
        Stream<Kink> bounds = DoubleStream.of(min, max)
                .filter(Double::isFinite)
                .distinct()
                .mapToObj(bound -> Kink.at("x = " + bound, bound).gradient(gradient));
        Stream<Kink> nan = Stream.of(Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        return Stream.concat(bounds, nan).toList();
    }
}
