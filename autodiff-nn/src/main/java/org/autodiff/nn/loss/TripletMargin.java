package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.PNorm;

/**
 * An anchor should be closer to a positive example than to a negative one, by a margin:
 * {@code max(0, margin + d(anchor, positive) - d(anchor, negative))}, by default the mean over the triplets (Balntas
 * and others, Learning local feature descriptors with triplets, 2016). Where that is exactly 0 the derivative is that
 * of the active side, as in PyTorch.
 *
 * <p>The vectors are the last axis. Their distance is {@code d(x, y) = |x - y + eps|_p}, where eps is added to every
 * component, as in PyTorch, so that there is a derivative where they are equal.
 *
 * @param margin finite, above 0; by default 1
 * @param p of the p-norm, above 0, may be infinite; by default 2
 * @param eps finite, at least 0; by default 1e-6
 * @param swap whether d(positive, negative) takes the place of d(anchor, negative) where it is smaller; by default not
 * @param reduction of the triplets' losses
 */
public record TripletMargin(double margin, double p, double eps, boolean swap, Reduction reduction) {
    private static final String NAME = "tripletMargin";

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public TripletMargin {
        Check.positive(NAME + ": margin", margin);
        if (!(p > 0)) {
            throw new IllegalArgumentException(NAME + ": p must be above 0, got " + p);
        }
        Check.notNegative(NAME + ": eps", eps);
        Reduction.check(NAME, reduction);
    }

    /** The mean, with margin 1, the 2-norm, eps 1e-6, no swap. */
    public TripletMargin() {
        this(1, 2, 1e-6, false, Reduction.MEAN);
    }

    /** The same with another margin. */
    public TripletMargin margin(double margin) {
        return new TripletMargin(margin, p, eps, swap, reduction);
    }

    /** The same with another norm. */
    public TripletMargin p(double p) {
        return new TripletMargin(margin, p, eps, swap, reduction);
    }

    /** The same with another eps. */
    public TripletMargin eps(double eps) {
        return new TripletMargin(margin, p, eps, swap, reduction);
    }

    /** The same with or without the swap of anchor and positive example. */
    public TripletMargin swap(boolean swap) {
        return new TripletMargin(margin, p, eps, swap, reduction);
    }

    /** The same with another reduction. */
    public TripletMargin reduction(Reduction reduction) {
        return new TripletMargin(margin, p, eps, swap, reduction);
    }

    /**
     * The loss.
     *
     * @param anchor vectors, of shape {@code (..., features)}
     * @param positive of the same shape
     * @param negative of the same shape
     * @return a scalar, or with {@link Reduction#NONE} the shape {@code (...)}
     * @throws IllegalArgumentException if the shapes differ, or the mean of no triplets is asked for
     */
    public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
        Targets.requireSameShape(NAME, "anchor", anchor, "positive", positive);
        Targets.requireSameShape(NAME, "anchor", anchor, "negative", negative);
        Targets.withoutLast(NAME, "vectors", anchor, "features");
        Tensor far = distance(anchor, negative);
        Tensor farthest = swap ? far.minimum(distance(positive, negative)) : far;
        Tensor each = distance(anchor, positive).sub(farthest).add(margin).clampMin(0);
        return reduction.of(NAME, each);
    }

    private Tensor distance(Tensor x, Tensor y) {
        return x.sub(y).add(eps).norm(PNorm.of(p), -1);
    }
}
