package org.autodiff.nn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/**
 * A function without parameters as a layer, to stand in a {@link Sequential}. Within an {@code apply} of your own the
 * operation of the tensor does the same: {@code x.relu()}.
 */
public final class Activation extends Layer {
    private final String name;
    private final UnaryOperator<Tensor> function;

    private Activation(String name, UnaryOperator<Tensor> function) {
        this.name = Objects.requireNonNull(name, "activation: name is null");
        this.function = Objects.requireNonNull(function, "activation: function is null");
    }

    /** Any function of a tensor: {@code Activation.of("swish", x -> x.mul(x.sigmoid()))}. */
    public static Activation of(String name, UnaryOperator<Tensor> function) {
        return new Activation(name, function);
    }

    /** {@code max(x, 0)}; see {@link Tensor#relu}. */
    public static Activation relu() {
        return of("relu", Tensor::relu);
    }

    /** The hyperbolic tangent, in [-1, 1]; see {@link Tensor#tanh}. */
    public static Activation tanh() {
        return of("tanh", Tensor::tanh);
    }

    /** The logistic function {@code 1 / (1 + e^-x)}, in [0, 1]; see {@link Tensor#sigmoid}. */
    public static Activation sigmoid() {
        return of("sigmoid", Tensor::sigmoid);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return function.apply(x);
    }

    @Override
    protected String describe() {
        return name;
    }
}
