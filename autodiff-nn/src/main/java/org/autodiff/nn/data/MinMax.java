package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.internal.Check;

/**
 * Scales every feature so that its least number in the training set becomes 0 and its largest 1, or other bounds:
 * {@code low + (x - min) (high - low) / (max - min)}, up to rounding. Numbers beyond those of the training set leave
 * the bounds. A feature that is constant over the training set becomes {@code low}. Not for data with outliers: one of
 * them decides the scale; use {@link Standardizer}.
 */
public final class MinMax extends FeatureScaling {
    private final double low;
    private final double high;

    /** To 0 and 1. */
    public MinMax() {
        this(0, 1);
    }

    /**
     * To other bounds, -1 and 1 for example.
     *
     * @throws IllegalArgumentException if a bound is not finite, or {@code low} is not below {@code high}
     */
    public MinMax(double low, double high) {
        super("min-max", "shift", "scale");
        Check.finite("min-max: low", low);
        Check.finite("min-max: high", high);
        if (low >= high) {
            throw new IllegalArgumentException("min-max: low must be below high, got " + low + " and " + high);
        }
        this.low = low;
        this.high = high;
    }

    /**
     * Takes least and largest numbers of a training set.
     *
     * @throws IllegalArgumentException if there are no samples, a number is infinite or NaN, or a feature is wider than
     *     the range of double
     */
    @Override
    public MinMax fit(NdArray features) {
        super.fit(features);
        return this;
    }

    @Override
    public MinMax fit(Dataset train) {
        return fit(train.features());
    }

    @Override
    Fitted measure(NdArray features) {
        Tensor x = Tensor.of(features);
        Tensor least = x.min(0);
        Tensor width = x.max(0).sub(least);
        Fitting.requireInRange(owner, width.value());
        Tensor scale = Tensor.where(width.lessEqual(0), Tensor.of(1), width).div(high - low);
        return new Fitted(least.sub(scale.mul(low)).value(), scale.value());
    }

    @Override
    public MinMax unfitted() {
        return new MinMax(low, high);
    }
}
