package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/**
 * The mean absolute error over all elements, {@code mean |prediction - target|}: at least 0, in the unit of the
 * targets.
 */
public final class MeanAbsoluteError extends ErrorMean {
    /** Of predictions and targets of the same shape. */
    public MeanAbsoluteError() {}

    @Override
    public String name() {
        return "mae";
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Pairs pairs = Pairs.toSquare(name(), predictions, targets);
        for (int i = 0; i < pairs.size(); i++) {
            add(Math.abs(pairs.error(i)));
        }
    }
}
