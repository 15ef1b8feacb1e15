package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.options.Correction;

/**
 * Shifts and scales every feature to mean 0 and standard deviation 1: {@code (x - mean) / deviation}. The deviation is
 * that of the samples themselves (divided by n, not n - 1).
 *
 * <p>A feature that is constant over the training set, up to the rounding of its numbers, is only shifted: its
 * deviation counts as 1. Features far from 0, such as time stamps, lose no accuracy: mean and deviation are as exact as
 * the numbers themselves. Not for features in which zeros have a meaning, such as sparse counts; see {@link MinMax}.
 */
public final class Standardizer extends FeatureScaling {
    /** A standardizer to be fitted or loaded. */
    public Standardizer() {
        super("standardizer", "mean", "deviation");
    }

    /**
     * A standardizer with known means and deviations, published ones for example.
     *
     * @param mean in the shape of one sample
     * @param deviation what it divides by, in the shape of one sample
     * @throws IllegalArgumentException if their shapes differ, a mean is not finite, or a deviation is not finite and
     *     above 0
     */
    public static Standardizer of(NdArray mean, NdArray deviation) {
        if (!mean.shape().equals(deviation.shape())) {
            throw new IllegalArgumentException("standardizer: means of shape " + mean.shape()
                    + " and deviations of shape " + deviation.shape() + ": must be the same");
        }
        Standardizer standardizer = new Standardizer();
        standardizer.set(new Fitted(mean, deviation));
        return standardizer;
    }

    /**
     * Takes the means and deviations of a training set.
     *
     * @throws IllegalArgumentException if there are no samples, a number is infinite or NaN, or the sums of a feature
     *     are beyond the range of double
     */
    @Override
    public Standardizer fit(NdArray features) {
        super.fit(features);
        return this;
    }

    @Override
    public Standardizer fit(Dataset train) {
        return fit(train.features());
    }

    @Override
    Fitted measure(NdArray features) {
        Tensor x = Tensor.of(features);
        Tensor mean = Fitting.mean(x);
        Tensor deviation = x.std(Correction.NONE, 0);
        Fitting.requireInRange(owner, deviation.value());
        // Equal numbers have deviation 0. Those that differ in their last digit count as equal: it would become all
        // there is.
        Tensor constant = deviation.lessEqual(mean.abs().mul(Math.ulp(1.0)));
        return new Fitted(
                mean.value(), Tensor.where(constant, Tensor.of(1), deviation).value());
    }

    /** The means, in the shape of one sample. */
    public NdArray mean() {
        return fitted().shift();
    }

    /** What it divides by, in the shape of one sample. */
    public NdArray deviation() {
        return fitted().scale();
    }

    @Override
    public Standardizer unfitted() {
        return new Standardizer();
    }
}
