package org.autodiff.nn.loss;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;

/**
 * For pairs of vectors that should be alike (target +1) or not (target -1): {@code 1 - cos} for the former,
 * {@code max(0, cos - margin)} for the latter, where cos is the cosine of the angle between them; by default the mean.
 * The target has no gradient. At a cosine of exactly the margin the derivative is that of the active side, as in
 * PyTorch.
 *
 * <p>The vectors are the last axis. As in PyTorch their lengths are {@code sqrt(|x|^2 + 1e-12)}, so that the cosine
 * with a vector of zeros is 0.
 *
 * @param margin in [-1, 1], by default 0
 * @param reduction of the pairs' losses
 */
public record CosineEmbedding(double margin, Reduction reduction) {
    private static final String NAME = "cosineEmbedding";

    /** In PyTorch the 1e-12 is in single precision, which shows at a vector of zeros. */
    private static final Tensor SHORTEST = Tensor.of(Math.sqrt(1e-12f));

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if the margin is not in [-1, 1]
     */
    public CosineEmbedding {
        Check.between(NAME + ": margin", margin, -1, 1);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with margin 0. */
    public CosineEmbedding() {
        this(0, Reduction.MEAN);
    }

    /** The same with another margin. */
    public CosineEmbedding margin(double margin) {
        return new CosineEmbedding(margin, reduction);
    }

    /** The same with another reduction. */
    public CosineEmbedding reduction(Reduction reduction) {
        return new CosineEmbedding(margin, reduction);
    }

    /**
     * The loss.
     *
     * @param first vectors, of shape {@code (..., features)}
     * @param second of the same shape
     * @param target of shape {@code (...)}, +1 or -1
     * @return a scalar, or with {@link Reduction#NONE} the shape of the target
     * @throws IllegalArgumentException if the shapes do not fit, a target is neither +1 nor -1, or the mean of no pairs
     *     is asked for
     */
    public Tensor apply(Tensor first, Tensor second, Tensor target) {
        Targets.requireSameShape(NAME, "first", first, "second", second);
        Shape pairs = Targets.withoutLast(NAME, "vectors", first, "features");
        Objects.requireNonNull(target, NAME + ": target is null");
        if (!target.shape().equals(pairs)) {
            throw new IllegalArgumentException(NAME + ": target of shape " + target.shape() + " for vectors of shape "
                    + first.shape() + ": must be " + pairs + ", the shape of the vectors without the last axis");
        }
        Targets.requireSigns(NAME, target);
        Tensor cosine = unit(first).mul(unit(second)).sum(-1);
        Tensor alike = Tensor.of(1).sub(cosine);
        Tensor apart = cosine.sub(margin).clampMin(0);
        return reduction.of(NAME, Tensor.where(target.greater(0), alike, apart));
    }

    /** Divides each vector by its length, without squares that overflow. */
    private static Tensor unit(Tensor x) {
        return x.div(x.norm(true, -1).hypot(SHORTEST));
    }
}
