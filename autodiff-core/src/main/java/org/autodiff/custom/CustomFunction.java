package org.autodiff.custom;

import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.internal.custom.ArrayRule;
import org.autodiff.internal.custom.Rule;
import org.autodiff.internal.custom.TensorRule;

/**
 * A function of tensors with a derivative that the program gives; made by {@code Autodiff.custom}, where it is
 * described. It is used like any other function of tensors: within others, under every transform, on any thread.
 *
 * <pre>{@code
 * CustomFunction price = Autodiff.custom(market::price, market::greeks).named("price");
 * Tensor loss = price.apply(parameters).sub(quoted).square();
 * }</pre>
 */
public final class CustomFunction implements TensorFunction, UnaryOperator<Tensor> {
    private static final String UNNAMED = "custom";

    private final Rule rule;

    private CustomFunction(Rule rule) {
        this.rule = rule;
    }

    /** A function from plain numbers to one number; see {@code Autodiff.custom}. */
    public static CustomFunction of(ToDoubleFunction<double[]> f, UnaryOperator<double[]> gradient) {
        Objects.requireNonNull(f, "custom: the function is null");
        Objects.requireNonNull(gradient, "custom: the gradient is null");
        return new CustomFunction(new ArrayRule.Scalar(UNNAMED, f, gradient));
    }

    /**
     * A function from plain numbers to several; see {@code Autodiff.custom}.
     *
     * @param jvp may be null
     * @throws IllegalArgumentException if the number of results is negative
     */
    public static CustomFunction of(
            int results, UnaryOperator<double[]> f, BinaryOperator<double[]> vjp, BinaryOperator<double[]> jvp) {
        Objects.requireNonNull(f, "custom: the function is null");
        Objects.requireNonNull(vjp, "custom: the vjp is null");
        if (results < 0) {
            throw new IllegalArgumentException("custom: the number of results must not be negative, got " + results);
        }
        return new CustomFunction(new ArrayRule.Vector(UNNAMED, results, f, vjp, jvp));
    }

    /**
     * A function of tensors; see {@code Autodiff.custom}.
     *
     * @param jvp may be null
     */
    public static CustomFunction of(TensorFunction f, CustomVjp vjp, CustomJvp jvp) {
        Objects.requireNonNull(f, "custom: the function is null");
        Objects.requireNonNull(vjp, "custom: the vjp is null");
        return new CustomFunction(new TensorRule(UNNAMED, f::apply, vjp::apply, jvp == null ? null : jvp::apply));
    }

    /** The same function under a name, by which messages and printed tapes call it. */
    public CustomFunction named(String name) {
        return new CustomFunction(rule.named(Objects.requireNonNull(name, "custom: the name is null")));
    }

    /** The value for one argument. */
    @Override
    public Tensor apply(Tensor x) {
        return apply(new Tensor[] {x});
    }

    /**
     * The value for some arguments.
     *
     * @throws IllegalArgumentException if a function of plain numbers gets more or less than one argument; or if a
     *     function of tensors reads one beside its arguments that is being differentiated
     */
    @Override
    public Tensor apply(Tensor... xs) {
        Objects.requireNonNull(xs, () -> rule.name() + ": the arguments are null");
        for (int i = 0; i < xs.length; i++) {
            if (xs[i] == null) {
                throw new NullPointerException(rule.name() + ": argument " + i + " is null");
            }
        }
        return rule.on(xs);
    }

    @Override
    public String toString() {
        return rule.name();
    }
}
