package org.autodiff.nn.attention;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.norm.LayerNorm;

/**
 * The layers of a transformer's encoder in a row, and a final layer normalisation if the layers normalise first, since
 * nothing else would normalise the result then. {@code (n, t, size) -> (n, t, size)}, or without n. Children {@code 0},
 * {@code 1}, ... and {@code norm}.
 */
public final class TransformerEncoder extends Layer {
    private final List<TransformerEncoderLayer> layers;
    private final LayerNorm norm; // null: none

    private TransformerEncoder(Builder options, Rng rng) {
        layers = IntStream.range(0, options.numLayers)
                .mapToObj(i -> child(Integer.toString(i), new TransformerEncoderLayer(options, rng)))
                .toList();
        norm = options.hasFinalNorm() ? child("norm", options.norm()) : null;
    }

    /**
     * An encoder with the usual options.
     *
     * @param size of the features
     * @param heads of each attention; they divide the size
     * @param numLayers the number of layers; each has its own first weights
     * @param rng where the weights come from; the generators of dropout are split off it
     * @throws IllegalArgumentException if the heads do not divide the size, or the number of layers is not positive
     */
    public static TransformerEncoder of(int size, int heads, int numLayers, Rng rng) {
        return builder(size, heads, numLayers).build(rng);
    }

    /**
     * For all other options.
     *
     * @param size of the features
     * @param heads of each attention; they divide the size
     * @param numLayers the number of layers; each has its own first weights
     * @throws IllegalArgumentException if the heads do not divide the size, or the number of layers is not positive
     */
    public static Builder builder(int size, int heads, int numLayers) {
        return new Builder(size, heads, numLayers);
    }

    /** Options of an {@link TransformerEncoder}. */
    public static final class Builder extends TransformerBuilder<Builder> {
        private final int numLayers;
        private Boolean finalNorm; // null: where the layers normalise first

        private Builder(int size, int heads, int numLayers) {
            super("transformerEncoder", size, heads);
            Check.atLeast(name + ": numLayers", numLayers, 1);
            this.numLayers = numLayers;
        }

        /** Whether a layer normalisation follows the last layer; by default where the layers normalise first. */
        public Builder finalNorm(boolean normalised) {
            finalNorm = normalised;
            return this;
        }

        private boolean hasFinalNorm() {
            return finalNorm == null ? normFirst : finalNorm;
        }

        /**
         * The encoder.
         *
         * @param rng where the weights come from; the generators of dropout are split off it
         */
        public TransformerEncoder build(Rng rng) {
            return new TransformerEncoder(this, rng);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    /** Without a mask. */
    @Override
    protected Tensor forward(Tensor x) {
        return run(x, Mask.none());
    }

    /**
     * Under a mask for the attention of every layer.
     *
     * @param x of shape {@code (n, t, size)}, or {@code (t, size)}
     * @throws IllegalArgumentException if the shape of {@code x} or of the mask does not fit
     */
    public Tensor apply(Tensor x, Mask mask) {
        return traced(run(x, mask));
    }

    private Tensor run(Tensor x, Mask mask) {
        Tensor y = x;
        for (TransformerEncoderLayer layer : layers) {
            y = layer.apply(y, mask);
        }
        return norm == null ? y : norm.apply(y);
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        for (int i = 0; i < layers.size(); i++) {
            layout.child("layers." + i, Integer.toString(i));
        }
        layout.child("norm", "norm");
    }
}
