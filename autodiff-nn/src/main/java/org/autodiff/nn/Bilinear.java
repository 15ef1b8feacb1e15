package org.autodiff.nn;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * {@code y_o = a' W_o b + bias_o}: a bilinear form of two vectors for each output,
 * {@code (..., in1), (..., in2) -> (..., out)}. Parameters, as in PyTorch: {@code weight} of shape
 * {@code (out, in1, in2)}, and {@code bias} of shape {@code (out)}, which starts at 0. For initialisers, each output
 * has {@code in1 in2} inputs: the products.
 */
public final class Bilinear extends Model {
    private final int in1;
    private final int in2;
    private final int out;
    private final Parameter weight;
    private final Parameter bias; // null: none

    private Bilinear(Builder options, Rng rng) {
        in1 = options.in1;
        in2 = options.in2;
        out = options.out;
        Shape forms = Shape.of(out, in1, in2);
        Fan fan = new Fan(forms.sizeOf(1, 3), out);
        weight = parameter("weight", forms, fan, options.weights, rng);
        bias = options.bias ? parameter("bias", NdArray.zeros(Shape.of(out)), fan) : null;
    }

    /**
     * A layer with bias, and weights by {@link Initializer#xavierUniform}.
     *
     * @param in1 the size of the last axis of the first argument
     * @param in2 the size of the last axis of the second argument
     * @param out the size of the last axis of the value
     * @param rng where the weights come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Bilinear of(int in1, int in2, int out, Rng rng) {
        return builder(in1, in2, out).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in1 the size of the last axis of the first argument
     * @param in2 the size of the last axis of the second argument
     * @param out the size of the last axis of the value
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int in1, int in2, int out) {
        return new Builder(in1, in2, out);
    }

    /** Options of a {@link Bilinear}. */
    public static final class Builder {
        private final int in1;
        private final int in2;
        private final int out;
        private boolean bias = true;
        private Initializer weights = Initializer.xavierUniform();

        private Builder(int in1, int in2, int out) {
            if (in1 < 1 || in2 < 1 || out < 1) {
                throw new IllegalArgumentException(
                        "bilinear: sizes must be positive, got " + in1 + ", " + in2 + " -> " + out);
            }
            this.in1 = in1;
            this.in2 = in2;
            this.out = out;
        }

        /** The initialiser of the weight; {@link Initializer#xavierUniform} by default. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "bilinear: initializer of the weights is null");
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
        public Bilinear build(Rng rng) {
            return new Bilinear(this, rng);
        }
    }

    /**
     * The forms of two tensors of vectors.
     *
     * @param a of shape {@code (..., in1)}
     * @param b of shape {@code (..., in2)}, with the same leading axes
     * @return of shape {@code (..., out)}
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor apply(Tensor a, Tensor b) {
        requireLastDimension(a, in1);
        requireLastDimension(b, in2);
        Shape leading = a.shape().dropLast(1);
        Shape second = leading.concat(Shape.of(in2));
        require(b.shape().equals(second), "a second argument of shape " + second, b.shape());
        Tensor y = a.bilinear(b, weight);
        return traced(bias == null ? y : y.add(bias));
    }

    @Override
    protected String describe() {
        return "Bilinear(" + in1 + ", " + in2 + " -> " + out + (bias == null ? ", no bias)" : ")");
    }
}
