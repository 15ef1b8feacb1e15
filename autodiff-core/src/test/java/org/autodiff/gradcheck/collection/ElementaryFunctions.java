package org.autodiff.gradcheck.collection;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/** Fifteen elementary functions, of tensors and of plain numbers. */
final class ElementaryFunctions {
    private ElementaryFunctions() {}

    /** {@code derivative} is that of {@code plain}, by hand; {@code positive}: for positive numbers only. */
    record Elementary(
            String name,
            UnaryOperator<Tensor> tensor,
            DoubleUnaryOperator plain,
            DoubleUnaryOperator derivative,
            boolean positive) {}

    static final double[] POINTS = {
        1e-300, 1e-12, 1e-9, 1e-7, 1e-3, 0.1, 0.5, 1, 2, 10, 100, 700, 709.7, 1000,
    };

    static List<Elementary> all() {
        return List.of(
                new Elementary("1/x", Tensor::reciprocal, x -> 1 / x, x -> -1 / (x * x), false),
                new Elementary("log", Tensor::log, Math::log, x -> 1 / x, true),
                new Elementary("sqrt", Tensor::sqrt, Math::sqrt, x -> 0.5 / Math.sqrt(x), true),
                new Elementary("exp", Tensor::exp, Math::exp, Math::exp, false),
                new Elementary("sin", Tensor::sin, Math::sin, Math::cos, false),
                new Elementary("cos", Tensor::cos, Math::cos, x -> -Math.sin(x), false),
                new Elementary("tan", Tensor::tan, Math::tan, x -> 1 / (Math.cos(x) * Math.cos(x)), false),
                new Elementary("tanh", Tensor::tanh, Math::tanh, x -> 1 / (Math.cosh(x) * Math.cosh(x)), false),
                new Elementary(
                        "sigmoid",
                        Tensor::sigmoid,
                        x -> 1 / (1 + Math.exp(-x)),
                        x -> 1 / (2 + Math.exp(x) + Math.exp(-x)),
                        false),
                new Elementary("x^3", x -> x.pow(3), x -> x * x * x, x -> 3 * x * x, false),
                new Elementary(
                        "x^(1/3)",
                        x -> x.pow(1.0 / 3),
                        x -> Math.pow(x, 1.0 / 3),
                        x -> Math.pow(x, 1.0 / 3) / (3 * x),
                        true),
                new Elementary("atan", Tensor::atan, Math::atan, x -> 1 / (1 + x * x), false),
                new Elementary("x^2", Tensor::square, x -> x * x, x -> 2 * x, false),
                new Elementary("|x|", Tensor::abs, Math::abs, Math::signum, false),
                new Elementary(
                        "sin(1e3 x)",
                        x -> x.mul(1e3).sin(),
                        x -> Math.sin(1e3 * x),
                        x -> 1e3 * Math.cos(1e3 * x),
                        false));
    }
}
