package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Shifts and scales every feature to mean 0 and standard deviation 1: {@code (x - mean) / deviation}. Mean and deviation
 * are those of the training set, and are applied as they are to everything else, so that nothing is learnt from the test.
 * The deviation is that of the samples themselves (divided by n, not n - 1).
 *
 * <p>A feature that is constant over the training set, up to rounding, is shifted only: its deviation counts as 1.
 *
 * @param mean in the shape of one sample
 * @param deviation what it divides by, in the shape of one sample
 */
public record Standardizer(NdArray mean, NdArray deviation) {
    /**
     * With means and deviations from elsewhere, such as a file.
     *
     * @throws IllegalArgumentException if their shapes differ
     */
    public Standardizer {
        if (!mean.shape().equals(deviation.shape())) {
            throw new IllegalArgumentException("standardizer: means of shape " + mean.shape()
                    + " and deviations of shape " + deviation.shape() + ": must be the same");
        }
    }

    /**
     * Takes the means and deviations of a training set.
     *
     * @param features of shape {@code (n, ...)}
     * @throws IllegalArgumentException if there are no samples, or a number is infinite or NaN
     */
    public static Standardizer fit(NdArray features) {
        Shape shape = features.shape();
        if (shape.isScalar() || shape.dim(0) == 0) {
            throw new IllegalArgumentException("standardizer: needs at least one sample, got shape " + shape);
        }
        requireFinite(features);
        Tensor x = Tensor.of(features);
        Tensor mean = x.mean(0);
        Tensor deviation = x.sub(mean).square().mean(0).sqrt();
        // Summing n equal numbers may miss their mean by n roundings; dividing by that would blow up noise.
        Tensor rounding = mean.abs().mul(shape.dim(0) * Math.ulp(1.0));
        Tensor constant = deviation.lessEqual(rounding);
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
