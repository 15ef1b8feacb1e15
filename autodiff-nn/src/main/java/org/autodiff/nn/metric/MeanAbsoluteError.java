package org.autodiff.nn.metric;

import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * The mean absolute error over all elements, {@code mean |prediction - target|}: at least 0, in the unit of the
 * targets.
 */
public final class MeanAbsoluteError implements Metric {
    private final ErrorSum errors = new ErrorSum();

    /** Of predictions and targets of the same shape. */
    public MeanAbsoluteError() {}

    @Override
    public String name() {
        return "mae";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Pairs pairs = Pairs.toSquare(name(), predictions, targets);
        for (int i = 0; i < pairs.size(); i++) {
            errors.add(Math.abs(pairs.error(i)));
        }
    }

    @Override
    public double value() {
        return errors.mean(name());
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
