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
 * Residual.builder(body).shortcut(Conv2d.of(16, 32, 1, rng)).build()
 * Residual.builder(body).activation(Activation.relu()).build()
 * }</pre>
 *
 * <p>Its parts are called {@code body}, {@code shortcut} and {@code activation}.
 */
public final class Residual extends Layer {
    private final Layer body;
    private final Layer shortcut; // null: the identity
    private final Layer activation; // null: none

    private Residual(Builder options) {
        body = child("body", options.body);
        shortcut = options.shortcut == null ? null : child("shortcut", options.shortcut);
        activation = options.activation == null ? null : child("activation", options.activation);
    }

    /** {@code body(x) + x}. */
    public static Residual of(Layer body) {
        return builder(body).build();
    }

    /** For another way around the body, and an activation after the sum. */
    public static Builder builder(Layer body) {
        return new Builder(body);
    }

    /** Options of a {@link Residual}. */
    public static final class Builder {
        private final Layer body;
        private Layer shortcut; // null: the identity
        private Layer activation; // null: none

        private Builder(Layer body) {
            this.body = Objects.requireNonNull(body, "residual: body is null");
        }

        /** The way around the body, {@code body(x) + shortcut(x)}; x itself by default. */
        public Builder shortcut(Layer around) {
            shortcut = Objects.requireNonNull(around, "residual: shortcut is null");
            return this;
        }

        /** What is applied to the sum; nothing by default. */
        public Builder activation(Layer function) {
            activation = Objects.requireNonNull(function, "residual: activation is null");
            return this;
        }

        /** The layer. A layer can have one parent only, so a builder makes one. */
        public Residual build() {
            return new Residual(this);
        }
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
