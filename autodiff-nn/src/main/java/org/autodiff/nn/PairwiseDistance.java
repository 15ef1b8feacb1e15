package org.autodiff.nn;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.PNorm;

/**
 * The distance of two vectors, {@code |a - b + eps|_p}: {@code (..., n), (..., n) -> (...)}. No parameters. As in
 * PyTorch, eps is added to every component, so that there is a derivative where the vectors are equal; with eps 0 the
 * gradient there is 0.
 *
 * <p>The derivative with respect to a is that of the norm, {@code sign(d) (|d| / |d|_p)^(p - 1)} with d = a - b + eps,
 * and its negative for b.
 */
public final class PairwiseDistance extends Model {
    private final PNorm norm;
    private final double eps;

    private PairwiseDistance(PNorm norm, double eps) {
        Objects.requireNonNull(norm, "pairwiseDistance: norm is null");
        if (norm.p() <= 0) {
            throw new IllegalArgumentException("pairwiseDistance: p must be above 0, got " + norm.p());
        }
        Check.notNegative("pairwiseDistance: eps", eps);
        this.norm = norm;
        this.eps = eps;
    }

    /** The Euclidean distance, with PyTorch's eps, 1e-6. */
    public static PairwiseDistance of() {
        return of(PNorm.TWO, 1e-6);
    }

    /**
     * A distance with the given options.
     *
     * @param norm whose power is above 0, and may be infinite
     * @param eps finite, at least 0
     * @throws IllegalArgumentException if one is out of its range
     */
    public static PairwiseDistance of(PNorm norm, double eps) {
        return new PairwiseDistance(norm, eps);
    }

    /**
     * The distances.
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
        return traced(a.sub(b).add(eps).norm(norm, -1));
    }

    @Override
    protected String describe() {
        return "PairwiseDistance(" + norm.p() + ", " + eps + ")";
    }
}
