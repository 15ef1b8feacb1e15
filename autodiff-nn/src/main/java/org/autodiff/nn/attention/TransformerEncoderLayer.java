package org.autodiff.nn.attention;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;
import org.autodiff.nn.PyTorchLayout;

/**
 * One layer of a transformer's encoder: self-attention, then two linear maps with an activation between them, each part
 * with a residual connection and a layer normalisation:
 *
 * <pre>{@code
 * y = norm1(x + attention(x))                             or  y = x + attention(norm1(x))        with normFirst
 * z = norm2(y + linear2(activation(linear1(y))))              z = y + linear2(activation(linear1(norm2(y))))
 * }</pre>
 *
 * <p>Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.1; with the norm first Xiong et al., On layer
 * normalization in the transformer architecture, ICML 2020. PyTorch's layer of this name with {@code batch_first}, and
 * dropout in the same places: after the attention, after the activation, after {@code linear2}, and of the weights of
 * the attention. {@code (n, t, size) -> (n, t, size)}, or without n.
 *
 * <p>Children {@code attention}, {@code linear1}, {@code linear2}, {@code norm1}, {@code norm2}; {@code dropout},
 * {@code dropout1} and {@code dropout2}, if there is any.
 */
public final class TransformerEncoderLayer extends Layer {
    private final TransformerParts parts;
    private final MultiHeadAttention attention;
    private final TransformerParts.ResidualConnection around1;
    private final TransformerParts.ResidualConnection around2;

    TransformerEncoderLayer(TransformerBuilder<?> options, Rng rng) {
        parts = new TransformerParts(options, rng, this::child);
        attention = parts.attention("attention");
        around1 = parts.residual(1);
        around2 = parts.residual(2);
    }

    /**
     * A layer with the usual options.
     *
     * @param size of the features
     * @param heads of each attention; they divide the size
     * @param rng where the weights come from; the generators of dropout are split off it
     * @throws IllegalArgumentException if the heads do not divide the size
     */
    public static TransformerEncoderLayer of(int size, int heads, Rng rng) {
        return builder(size, heads).build(rng);
    }

    /**
     * For all other options.
     *
     * @param size of the features
     * @param heads of each attention; they divide the size
     * @throws IllegalArgumentException if the heads do not divide the size
     */
    public static Builder builder(int size, int heads) {
        return new Builder(size, heads);
    }

    /** Options of a {@link TransformerEncoderLayer}. */
    public static final class Builder extends TransformerBuilder<Builder> {
        private Builder(int size, int heads) {
            super("transformerEncoderLayer", size, heads);
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from; the generators of dropout are split off it
         */
        public TransformerEncoderLayer build(Rng rng) {
            return new TransformerEncoderLayer(this, rng);
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
     * Under a mask for the attention.
     *
     * @param x of shape {@code (n, t, size)}, or {@code (t, size)}
     * @throws IllegalArgumentException if the shape of {@code x} or of the mask does not fit
     */
    public Tensor apply(Tensor x, Mask mask) {
        return traced(run(x, mask));
    }

    private Tensor run(Tensor x, Mask mask) {
        Tensor y = around1.apply(x, a -> attention.apply(a, mask));
        return around2.apply(y, parts::feedForward);
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.child("self_attn", "attention")
                .child("linear1", "linear1")
                .child("linear2", "linear2")
                .child("norm1", "norm1")
                .child("norm2", "norm2");
    }

    @Override
    protected String describe() {
        return parts.describe("TransformerEncoderLayer");
    }
}
