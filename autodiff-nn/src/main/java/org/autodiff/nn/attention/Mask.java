package org.autodiff.nn.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Which keys a query may attend to. PyTorch's boolean masks mean opposite things in different places; here the name of
 * the factory method says which is meant: {@link #allow} as {@code scaled_dot_product_attention} has it,
 * {@link #forbid} and {@link #padding} as {@code MultiheadAttention} has it. Masks combine:
 * {@code Mask.causal().and(Mask.padding(padded))}.
 *
 * <p>The tensors broadcast to the shape of the scores, {@code (..., t, s)} for t queries and s keys. In a mask that
 * allows or forbids, any number but 0 counts as 1.
 *
 * <p>A query that may attend to nothing has weights 0, and so the value 0, and no gradient flows through it. The same
 * is so in PyTorch's {@code scaled_dot_product_attention}, while its {@code MultiheadAttention} gives NaN if it is to
 * return the weights.
 *
 * <p>Keys and values that a query may not attend to have no influence on its value, even if they are infinite or NaN
 * (in PyTorch 0 times NaN is NaN), nor on the gradients of queries, keys and values. But gradients further back, such
 * as those of the projections of a {@link MultiHeadAttention}, are sums over all tokens, where 0 times NaN is NaN: so
 * padding tokens must be finite in training.
 */
public final class Mask {
    private enum Kind {
        FORBID,
        PADDING,
        ADD,
        CAUSAL,
        CAUSAL_FROM_END
    }

    /** One condition. A causal one has no values, as its size is not known yet. */
    private record Part(Kind kind, Tensor values) {
        boolean isCausal() {
            return values == null;
        }

        /** Whether all queries may attend to the first key. */
        boolean leavesTheFirstKey(Shape scores) {
            return kind == Kind.CAUSAL || (kind == Kind.CAUSAL_FROM_END && scores.dim(-2) <= scores.dim(-1));
        }
    }

    private static final Mask NONE = new Mask(List.of());

    private final List<Part> parts;

    private Mask(List<Part> parts) {
        this.parts = parts;
    }

    private static Mask of(Kind kind, Tensor values) {
        return new Mask(List.of(new Part(kind, Objects.requireNonNull(values, "mask: values are null"))));
    }

    /** Every query may attend to every key. */
    public static Mask none() {
        return NONE;
    }

    /**
     * Query i may attend to the keys j {@code <=} i, so that it does not see the future. Queries and keys are counted
     * from the first: of 5 keys, 2 queries see
     *
     * <pre>{@code
     * x . . . .
     * x x . . .
     * }</pre>
     *
     * <p>Where the queries are the last of a longer sequence, see {@link #causalFromEnd}.
     */
    public static Mask causal() {
        return new Mask(List.of(new Part(Kind.CAUSAL, null)));
    }

    /**
     * The same with queries and keys counted from the last: of t queries and s keys, query i may attend to the keys j
     * {@code <= i + s - t}. For queries that follow earlier keys, as in generation with cached keys; of 5 keys, 2
     * queries see
     *
     * <pre>{@code
     * x x x x .
     * x x x x x
     * }</pre>
     *
     * <p>With as many queries as keys it is {@link #causal}; with more, the first queries see nothing.
     */
    public static Mask causalFromEnd() {
        return new Mask(List.of(new Part(Kind.CAUSAL_FROM_END, null)));
    }

    /** A query may attend to a key where this is 1, not where it is 0. */
    public static Mask allow(Tensor allowed) {
        return forbid(Objects.requireNonNull(allowed, "mask: values are null").not());
    }

    /** A query may attend to a key where this is 0, not where it is 1. */
    public static Mask forbid(Tensor forbidden) {
        return of(Kind.FORBID, forbidden);
    }

    /**
     * Keys that no query may attend to: PyTorch's {@code key_padding_mask}.
     *
     * @param padded 1 for a key that is padding; of shape {@code (n, s)} for a batch of n, or {@code (s)}
     */
    public static Mask padding(Tensor padded) {
        return of(Kind.PADDING, padded);
    }

    /**
     * Adds a tensor to the scores, such as a bias by position; minus infinity forbids. Gradients flow into it.
     */
    public static Mask add(Tensor bias) {
        return of(Kind.ADD, bias);
    }

    /** Both masks together: what either forbids is forbidden, and what they add is added up. */
    public Mask and(Mask other) {
        Objects.requireNonNull(other, "mask: other is null");
        return new Mask(Stream.concat(parts.stream(), other.parts.stream()).toList());
    }

    /**
     * This mask, with tensors of three axes read as {@code (n * heads, t, s)}, as PyTorch does, and not as
     * {@code (heads, t, s)}.
     */
    Mask perHead(String who, int n, int heads) {
        List<Part> found = new ArrayList<>();
        for (Part part : parts) {
            if ((part.kind == Kind.FORBID || part.kind == Kind.ADD) && part.values.rank() == 3) {
                Shape shape = part.values.shape();
                if (shape.dim(0) != n * heads) {
                    throw new IllegalArgumentException(who + ": expected a mask of shape (t, s), (n * heads, t, s) or "
                            + "(n, heads, t, s) for n = " + n + ", heads = " + heads + ", got " + shape);
                }
                Shape split = Shape.of(n, heads).concat(shape.dropFirst(1));
                found.add(new Part(part.kind, part.values.reshape(split)));
            } else {
                found.add(part);
            }
        }
        return new Mask(found);
    }

    /** Refuses scores of a shape to which a part of this mask does not broadcast. */
    void requireFits(String who, Shape scores) {
        parts.stream().filter(part -> !part.isCausal()).forEach(part -> fit(who, part, scores));
    }

    /** Whether it has no condition. */
    boolean isNone() {
        return parts.isEmpty();
    }

    /**
     * The softmax of scores under this mask.
     *
     * @param who the beginning of messages
     * @param scores of shape {@code (..., t, s + open)}
     * @param open how many of the last keys the mask does not cover: they are open to all queries
     */
    Tensor weights(String who, Tensor scores, int open) {
        int last = scores.shape().dim(-1);
        Shape masked = scores.shape().with(-1, last - open);
        Tensor y = scores;
        Tensor forbidden = null;
        for (Part part : parts) {
            Tensor fitted = fit(who, part, masked);
            Tensor closed = fitted;
            if (part.kind == Kind.ADD) {
                y = y.add(open(fitted, masked.dim(-1), open));
                closed = fitted.equalTo(Double.NEGATIVE_INFINITY); // otherwise a score of NaN would stay NaN
            }
            forbidden = forbidden == null ? closed : forbidden.or(closed);
        }
        if (forbidden != null) {
            y = y.maskedFill(open(forbidden, masked.dim(-1), open), Double.NEGATIVE_INFINITY);
        }
        if (parts.stream().allMatch(part -> part.leavesTheFirstKey(masked))) {
            return y.softmax(-1);
        }
        Tensor nothing = y.equalTo(Double.NEGATIVE_INFINITY).all(true, -1);
        return y.maskedFill(nothing, 0).softmax(-1).maskedFill(nothing, 0);
    }

    /** The values of a part, in a shape that broadcasts to the scores. */
    private static Tensor fit(String who, Part part, Shape scores) {
        if (part.isCausal()) {
            int t = scores.dim(-2);
            int s = scores.dim(-1);
            return Tensor.ones(Shape.of(t, s)).triu(part.kind == Kind.CAUSAL ? 1 : 1 + s - t);
        }
        Shape got = part.values.shape();
        if (part.kind == Kind.PADDING) {
            boolean fits = got.rank() >= 1
                    && got.rank() <= scores.rank() - 1
                    && got.dim(-1) == scores.dim(-1)
                    && got.dropLast(1).equals(scores.dropLast(scores.rank() - got.rank() + 1));
            require(fits, who, "a padding mask (n, s)", scores, got);
            int[] dims = new int[scores.rank()];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = i < got.rank() - 1 ? got.dim(i) : 1;
            }
            dims[dims.length - 1] = got.dim(-1);
            return part.values.reshape(Shape.of(dims));
        }
        require(got.broadcastsTo(scores), who, "a mask that broadcasts to the scores", scores, got);
        return part.values;
    }

    private static Tensor open(Tensor mask, int keys, int open) {
        if (open == 0) {
            return mask;
        }
        Shape shape = mask.shape().isScalar() ? Shape.of(1) : mask.shape();
        Tensor all = mask.broadcastTo(shape.with(-1, keys));
        return Tensor.concat(-1, all, Tensor.zeros(shape.with(-1, open)));
    }

    private static void require(boolean holds, String who, String expected, Shape scores, Shape got) {
        if (!holds) {
            throw new IllegalArgumentException(
                    who + ": expected " + expected + ", for scores of shape " + scores + ", got " + got);
        }
    }

    /** The conditions, in words. */
    @Override
    public String toString() {
        return "Mask"
                + parts.stream()
                        .map(p -> switch (p.kind) {
                            case CAUSAL -> "causal";
                            case CAUSAL_FROM_END -> "causalFromEnd";
                            default -> p.kind.name().toLowerCase(Locale.ROOT) + p.values.shape();
                        })
                        .toList();
    }
}
