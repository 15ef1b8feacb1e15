package org.autodiff.nn.block;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;

/**
 * {@code y = body(x) + x}: the body learns only the change to x, and the gradient also flows around it (He, Zhang, Ren
 * and Sun, Deep residual learning for image recognition, CVPR 2016, equation 1). If the body changes the shape, a
 * shortcut changes that of x likewise, {@code y = body(x) + shortcut(x)} (equation 2); an activation may follow the
 * sum.
 *
 * <pre>{@code
 * Residual.of(Sequential.of(norm, Activation.relu(), conv)) // He et al. 2016: nothing but a sum on the way around
 * Residual.of(body, Conv2d.of(16, 32, Window2d.of(1, 1), rng))
 * Residual.withActivation(body, Activation.relu())
 * }</pre>
 *
 * <p>Its parts are called {@code body}, {@code shortcut} and {@code activation}.
 */
public final class Residual extends Layer {
    private final Layer body;
    private final Layer shortcut; // null: the identity
    private final Layer activation; // null: none

    private Residual(Layer body, Layer shortcut, Layer activation) {
        this.body = child("body", Objects.requireNonNull(body, "residual: body is null"));
        this.shortcut = shortcut == null ? null : child("shortcut", shortcut);
        this.activation = activation == null ? null : child("activation", activation);
    }

    /** {@code body(x) + x}. */
    public static Residual of(Layer body) {
        return new Residual(body, null, null);
    }

    /** {@code activation(body(x) + x)}. */
    public static Residual withActivation(Layer body, Layer activation) {
        return new Residual(body, null, Objects.requireNonNull(activation, "residual: activation is null"));
    }

    /** {@code body(x) + shortcut(x)}. */
    public static Residual of(Layer body, Layer shortcut) {
        return new Residual(body, Objects.requireNonNull(shortcut, "residual: shortcut is null"), null);
    }

    /** {@code activation(body(x) + shortcut(x))}. */
    public static Residual withActivation(Layer body, Layer shortcut, Layer activation) {
        return new Residual(
                body,
                Objects.requireNonNull(shortcut, "residual: shortcut is null"),
                Objects.requireNonNull(activation, "residual: activation is null"));
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor change = body.apply(x);
        Tensor around = shortcut == null ? x : shortcut.apply(x);
        require(
                change.shape().equals(around.shape()),
                "a body that gives " + around.shape() + ", the shape of the way around it",
                change.shape());
        Tensor y = change.add(around);
        return activation == null ? y : activation.apply(y);
    }
}
