package org.autodiff.nn;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * The cosine of the angle between two vectors, {@code a'b / (max(|a|, eps) max(|b|, eps))}, in [-1, 1] up to rounding:
 * {@code (..., n), (..., n) -> (...)}. No parameters. As in PyTorch, a vector of zeros has the cosine 0 with every
 * other, and the gradient there is {@code b / (eps max(|b|, eps))}.
 *
 * <p>The derivative with respect to a is {@code (b/|b| - cos a/|a|) / |a|}, and likewise for b. Vectors of any length
 * are fine, as none is squared; where a length is below eps, it counts as the constant eps.
 */
public final class CosineSimilarity extends Model {
    private static final double EPS = 1e-8;

    private final double eps;

    private CosineSimilarity(double eps) {
        Check.positive("cosineSimilarity: eps", eps);
        this.eps = eps;
    }

    /** With PyTorch's eps, 1e-8. */
    public static CosineSimilarity of() {
        return of(EPS);
    }

    /**
     * With the given eps.
     *
     * @throws IllegalArgumentException if it is not finite and above 0
     */
    public static CosineSimilarity of(double eps) {
        return new CosineSimilarity(eps);
    }

    /**
     * The cosines.
     *
     * @param a vectors, of shape {@code (..., n)}
     * @param b of the same shape
     * @return of shape {@code (...)}
     * @throws IllegalArgumentException if the shapes differ, or have no axis
     */
    public Tensor apply(Tensor a, Tensor b) {
        Shape shape = requireArgument(a).shape();
        require(!shape.isScalar(), "vectors of shape (..., n)", shape);
        require(requireArgument(b).shape().equals(shape), "a second argument of shape " + shape, b.shape());
        return traced(unit(a).mul(unit(b)).sum(-1));
    }

    private Tensor unit(Tensor x) {
        return x.div(x.norm(true, -1).clampMin(eps));
    }

    @Override
    protected String describe() {
        return "CosineSimilarity(" + eps + ")";
    }
}
