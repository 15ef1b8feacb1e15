package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/**
 * The root of the mean squared error over all elements, {@code sqrt(mean (prediction - target)^2)}: at least 0, in the
 * unit of the targets. One large error counts more than many small ones; if that is not wanted, take {@link
 * MeanAbsoluteError}.
 *
 * <p>Samples of several outputs count all their elements alike; scikit-learn takes the mean over the outputs after the
 * root, which is another number.
 */
public final class RootMeanSquaredError extends ErrorMean {
    /** Of predictions and targets of the same shape. */
    public RootMeanSquaredError() {}

    @Override
    public String name() {
        return "rmse";
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Pairs pairs = Pairs.toSquare(name(), predictions, targets);
        for (int i = 0; i < pairs.size(); i++) {
            addSquare(pairs.error(i));
        }
    }

    @Override
    public double value() {
        return Math.sqrt(super.value());
    }
}
