package org.autodiff.nn.attention;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;
import org.autodiff.nn.norm.LayerNorm;

/**
 * The layers of a transformer's decoder in a row, all with the same memory, and a final layer normalisation if the
 * layers normalise first. Children {@code 0}, {@code 1}, ... and {@code norm}.
 */
public final class TransformerDecoder extends Model {
    private final List<TransformerDecoderLayer> layers;
    private final LayerNorm norm; // null: none

    private TransformerDecoder(int depth, TransformerOptions options, boolean finalNorm, Rng rng) {
        if (depth < 1) {
            throw new IllegalArgumentException("transformerDecoder: depth must be positive, got " + depth);
        }
        layers = IntStream.range(0, depth)
                .mapToObj(i -> child(Integer.toString(i), TransformerDecoderLayer.of(options, rng)))
                .toList();
        norm = finalNorm ? child("norm", options.norm()) : null;
    }

    /**
     * A decoder, with a final norm if {@link TransformerOptions#preNorm}.
     *
     * @param depth the number of layers; each has its own first weights
     * @throws IllegalArgumentException if the depth is not positive
     */
    public static TransformerDecoder of(int depth, TransformerOptions options, Rng rng) {
        return of(depth, options, options.preNorm(), rng);
    }

    /** A decoder, with or without a final norm. */
    public static TransformerDecoder of(int depth, TransformerOptions options, boolean finalNorm, Rng rng) {
        return new TransformerDecoder(depth, options, finalNorm, rng);
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
}
