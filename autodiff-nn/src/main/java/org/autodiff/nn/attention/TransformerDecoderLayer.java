package org.autodiff.nn.attention;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;
import org.autodiff.nn.PyTorchLayout;

/**
 * One layer of a transformer's decoder: self-attention, attention to the encoder's result (the memory), then two linear
 * maps with an activation between them, each part with a residual connection and a layer normalisation, placed as in
 * {@link TransformerEncoderLayer}. Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.1; PyTorch's
 * layer of this name with {@code batch_first}.
 *
 * <p>Children {@code attention}, {@code cross}, {@code linear1}, {@code linear2}, {@code norm1} to {@code norm3};
 * {@code dropout} and {@code dropout1} to {@code dropout3}, if there is any.
 */
public final class TransformerDecoderLayer extends Model {
    private final TransformerParts parts;
    private final MultiHeadAttention attention;
    private final MultiHeadAttention cross;
    private final TransformerParts.ResidualConnection around1;
    private final TransformerParts.ResidualConnection around2;
    private final TransformerParts.ResidualConnection around3;

    TransformerDecoderLayer(TransformerBuilder<?> options, Rng rng) {
        parts = new TransformerParts(options, rng, this::child);
        attention = parts.attention("attention");
        cross = parts.attention("cross");
        around1 = parts.residual(1);
        around2 = parts.residual(2);
        around3 = parts.residual(3);
    }

    /**
     * A layer with the usual options.
     *
     * @param size of the features
     * @param heads of each attention; they divide the size
     * @param rng where the weights come from; the generators of dropout are split off it
     * @throws IllegalArgumentException if the heads do not divide the size
     */
    public static TransformerDecoderLayer of(int size, int heads, Rng rng) {
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

    /** Options of a {@link TransformerDecoderLayer}. */
    public static final class Builder extends TransformerBuilder<Builder> {
        private Builder(int size, int heads) {
            super("transformerDecoderLayer", size, heads);
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from; the generators of dropout are split off it
         */
        public TransformerDecoderLayer build(Rng rng) {
            return new TransformerDecoderLayer(this, rng);
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

    /**
     * Under masks for the two attentions.
     *
     * @param x of shape {@code (n, t, size)}, or {@code (t, size)}
     * @param memory of shape {@code (n, s, size)}, or {@code (s, size)}
     * @param mask for the attention of {@code x} to itself; nothing is causal unless it says so
     * @param memoryMask for the attention of {@code x} to the memory
     * @throws IllegalArgumentException if a shape does not fit
     */
    public Tensor apply(Tensor x, Tensor memory, Mask mask, Mask memoryMask) {
        attention.check(x, x, x, mask);
        cross.check(x, memory, memory, memoryMask); // before a dropout has drawn anything
        Tensor y = around1.apply(x, a -> attention.apply(a, mask));
        Tensor z = around2.apply(y, a -> cross.apply(a, memory, memory, memoryMask));
        return traced(around3.apply(z, parts::feedForward));
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.child("self_attn", "attention")
                .child("multihead_attn", "cross")
                .child("linear1", "linear1")
                .child("linear2", "linear2")
                .child("norm1", "norm1")
                .child("norm2", "norm2")
                .child("norm3", "norm3");
    }

    @Override
    protected String describe() {
        return parts.describe("TransformerDecoderLayer");
    }
}
