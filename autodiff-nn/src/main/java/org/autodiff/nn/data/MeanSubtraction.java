package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * Subtracts from every feature its mean over the training set: {@code x - mean}. For features that have the same unit,
 * such as the pixels of images; otherwise {@link Standardizer}.
 */
public final class MeanSubtraction extends FeatureScaling {
    /** A transform to be fitted or loaded. */
    public MeanSubtraction() {
        super("mean subtraction", "mean", null);
    }

    /**
     * Takes the means of a training set.
     *
     * @throws IllegalArgumentException if there are no samples, a number is infinite or NaN, or the sum of a feature is
     *     beyond the range of double
     */
    @Override
    public MeanSubtraction fit(NdArray features) {
        super.fit(features);
        return this;
    }

    @Override
    public MeanSubtraction fit(Dataset train) {
        return fit(train.features());
    }

    @Override
    Fitted measure(NdArray features) {
        NdArray mean = Fitting.mean(Tensor.of(features)).value();
        Fitting.requireInRange(owner, mean);
        return new Fitted(mean, null);
    }

    /** The means, in the shape of one sample. */
    public NdArray mean() {
        return fitted().shift();
    }

    @Override
    public MeanSubtraction unfitted() {
        return new MeanSubtraction();
    }
}
