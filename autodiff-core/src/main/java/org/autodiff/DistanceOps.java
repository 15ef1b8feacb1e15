package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.gates.reduce.Norms;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;

/**
 * The operations of a {@link Tensor} that say how near to each other two vectors are: each with one, or each with all.
 */
public sealed interface DistanceOps permits Tensor {

    /** The cosine of the angle between vectors along an axis; see {@link #cosineSimilarity(int, Tensor, double)}. */
    default Tensor cosineSimilarity(int axis, Tensor b) {
        return cosineSimilarity(axis, b, 1e-8);
    }

    /**
     * The cosine of the angle between vectors along an axis, {@code (a / max(|a|, eps)) . (b / max(|b|, eps))}, in [-1,
     * 1] up to rounding. This and b broadcast, and the axis, which disappears, is one of the common shape. PyTorch's
     * {@code cosine_similarity}.
     *
     * <p>With unit vectors {@code A = a / |a|} and {@code B = b / |b|}: {@code da = (B - (A . B) A) / |a|}. A vector
     * shorter than eps is divided by eps, a constant: so the result is 0 for a vector of zeros, whose gradient is
     * {@code B / eps}, and nothing is NaN there. No square overflows or vanishes.
     *
     * @throws IllegalArgumentException if the shapes do not broadcast, or eps is not positive and finite
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor cosineSimilarity(int axis, Tensor b, double eps) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "cosineSimilarity: input 1 is null");
        if (!(eps > 0 && eps < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("cosineSimilarity: eps must be positive and finite, got " + eps);
        }
        Shape common = Shape.broadcast("cosineSimilarity", a.shape(), b.shape());
        int along = common.axis("cosineSimilarity", axis);
        return unit(a, common, along, eps).mul(unit(b, common, along, eps)).sum(along);
    }

    /** Vectors along an axis of a common shape, to which they broadcast, at length 1. */
    private static Tensor unit(Tensor x, Shape common, int axis, double eps) {
        Shape shape = x.shape();
        while (shape.rank() < common.rank()) {
            shape = Shape.of(1).concat(shape);
        }
        Tensor vectors = x.reshape(shape).broadcastTo(shape.with(axis, common.dim(axis)));
        Axes along = Axes.of("cosineSimilarity", vectors.shape(), axis);
        return vectors.div(new Norms.Norm(2, along).on(vectors).clampMin(eps));
    }

    /** The Euclidean distances of all points of this from all points of b; see {@link #cdist(Tensor, PNorm)}. */
    default Tensor cdist(Tensor b) {
        return cdist(b, PNorm.TWO);
    }

    /**
     * The distances of all points of this from all points of b: {@code y[..., i, j]} is the p-norm of {@code this[...,
     * i, :] - b[..., j, :]}. The axes before the last two are batches, and broadcast. With {@link PNorm#MAX} it is the
     * largest difference of a coordinate, and for p = 0 the number of coordinates that differ. PyTorch's {@code cdist}.
     *
     * <p>Computed from the differences, so it is accurate for points that lie near each other, however far from the
     * origin; for that it holds {@code m n d} numbers at a time. With very many points, take them in blocks. Derivative
     * as that of {@link ReductionOps#norm}: 0 where two points are equal.
     *
     * @param b shape {@code (..., n, d)}; this is {@code (..., m, d)}
     * @return shape {@code (..., m, n)}
     * @throws IllegalArgumentException if a shape does not fit, p is negative, or there are too many differences
     */
    default Tensor cdist(Tensor b, PNorm norm) {
        Tensor a = (Tensor) this;
        Objects.requireNonNull(b, "cdist: input 1 is null");
        double p = Objects.requireNonNull(norm, "cdist: the norm is null").p();
        if (p < 0) {
            throw new IllegalArgumentException("cdist: p must not be negative, got " + p);
        }
        if (a.rank() < 2 || b.rank() < 2 || a.shape().dim(-1) != b.shape().dim(-1)) {
            throw new IllegalArgumentException(
                    "cdist: needs points (..., m, d) and (..., n, d), got " + a.shape() + " and " + b.shape());
        }
        Shape batch = Shape.broadcast(
                "cdist: batch axes", a.shape().dropLast(2), b.shape().dropLast(2));
        double size = (double) batch.size()
                * a.shape().dim(-2)
                * b.shape().dim(-2)
                * a.shape().dim(-1);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("cdist: points of shapes " + a.shape() + " and " + b.shape()
                    + " have more than 2^31 - 1 differences: take them in blocks");
        }
        Tensor differences = a.unsqueeze(-2).sub(b.unsqueeze(-3));
        if (p == 0) {
            return differences.countNonzero(-1);
        }
        if (p == 1 || a.shape().dim(-1) == 0) {
            return differences.abs().sum(-1);
        }
        if (p == Double.POSITIVE_INFINITY) {
            return differences.abs().max(-1);
        }
        Axes last = Axes.last(1, differences.shape());
        return new Norms.Norm(p, last).on(differences).squeeze(-1);
    }
}
