package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.Correction;

/**
 * Shifts and scales every feature to mean 0 and standard deviation 1: {@code (x - mean) / deviation}. Mean and
 * deviation are those of the training set, and are applied unchanged to everything else, so that nothing is learned
 * from the test set. The deviation is that of the samples themselves (divided by n, not n - 1).
 *
 * <p>A feature that is constant over the training set, up to the rounding of its numbers, is only shifted: its
 * deviation counts as 1. Features far from 0, such as time stamps, lose no accuracy: mean and deviation are as exact as
 * the numbers themselves.
 *
 * @param mean in the shape of one sample
 * @param deviation what it divides by, in the shape of one sample
 */
public record Standardizer(NdArray mean, NdArray deviation) {
    /**
     * A standardizer with known means and deviations, read from a file for example.
     *
     * @throws IllegalArgumentException if their shapes differ, a mean is not finite, or a deviation is not finite and
     *     above 0
     */
    public Standardizer {
        if (!mean.shape().equals(deviation.shape())) {
            throw new IllegalArgumentException("standardizer: means of shape " + mean.shape()
                    + " and deviations of shape " + deviation.shape() + ": must be the same");
        }
        double[] means = mean.toArray();
        double[] deviations = deviation.toArray();
        for (int i = 0; i < means.length; i++) {
            Check.finite("standardizer: mean of feature " + i, means[i]);
            Check.positive("standardizer: deviation of feature " + i, deviations[i]);
        }
    }

    /**
     * Takes the means and deviations of a training set.
     *
     * @param features of shape {@code (n, ...)}
     * @throws IllegalArgumentException if there are no samples, a number is infinite or NaN, or the sums of a feature
     *     are beyond the range of double
     */
    public static Standardizer fit(NdArray features) {
        Shape shape = features.shape();
        if (shape.isScalar() || shape.dim(0) == 0) {
            throw new IllegalArgumentException("standardizer: needs at least one sample, got shape " + shape);
        }
        requireFinite(features);
        Tensor x = Tensor.of(features);
        Tensor rough = x.mean(0);
        Tensor mean = rough.add(x.sub(rough).mean(0)); // corrects the rounding of a long sum
        Tensor deviation = x.std(Correction.NONE, 0);
        requireInRange(deviation.toArray());
        // Equal numbers have deviation 0. Those that differ in their last digit count as equal: it would become all
        // there is.
        Tensor constant = deviation.lessEqual(mean.abs().mul(Math.ulp(1.0)));
        Tensor divisor = Tensor.where(constant, Tensor.of(1), deviation);
        return new Standardizer(mean.value(), divisor.value());
    }

    /** Takes the means and deviations of the features of a training set. */
    public static Standardizer fit(Dataset train) {
        return fit(train.features());
    }

    private static void requireFinite(NdArray features) {
        double[] x = features.toArray();
        int width = x.length / features.shape().dim(0);
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException("standardizer: feature " + i % width + " of sample " + i / width
                        + " is " + x[i] + ": must be finite");
            }
        }
    }

    private static void requireInRange(double[] deviations) {
        for (int i = 0; i < deviations.length; i++) {
            if (!Double.isFinite(deviations[i])) {
                throw new IllegalArgumentException("standardizer: the sums of feature " + i
                        + " are beyond the range of double: divide it by some number first");
            }
        }
    }

    /**
     * Shifts and scales one or more samples.
     *
     * @param x of the shape of one sample, after any number of other axes
     * @throws IllegalArgumentException if a sample has another shape than in training
     */
    public Tensor apply(Tensor x) {
        Shape sample = mean.shape();
        int lead = x.rank() - sample.rank();
        if (lead < 0 || !x.shape().dropFirst(lead).equals(sample)) {
            throw new IllegalArgumentException(
                    "standardizer: fitted to samples of shape " + sample + ", got shape " + x.shape());
        }
        return x.sub(Tensor.of(mean)).div(Tensor.of(deviation));
    }

    /** The same samples with standardised features. */
    public Dataset apply(Dataset data) {
        return new Dataset(apply(Tensor.of(data.features())).value(), data.targets());
    }

    /** The size only. */
    @Override
    public String toString() {
        return "Standardizer[samples of shape " + mean.shape() + "]";
    }
}
