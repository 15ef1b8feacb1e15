package org.autodiff.nn;

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

    private Linear(int in, int out, Initializer weights, Rng rng, boolean biased) {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("linear: sizes must be positive, got " + in + " -> " + out);
        }
        this.in = in;
        this.out = out;
        Fan fan = new Fan(in, out);
        weight = parameter("weight", Shape.of(in, out), fan, weights, rng);
        bias = biased ? parameter("bias", Shape.of(out), fan, Initializer.zeros(), rng) : null;
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
        return of(in, out, Initializer.xavierUniform(), rng);
    }

    /** A layer with bias, and weights by an initialiser; for example {@link Initializer#heNormal} before a relu. */
    public static Linear of(int in, int out, Initializer weights, Rng rng) {
        return new Linear(in, out, weights, rng, true);
    }

    /** A layer {@code y = x W}. */
    public static Linear withoutBias(int in, int out, Initializer weights, Rng rng) {
        return new Linear(in, out, weights, rng, false);
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
    protected String describe() {
        return "Linear(" + in + " -> " + out + (bias == null ? ", no bias)" : ")");
    }
}
