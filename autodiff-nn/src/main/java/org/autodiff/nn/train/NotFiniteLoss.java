package org.autodiff.nn.train;

/** Leaves a step whose loss is infinite or NaN. */
final class NotFiniteLoss extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotFiniteLoss(double loss) {
        super("the loss is " + loss);
    }
}
