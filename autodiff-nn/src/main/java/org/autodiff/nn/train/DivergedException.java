package org.autodiff.nn.train;

/**
 * A loss, a gradient or a new parameter of a training became infinite or NaN. The model is as it was before that step,
 * its running statistics and generators included.
 */
public final class DivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final long step;

    DivergedException(String message, int epoch, long step, RuntimeException cause) {
        super(message, cause);
        this.epoch = epoch;
        this.step = step;
    }

    /** The epoch, counted from 1. */
    public int epoch() {
        return epoch;
    }

    /** The step of the whole training, counted from 1. */
    public long step() {
        return step;
    }
}
