package org.autodiff.nn.attention;

import org.autodiff.Tensor;
import org.autodiff.options.PNorm;

/**
 * Products with keys and values in which masked ones have no influence, whatever they are. In a plain product 0 times
 * NaN is NaN.
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
            return product; // in the ordinary case the only cost is this check of the values
        }
        Tensor finite = values.isFinite();
        // where a value that is not finite has a weight
        Tensor reached = weights.notEqualTo(0).matmul(finite.not()).greater(0);
        return Tensor.where(reached, product, weights.matmul(Tensor.where(finite, values, Tensor.of(0))));
    }

    /**
     * {@code queries keys}, such that a score at which no gradient arrives passes none on, whatever its key is. For the
     * derivative with respect to the queries, the numbers of a key that are not finite count as 0.
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

    /** Whether all numbers are finite; false also where nobody can tell, of one example of a batch. */
    private static boolean areFinite(Tensor x) {
        // reads a yes or no from the tape, and not the norm, so that a recording also holds for other finite values
        return x.size() == 0
                || (x.hasNumbers() && x.detach().norm(PNorm.MAX).isFinite().item() == 1);
    }
}
