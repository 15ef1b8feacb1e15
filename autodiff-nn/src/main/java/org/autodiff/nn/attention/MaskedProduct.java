package org.autodiff.nn.attention;

import org.autodiff.PNorm;
import org.autodiff.Tensor;

/** Weights times values, where a weight of 0 keeps out whatever the value is. In a plain product 0 times NaN is NaN. */
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

    private static boolean areFinite(Tensor x) {
        // a yes or no is read, and not the norm: a recording holds for all values with the same answer
        return x.size() == 0 || x.detach().norm(PNorm.MAX).isFinite().item() == 1;
    }
}
