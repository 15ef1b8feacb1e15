package org.autodiff.nn.attention;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * Scaled dot-product attention: each query gets a mean of the values, weighted by how well their keys match it,
 * {@code softmax(q k' / sqrt(d)) v}. Vaswani et al., Attention is all you need, NeurIPS 2017, equation 1.
 *
 * <p>The axes before the last two are a batch (of samples, of heads), and broadcast. If several heads of queries share
 * a head of keys and values (PyTorch's {@code enable_gqa}), repeat the latter: {@code k.repeatInterleave(-3, groups)}.
 */
public final class Attention {
    static final String NAME = "attention";

    private Attention() {}

    /** Attention of every query to every key; see {@link #scaledDotProduct(Tensor, Tensor, Tensor, Mask)}. */
    public static Tensor scaledDotProduct(Tensor q, Tensor k, Tensor v) {
        return scaledDotProduct(q, k, v, Mask.none());
    }

    /**
     * {@code softmax(q k' / sqrt(d)) v} under a mask.
     *
     * @param q queries, of shape {@code (..., t, d)}
     * @param k keys, of shape {@code (..., s, d)}
     * @param v values, of shape {@code (..., s, e)}
     * @param mask which keys each query may attend to
     * @return of shape {@code (..., t, e)}; 0 for a query that may attend to nothing
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor scaledDotProduct(Tensor q, Tensor k, Tensor v, Mask mask) {
        check(q, k, v);
        return product(weights(q, k, mask), v, mask);
    }

    /**
     * {@code softmax(scale q k') v} under a mask; see {@link #scaledDotProduct(Tensor, Tensor, Tensor, Mask)}.
     *
     * @param scale instead of {@code 1 / sqrt(d)}
     * @throws IllegalArgumentException if the shapes do not fit, or the scale is not finite
     */
    public static Tensor scaledDotProduct(Tensor q, Tensor k, Tensor v, Mask mask, double scale) {
        check(q, k, v);
        return product(weights(q, k, mask, scale), v, mask);
    }

    /**
     * The weights {@code softmax(q k' / sqrt(d))} under a mask, for inspection, or for dropout before they are
     * multiplied with the values: {@code dropout.apply(Attention.weights(q, k, mask)).matmul(v)}.
     *
     * @param q queries, of shape {@code (..., t, d)}
     * @param k keys, of shape {@code (..., s, d)}
     * @return of shape {@code (..., t, s)}; each row sums to 1, or is 0 for a query that may attend to nothing
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor weights(Tensor q, Tensor k, Mask mask) {
        requireMatrices("queries", q);
        return weights(q, k, mask, scale(q.shape().dim(-1)));
    }

    /**
     * The weights {@code softmax(scale q k')} under a mask; see {@link #weights(Tensor, Tensor, Mask)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or the scale is not finite
     */
    public static Tensor weights(Tensor q, Tensor k, Mask mask, double scale) {
        check(q, k);
        Objects.requireNonNull(mask, "attention: mask is null");
        Check.finite(NAME + ": scale", scale);
        return mask.weights(NAME, scores(q, k.transpose(-1, -2), scale, mask), 0);
    }

    /** Weights times values; the plain product if there is no mask. */
    static Tensor product(Tensor weights, Tensor v, Mask mask) {
        return mask.isNone() ? weights.matmul(v) : MaskedProduct.of(weights, v);
    }

    /**
     * Checks nothing. The queries are scaled instead of the scores, as there are fewer of them in all but the shortest
     * sequences.
     */
    static Tensor scores(Tensor q, Tensor keysTransposed, double scale, Mask mask) {
        Tensor scaled = q.mul(scale);
        return mask.isNone() ? scaled.matmul(keysTransposed) : MaskedProduct.scores(scaled, keysTransposed);
    }

    static double scale(int d) {
        return d == 0 ? 1 : 1 / Math.sqrt(d);
    }

    private static void check(Tensor q, Tensor k, Tensor v) {
        check(q, k);
        requireMatrices("values", v);
        require(k.shape().dim(-2) == v.shape().dim(-2), "keys", k, "values", v, "as many of the one as of the other");
        Shape.broadcast(NAME, batch(q), batch(v));
    }

    private static void check(Tensor q, Tensor k) {
        requireMatrices("queries", q);
        requireMatrices("keys", k);
        require(q.shape().dim(-1) == k.shape().dim(-1), "queries", q, "keys", k, "the same last dimension");
        Shape.broadcast(NAME, batch(q), batch(k));
    }

    private static Shape batch(Tensor x) {
        return x.shape().dropLast(2);
    }

    private static void requireMatrices(String what, Tensor x) {
        Objects.requireNonNull(x, () -> NAME + ": " + what + " are null");
        if (x.rank() < 2) {
            throw new IllegalArgumentException(NAME + ": expected " + what + " (..., length, size), got " + x.shape());
        }
    }

    private static void require(boolean holds, String a, Tensor x, String b, Tensor y, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(NAME + ": " + a + " of shape " + x.shape() + " and " + b + " of shape "
                    + y.shape() + ": must have " + rule);
        }
    }
}
