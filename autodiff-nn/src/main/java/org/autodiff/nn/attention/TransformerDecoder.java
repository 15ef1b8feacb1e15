package org.autodiff.nn.attention;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.norm.LayerNorm;

/**
 * The layers of a transformer's decoder in a row, all with the same memory, and a final layer normalisation if the
 * layers normalise first. Children {@code 0}, {@code 1}, ... and {@code norm}.
 */
public final class TransformerDecoder extends Model {
    private final List<TransformerDecoderLayer> layers;
    private final LayerNorm norm; // null: none

    private TransformerDecoder(Builder options, Rng rng) {
        layers = IntStream.range(0, options.numLayers)
                .mapToObj(i -> child(Integer.toString(i), new TransformerDecoderLayer(options, rng)))
                .toList();
        norm = options.hasFinalNorm() ? child("norm", options.norm()) : null;
    }

    /**
     * A decoder with the usual options.
     *
     * @param size of the features
     * @param heads of each attention; they divide the size
     * @param numLayers the number of layers; each has its own first weights
     * @param rng where the weights come from; the generators of dropout are split off it
     * @throws IllegalArgumentException if the heads do not divide the size, or the number of layers is not positive
     */
    public static TransformerDecoder of(int size, int heads, int numLayers, Rng rng) {
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

    /** Options of a {@link TransformerDecoder}. */
    public static final class Builder extends TransformerBuilder<Builder> {
        private final int numLayers;
        private Boolean finalNorm; // null: where the layers normalise first

        private Builder(int size, int heads, int numLayers) {
            super("transformerDecoder", size, heads);
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
         * The decoder.
         *
         * @param rng where the weights come from; the generators of dropout are split off it
         */
        public TransformerDecoder build(Rng rng) {
            return new TransformerDecoder(this, rng);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    /** Under a causal mask, with the whole memory. */
    public Tensor apply(Tensor x, Tensor memory) {
        return apply(x, memory, Mask.causal(), Mask.none());
    }

    /** Under masks for the two attentions of every layer: see {@link TransformerDecoderLayer}. */
    public Tensor apply(Tensor x, Tensor memory, Mask mask, Mask memoryMask) {
        Tensor y = x;
        for (TransformerDecoderLayer layer : layers) {
            y = layer.apply(y, memory, mask, memoryMask);
        }
        return traced(norm == null ? y : norm.apply(y));
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        for (int i = 0; i < layers.size(); i++) {
            layout.child("layers." + i, Integer.toString(i));
        }
        layout.child("norm", "norm");
    }
}
