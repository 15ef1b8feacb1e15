package org.autodiff.nn.attention;

import org.autodiff.PNorm;
import org.autodiff.Tensor;

/**
 * Products with keys and values that a mask may keep out, whatever these are. In a plain product 0 times NaN is NaN.
 */
final class MaskedProduct {
    private MaskedProduct() {}

    /**
     * {@code weights values}, without the values whose weights are 0.
     *
     * @param weights of shape {@code (..., t, s)}, none negative
     * @param values of shape {@code (..., s, e)}
     * @return of shape {@code (..., t, e)}
     */
    static Tensor of(Tensor weights, Tensor values) {
        Tensor product = weights.matmul(values);
        if (areFinite(values)) {
            return product; // the ordinary case costs a look at the values
        }
        Tensor finite = values.isFinite();
        Tensor reached = weights.notEqualTo(0).matmul(finite.not()).greater(0); // by what is not finite
        return Tensor.where(reached, product, weights.matmul(Tensor.where(finite, values, Tensor.of(0))));
    }

    /**
     * {@code queries keys}, such that where no gradient arrives at a score, none leaves it, whatever the key is. The
     * product of queries with a key that is not finite is that with its finite numbers, as far as derivatives for the
     * queries go.
     *
     * @param queries of shape {@code (..., t, d)}
     * @param keys transposed, of shape {@code (..., d, s)}
     * @return of shape {@code (..., t, s)}
     */
    static Tensor scores(Tensor queries, Tensor keys) {
        if (areFinite(keys)) {
            return queries.matmul(keys);
        }
        Tensor finite = keys.isFinite();
        Tensor clean = queries.matmul(Tensor.where(finite, keys, Tensor.of(0)));
        Tensor spoiled = queries.detach().matmul(keys).add(clean.sub(clean.detach()));
        return Tensor.where(finite.all(true, -2), clean, spoiled);
    }

    private static boolean areFinite(Tensor x) {
        // a yes or no is read, and not the norm: a recording holds for all values with the same answer
        return x.size() == 0 || x.detach().norm(PNorm.MAX).isFinite().item() == 1;
    }
}
