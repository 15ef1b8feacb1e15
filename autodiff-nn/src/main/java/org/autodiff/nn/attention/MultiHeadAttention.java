package org.autodiff.nn.attention;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

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
    private final AttentionOptions options;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final Parameter learnedKey; // null: none
    private final Parameter learnedValue;
    private final Dropout dropout; // null: none
    private final RotaryPositions rotary; // null: none

    private MultiHeadAttention(AttentionOptions options, Rng rng) {
        this.options = Objects.requireNonNull(options, "multiHeadAttention: options are null");
        int size = options.size();
        query = child("query", projection(size, rng));
        key = child("key", projection(options.keySize(), rng));
        value = child("value", projection(options.valueSize(), rng));
        out = child("out", projection(size, rng));
        learnedKey = options.learnedKey() ? learned("learnedKey", rng) : null;
        learnedValue = options.learnedKey() ? learned("learnedValue", rng) : null;
        dropout = options.dropout() > 0 ? child("dropout", Dropout.of(options.dropout(), rng.split())) : null;
        rotary = options.rotaryLength() > 0
                ? child("rotary", RotaryPositions.of(size / options.heads(), options.rotaryLength()))
                : null;
    }

    private Linear projection(int in, Rng rng) {
        Initializer weights = options.initializer();
        return options.bias()
                ? Linear.of(in, options.size(), weights, rng)
                : Linear.withoutBias(in, options.size(), weights, rng);
    }

    private Parameter learned(String name, Rng rng) {
        int size = options.size();
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
        return of(new AttentionOptions(size, heads), rng);
    }

    /** Attention with options. Dropout gets a generator split off {@code rng}. */
    public static MultiHeadAttention of(AttentionOptions options, Rng rng) {
        return new MultiHeadAttention(options, rng);
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
     * @param k of shape {@code (n, s, keySize)}, or {@code (s, keySize)}
     * @param v of shape {@code (n, s, valueSize)}, or {@code (s, valueSize)}
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
        requireLastDimension(q, options.size());
        requireSequences("keys", k);
        require(k.shape().dim(-1) == options.keySize(), "keys of last dimension " + options.keySize(), k.shape());
        requireSequences("values", v);
        require(v.shape().dim(-1) == options.valueSize(), "values of last dimension " + options.valueSize(), v.shape());
        Shape batch = q.shape().dropLast(2);
        require(k.shape().dropLast(2).equals(batch), "keys for queries of shape " + q.shape(), k.shape());
        Shape keys = k.shape().dropLast(1);
        require(v.shape().dropLast(1).equals(keys), "values for keys of shape " + k.shape(), v.shape());
        Objects.requireNonNull(mask, () -> label() + ": mask is null");
        int n = q.rank() == 3 ? q.shape().dim(0) : 1;
        Shape scores = Shape.of(n, options.heads(), q.shape().dim(-2), k.shape().dim(-2));
        mask.perHead(label(), n, options.heads()).requireFits(label(), scores);
    }

    private void requireSequences(String what, Tensor x) {
        Objects.requireNonNull(x, () -> label() + ": " + what + " are null");
        require(x.rank() == 2 || x.rank() == 3, what + " (n, length, size) or (length, size)", x.shape());
    }

    private Attended batched(Tensor q, Tensor k, Tensor v, Mask mask) {
        int n = q.shape().dim(0);
        int t = q.shape().dim(1);
        int heads = options.heads();
        int d = options.size() / heads;
        Tensor queries = turned(split(query.apply(q)).permute(0, 2, 1, 3));
        Tensor keys = split(extended(key.apply(k), learnedKey));
        // the keys' transpose straight away, unless their positions are wanted
        Tensor transposed = rotary == null
                ? keys.permute(0, 2, 3, 1)
                : turned(keys.permute(0, 2, 1, 3)).transpose(-1, -2);
        Tensor values = split(extended(value.apply(v), learnedValue)).permute(0, 2, 1, 3);
        int open = (options.learnedKey() ? 1 : 0) + (options.zeroKey() ? 1 : 0);
        Tensor scores = Attention.scores(queries, transposed, Attention.scale(d), mask);
        Tensor weights = mask.perHead(label(), n, heads).weights(label(), scores, open);
        if (dropout != null) {
            weights = dropout.apply(weights);
        }
        Tensor merged =
                Attention.product(weights, values, mask).permute(0, 2, 1, 3).reshape(Shape.of(n, t, options.size()));
        return new Attended(out.apply(merged), weights);
    }

    /** {@code (n, length, size)} as {@code (n, length, heads, d)}. */
    private Tensor split(Tensor x) {
        Shape heads = Shape.of(options.heads(), options.size() / options.heads());
        return x.reshape(x.shape().dropLast(1).concat(heads));
    }

    private Tensor turned(Tensor heads) {
        return rotary == null ? heads : rotary.apply(heads);
    }

    /** The keys or values, followed by the learned one and by that of zeros. */
    private Tensor extended(Tensor x, Parameter learned) {
        Shape one = x.shape().with(1, 1);
        Tensor y = learned == null ? x : Tensor.concat(1, x, learned.broadcastTo(one));
        return options.zeroKey() ? Tensor.concat(1, y, Tensor.zeros(one)) : y;
    }

    @Override
    protected String describe() {
        return "MultiHeadAttention(" + options.size() + ", " + options.heads()
                + (options.heads() == 1 ? " head)" : " heads)");
    }
}
