package org.autodiff.nn.attention;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;
import org.autodiff.nn.norm.LayerNorm;

/**
 * The layers of a transformer's encoder in a row, and a final layer normalisation if the layers normalise first, since
 * nothing else would normalise the result then. {@code (n, t, size) -> (n, t, size)}, or without n. Children {@code 0},
 * {@code 1}, ... and {@code norm}.
 */
public final class TransformerEncoder extends Layer {
    private final List<TransformerEncoderLayer> layers;
    private final LayerNorm norm; // null: none

    private TransformerEncoder(int depth, TransformerOptions options, boolean finalNorm, Rng rng) {
        if (depth < 1) {
            throw new IllegalArgumentException("transformerEncoder: depth must be positive, got " + depth);
        }
        layers = IntStream.range(0, depth)
                .mapToObj(i -> child(Integer.toString(i), TransformerEncoderLayer.of(options, rng)))
                .toList();
        norm = finalNorm ? child("norm", options.norm()) : null;
    }

    /**
     * An encoder, with a final norm if {@link TransformerOptions#preNorm}.
     *
     * @param depth the number of layers; each has its own first weights
     * @throws IllegalArgumentException if the depth is not positive
     */
    public static TransformerEncoder of(int depth, TransformerOptions options, Rng rng) {
        return of(depth, options, options.preNorm(), rng);
    }

    /** An encoder, with or without a final norm. */
    public static TransformerEncoder of(int depth, TransformerOptions options, boolean finalNorm, Rng rng) {
        return new TransformerEncoder(depth, options, finalNorm, rng);
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
}
