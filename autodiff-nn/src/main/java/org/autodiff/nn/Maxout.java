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
 * {@code y = max over k of (x W_k + b_k)}, {@code (..., in) -> (..., out)}: each output is the largest of a number of
 * linear pieces (Goodfellow et al., Maxout networks, ICML 2013), so it is a learned convex function. Parameters
 * {@code weight} of shape {@code (in, out pieces)} and {@code bias} of shape {@code (out pieces)}, which starts at 0;
 * the pieces of an output are adjacent. Equal pieces share the gradient.
 */
public final class Maxout extends Layer {
    private final int in;
    private final int out;
    private final int pieces;
    private final Parameter weight;
    private final Parameter bias;

    private Maxout(Builder options, Rng rng) {
        in = options.in;
        out = options.out;
        pieces = options.pieces;
        Fan fan = new Fan(in, out);
        Shape all = Shape.of(Shape.of(out, pieces).size());
        weight = parameter("weight", Shape.of(in).concat(all), fan, options.weights, rng);
        bias = parameter("bias", NdArray.zeros(all), fan);
    }

    /**
     * A layer with weights by {@link Initializer#xavierUniform}.
     *
     * @param in the size of the last axis of its argument
     * @param out the size of the last axis of its value
     * @param pieces of each output
     * @param rng where the weights come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Maxout of(int in, int out, int pieces, Rng rng) {
        return builder(in, out, pieces).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in the size of the last axis of its argument
     * @param out the size of the last axis of its value
     * @param pieces of each output
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int in, int out, int pieces) {
        return new Builder(in, out, pieces);
    }

    /** Options of a {@link Maxout}. */
    public static final class Builder {
        private final int in;
        private final int out;
        private final int pieces;
        private Initializer weights = Initializer.xavierUniform();

        private Builder(int in, int out, int pieces) {
            if (in < 1 || out < 1 || pieces < 1) {
                throw new IllegalArgumentException(
                        "maxout: sizes must be positive, got " + in + " -> " + out + " of " + pieces + " pieces");
            }
            this.in = in;
            this.out = out;
            this.pieces = pieces;
        }

        /** The initialiser of the weight; {@link Initializer#xavierUniform} by default. It is
         * given the fan of one piece. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "maxout: initializer of the weights is null");
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         */
        public Maxout build(Rng rng) {
            return new Maxout(this, rng);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireLastDimension(x, in);
        return x.matmul(weight).add(bias).maxout(-1, pieces);
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.none("maxout layer");
    }

    @Override
    protected String describe() {
        return "Maxout(" + in + " -> " + out + ", " + pieces + " pieces)";
    }
}
