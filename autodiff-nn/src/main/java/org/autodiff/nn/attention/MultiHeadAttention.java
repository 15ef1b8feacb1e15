package org.autodiff.nn.attention;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;

/**
 * Multi-head attention: queries, keys and values are each projected, split into heads of {@code d = size / heads}
 * features, every head computes {@code softmax(q k' / sqrt(d)) v} on its own, and their results, concatenated, are
 * projected once more. Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.2; PyTorch's
 * {@code MultiheadAttention} with {@code batch_first}.
 *
 * <p>As a layer, {@code apply(x)}, it is self-attention without a mask; {@link #apply(Tensor, Tensor, Tensor, Mask)} is
 * the general form. Sequences are {@code (n, length, size)}, or {@code (length, size)} without a batch.
 *
 * <p>Children {@code query}, {@code key}, {@code value} and {@code out}, each a {@link Linear}; {@code dropout} and
 * {@code rotary}, if asked for. Parameters {@code learnedKey} and {@code learnedValue} of shape {@code (size)}, if
 * asked for, which start by {@link Initializer#xavierNormal}.
 */
public final class MultiHeadAttention extends Layer {
    private final int size;
    private final int heads;
    private final int kdim;
    private final int vdim;
    private final boolean addZeroAttn;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final Parameter learnedKey; // null: none
    private final Parameter learnedValue;
    private final Dropout dropout; // null: none
    private final RotaryPositions rotary; // null: none

    private MultiHeadAttention(Builder options, Rng rng) {
        size = options.size;
        heads = options.heads;
        kdim = options.kdim;
        vdim = options.vdim;
        addZeroAttn = options.addZeroAttn;
        query = child("query", options.projection(size, rng));
        key = child("key", options.projection(kdim, rng));
        value = child("value", options.projection(vdim, rng));
        out = child("out", options.projection(size, rng));
        learnedKey = options.addBiasKv ? learned("learnedKey", rng) : null;
        learnedValue = options.addBiasKv ? learned("learnedValue", rng) : null;
        dropout = options.dropout > 0 ? child("dropout", Dropout.of(options.dropout, rng.split())) : null;
        rotary = options.rotaryLength > 0
                ? child("rotary", RotaryPositions.of(size / heads, options.rotaryLength))
                : null;
    }

    private Parameter learned(String name, Rng rng) {
        return parameter(name, Shape.of(size), new Fan(size, size), Initializer.xavierNormal(), rng);
    }

    /**
     * Attention with the usual options.
     *
     * @param size of queries, keys, values and the result
     * @param heads into which the size is split
     * @param rng where the weights come from
     * @throws IllegalArgumentException if the heads do not divide the size
     */
    public static MultiHeadAttention of(int size, int heads, Rng rng) {
        return builder(size, heads).build(rng);
    }

    /**
     * For all other options.
     *
     * @param size of queries, and of the result
     * @param heads into which the size is split
     * @throws IllegalArgumentException if the heads do not divide the size
     */
    public static Builder builder(int size, int heads) {
        return new Builder(size, heads);
    }

    static void requireHeads(String layer, int size, int heads) {
        if (size < 1 || heads < 1 || size % heads != 0) {
            throw new IllegalArgumentException(
                    layer + ": heads must divide the size, got " + heads + " heads and size " + size);
        }
    }

    static void requireRotary(String layer, int headSize, int length) {
        Check.atLeast(layer + ": rotaryLength", length, 1);
        if (headSize % 2 != 0) {
            throw new IllegalArgumentException(
                    layer + ": rotary positions need heads of an even size, got " + headSize);
        }
    }

    /**
     * Options of a {@link MultiHeadAttention}, under PyTorch's names. By default keys and values have the size of the
     * queries, and there are biases, but no dropout nor anything else.
     */
    public static final class Builder {
        private final int size;
        private final int heads;
        private int kdim;
        private int vdim;
        private boolean bias = true;
        private double dropout;
        private boolean addBiasKv;
        private boolean addZeroAttn;
        private int rotaryLength;
        private Initializer weights = Initializer.xavierUniform();

        private Builder(int size, int heads) {
            requireHeads("multiHeadAttention", size, heads);
            this.size = size;
            this.heads = heads;
            kdim = size;
            vdim = size;
        }

        /**
         * The size of keys; that of queries by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder kdim(int size) {
            Check.atLeast("multiHeadAttention: kdim", size, 1);
            kdim = size;
            return this;
        }

        /**
         * The size of values; that of queries by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder vdim(int size) {
            Check.atLeast("multiHeadAttention: vdim", size, 1);
            vdim = size;
            return this;
        }

        /** Whether the four projections have a bias; true by default. */
        public Builder bias(boolean biased) {
            bias = biased;
            return this;
        }

        /**
         * The probability by which each weight of attention is dropped in training; 0 by default.
         *
         * @throws IllegalArgumentException if it is not in [0, 1]
         */
        public Builder dropout(double probability) {
            Check.probability("multiHeadAttention: dropout", probability);
            dropout = probability;
            return this;
        }

        /** Whether a learned key and value are appended to those of each sequence; false by default. */
        public Builder addBiasKv(boolean added) {
            addBiasKv = added;
            return this;
        }

        /**
         * Whether a key and a value of zeros are appended last, so that a head can attend to nothing; false by default.
         */
        public Builder addZeroAttn(boolean added) {
            addZeroAttn = added;
            return this;
        }

        /**
         * The length up to which {@link RotaryPositions} are applied to queries and keys; none by default. Not an
         * option of PyTorch.
         *
         * @throws IllegalArgumentException if it is not positive, or the heads have an odd size
         */
        public Builder rotaryLength(int length) {
            requireRotary("multiHeadAttention", size / heads, length);
            rotaryLength = length;
            return this;
        }

        /** The initialiser of the projections; {@link Initializer#xavierUniform} by default. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "multiHeadAttention: initializer of the weights is null");
            return this;
        }

        private Linear projection(int in, Rng rng) {
            return Linear.builder(in, size).bias(bias).weights(weights).build(rng);
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from; the generator of dropout is split off it
         */
        public MultiHeadAttention build(Rng rng) {
            return new MultiHeadAttention(this, rng);
        }
    }

    /**
     * The value of attention, and its weights.
     *
     * @param value of shape {@code (n, t, size)}, or {@code (t, size)}
     * @param weights of each head, after dropout: {@code (n, heads, t, s)}, or {@code (heads, t, s)}, where s includes
     *     a learned key and a key of zeros
     */
    public record Attended(Tensor value, Tensor weights) {
        /** The mean of the weights over the heads, which is what PyTorch returns unless told otherwise. */
        public Tensor meanWeights() {
            return weights.mean(-3);
        }
    }

    /** Self-attention without a mask. */
    @Override
    protected Tensor forward(Tensor x) {
        return run(x, x, x, Mask.none()).value;
    }

    /** Self-attention under a mask: {@code apply(x, x, x, mask)}. */
    public Tensor apply(Tensor x, Mask mask) {
        return apply(x, x, x, mask);
    }

    /** Attention of queries to keys and values, without a mask. */
    public Tensor apply(Tensor q, Tensor k, Tensor v) {
        return apply(q, k, v, Mask.none());
    }

    /**
     * Attention of queries to keys and values, under a mask.
     *
     * @param q of shape {@code (n, t, size)}, or {@code (t, size)}
     * @param k of shape {@code (n, s, kdim)}, or {@code (s, kdim)}
     * @param v of shape {@code (n, s, vdim)}, or {@code (s, vdim)}
     * @param mask its tensors have the shape {@code (t, s)}, {@code (n, heads, t, s)} or one that broadcasts to it, or
     *     as in PyTorch {@code (n * heads, t, s)}; padding is of shape {@code (n, s)}, or {@code (s)}
     * @return of shape {@code (n, t, size)}, or {@code (t, size)}
     * @throws IllegalArgumentException if a shape does not fit
     */
    public Tensor apply(Tensor q, Tensor k, Tensor v, Mask mask) {
        return attend(q, k, v, mask).value;
    }

    /** As {@link #apply(Tensor, Tensor, Tensor, Mask)}, with the weights. */
    public Attended attend(Tensor q, Tensor k, Tensor v, Mask mask) {
        Attended found = run(q, k, v, mask);
        traced(found.value);
        return found;
    }

    private Attended run(Tensor q, Tensor k, Tensor v, Mask mask) {
        check(q, k, v, mask);
        if (q.rank() == 3) {
            return batched(q, k, v, mask);
        }
        Attended one = batched(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), mask);
        return new Attended(one.value.squeeze(0), one.weights.squeeze(0));
    }

    /** Checks all shapes before anything is computed. */
    void check(Tensor q, Tensor k, Tensor v, Mask mask) {
        requireSequences("queries", q);
        requireLastDimension(q, size);
        requireSequences("keys", k);
        require(k.shape().dim(-1) == kdim, "keys of last dimension " + kdim, k.shape());
        requireSequences("values", v);
        require(v.shape().dim(-1) == vdim, "values of last dimension " + vdim, v.shape());
        Shape batch = q.shape().dropLast(2);
        require(k.shape().dropLast(2).equals(batch), "keys for queries of shape " + q.shape(), k.shape());
        Shape keys = k.shape().dropLast(1);
        require(v.shape().dropLast(1).equals(keys), "values for keys of shape " + k.shape(), v.shape());
        Objects.requireNonNull(mask, () -> label() + ": mask is null");
        int n = q.rank() == 3 ? q.shape().dim(0) : 1;
        Shape scores = Shape.of(n, heads, q.shape().dim(-2), k.shape().dim(-2));
        mask.perHead(label(), n, heads).requireFits(label(), scores);
    }

    private void requireSequences(String what, Tensor x) {
        Objects.requireNonNull(x, () -> label() + ": " + what + " are null");
        require(x.rank() == 2 || x.rank() == 3, what + " (n, length, size) or (length, size)", x.shape());
    }

    private Attended batched(Tensor q, Tensor k, Tensor v, Mask mask) {
        int n = q.shape().dim(0);
        int t = q.shape().dim(1);
        int d = size / heads;
        Tensor queries = turned(split(query.apply(q)).permute(0, 2, 1, 3));
        Tensor keys = split(extended(key.apply(k), learnedKey));
        // the keys' transpose straight away, unless their positions are wanted
        Tensor transposed = rotary == null
                ? keys.permute(0, 2, 3, 1)
                : turned(keys.permute(0, 2, 1, 3)).transpose(-1, -2);
        Tensor values = split(extended(value.apply(v), learnedValue)).permute(0, 2, 1, 3);
        int open = (learnedKey != null ? 1 : 0) + (addZeroAttn ? 1 : 0);
        Tensor scores = Attention.scores(queries, transposed, Attention.scale(d), mask);
        Tensor weights = mask.perHead(label(), n, heads).weights(label(), scores, open);
        if (dropout != null) {
            weights = dropout.apply(weights);
        }
        Tensor merged =
                Attention.product(weights, values, mask).permute(0, 2, 1, 3).reshape(Shape.of(n, t, size));
        return new Attended(out.apply(merged), weights);
    }

    /** {@code (n, length, size)} as {@code (n, length, heads, d)}. */
    private Tensor split(Tensor x) {
        return x.reshape(x.shape().dropLast(1).concat(Shape.of(heads, size / heads)));
    }

    private Tensor turned(Tensor heads) {
        return rotary == null ? heads : rotary.apply(heads);
    }

    /** The keys or values, followed by the learned one and by that of zeros. */
    private Tensor extended(Tensor x, Parameter learned) {
        Shape one = x.shape().with(1, 1);
        Tensor y = learned == null ? x : Tensor.concat(1, x, learned.broadcastTo(one));
        return addZeroAttn ? Tensor.concat(1, y, Tensor.zeros(one)) : y;
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        if (kdim == size && vdim == size) {
            layout.stacked("in_proj_weight", "query.weight", "key.weight", "value.weight");
        } else {
            layout.transposed("q_proj_weight", "query.weight")
                    .transposed("k_proj_weight", "key.weight")
                    .transposed("v_proj_weight", "value.weight");
        }
        Shape one = Shape.of(1, 1, size);
        layout.stacked("in_proj_bias", "query.bias", "key.bias", "value.bias")
                .child("out_proj", "out")
                .reshaped("bias_k", "learnedKey", one)
                .reshaped("bias_v", "learnedValue", one);
    }

    @Override
    protected String describe() {
        return "MultiHeadAttention(" + size + ", " + heads + (heads == 1 ? " head)" : " heads)");
    }
}
