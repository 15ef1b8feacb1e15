package org.autodiff.nn.loss;

import org.autodiff.Tensor;

/**
 * The hinge loss of a support vector machine: {@code max(0, 1 - t s)} for each score s and target t, which is +1 or -1;
 * by default the mean. Loss and derivative are 0 where the score has the right sign and is at least 1 in size.
 *
 * @param reduction of the elements' losses
 */
public record Hinge(Reduction reduction) implements Loss {
    private static final String NAME = "hinge";

    /** With a chosen reduction. */
    public Hinge {
        Reduction.check(NAME, reduction);
    }

    /** The mean. */
    public Hinge() {
        this(Reduction.MEAN);
    }

    /** The same with another reduction. */
    public Hinge reduction(Reduction reduction) {
        return new Hinge(reduction);
    }

    /**
     * The loss.
     *
     * @param prediction scores of any shape
     * @param target of the same shape, +1 or -1
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a target is neither +1 nor -1, or the mean of no elements
     *     is asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        return reduction.of(NAME, losses(NAME, prediction, target));
    }

    static Tensor losses(String name, Tensor prediction, Tensor target) {
        Targets.requireSameShape(name, prediction, target);
        Targets.requireSigns(name, target);
        return Tensor.of(1).sub(target.mul(prediction)).relu();
    }
}
