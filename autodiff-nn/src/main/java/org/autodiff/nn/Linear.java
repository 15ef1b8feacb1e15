package org.autodiff.nn;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * {@code y = x W + b}: a fully connected layer, {@code (..., in) -> (..., out)}. Parameters {@code weight} of shape
 * {@code (in, out)} - PyTorch holds its transpose - and {@code bias} of shape {@code (out)}, which starts at 0.
 */
public final class Linear extends Layer {
    private final int in;
    private final int out;
    private final Parameter weight;
    private final Parameter bias; // null: none

    private Linear(Builder options, Rng rng) {
        in = options.in;
        out = options.out;
        Fan fan = new Fan(in, out);
        weight = parameter("weight", Shape.of(in, out), fan, options.weights, rng);
        bias = options.bias ? parameter("bias", Shape.of(out), fan, Initializer.zeros(), rng) : null;
    }

    /**
     * A layer with bias, and weights by {@link Initializer#xavierUniform}.
     *
     * @param in the size of the last axis of its argument
     * @param out the size of the last axis of its value
     * @param rng where the weights come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Linear of(int in, int out, Rng rng) {
        return builder(in, out).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in the size of the last axis of its argument
     * @param out the size of the last axis of its value
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int in, int out) {
        return new Builder(in, out);
    }

    /** Options of a {@link Linear}. */
    public static final class Builder {
        private final int in;
        private final int out;
        private boolean bias = true;
        private Initializer weights = Initializer.xavierUniform();

        private Builder(int in, int out) {
            if (in < 1 || out < 1) {
                throw new IllegalArgumentException("linear: sizes must be positive, got " + in + " -> " + out);
            }
            this.in = in;
            this.out = out;
        }

        /** The initialiser of the weight; {@link Initializer#xavierUniform} by default.
         * {@link Initializer#heNormal} suits a relu that follows. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "linear: initializer of the weights is null");
            return this;
        }

        /** Whether there is a bias; true by default. */
        public Builder bias(boolean biased) {
            bias = biased;
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         */
        public Linear build(Rng rng) {
            return new Linear(this, rng);
        }
    }

    /**
     * {@code x W + b}.
     *
     * @param x of shape {@code (..., in)}
     * @return of shape {@code (..., out)}
     * @throws IllegalArgumentException if the last dimension is not {@code in}
     */
    @Override
    protected Tensor forward(Tensor x) {
        requireLastDimension(x, in);
        Tensor y = x.matmul(weight);
        return bias == null ? y : y.add(bias);
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.transposed("weight", "weight").same("bias", "bias");
    }

    @Override
    protected String describe() {
        return "Linear(" + in + " -> " + out + (bias == null ? ", no bias)" : ")");
    }
}
