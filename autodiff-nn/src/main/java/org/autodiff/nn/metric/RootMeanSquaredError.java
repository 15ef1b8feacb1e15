package org.autodiff.nn.metric;

import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * The root of the mean squared error over all elements, {@code sqrt(mean (prediction - target)^2)}: at least 0, in the
 * unit of the targets. One large error counts more than many small ones; if that is not wanted, take {@link
 * MeanAbsoluteError}.
 *
 * <p>Samples of several outputs count all their elements alike; scikit-learn takes the mean over the outputs after the
 * root, which is another number.
 */
public final class RootMeanSquaredError implements Metric {
    private final ErrorSum errors = new ErrorSum();

    /** Of predictions and targets of the same shape. */
    public RootMeanSquaredError() {}

    @Override
    public String name() {
        return "rmse";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Pairs pairs = Pairs.toSquare(name(), predictions, targets);
        for (int i = 0; i < pairs.size(); i++) {
            errors.addSquare(pairs.error(i));
        }
    }

    @Override
    public double value() {
        return Math.sqrt(errors.mean(name()));
    }

    @Override
    public void reset() {
        errors.clear();
    }

    @Override
    public Map<String, NdArray> state() {
        return errors.state();
    }

    @Override
    public void load(Map<String, NdArray> state) {
        errors.load(name(), state);
    }
}
