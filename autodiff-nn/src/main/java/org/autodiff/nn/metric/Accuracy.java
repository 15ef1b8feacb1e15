package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/**
 * The share of samples whose predicted class is their own, in [0, 1].
 *
 * <p>Not for classes of very different frequency: if 99 of 100 samples are of one class, to predict always that one has
 * accuracy 0.99. {@link F1} and {@link RocAuc} see the difference.
 */
public final class Accuracy extends RightShare {
    private final Decisions.Rule decide;

    private Accuracy(Decisions.Rule decide) {
        this.decide = decide;
    }

    /**
     * Of the class with the highest score: predictions of shape {@code (..., classes)}, logits or probabilities, and
     * labels of shape {@code (...)}. If several scores are equal, the first class is predicted.
     */
    public Accuracy() {
        this(Decisions.largest());
    }

    /**
     * Of two classes, 0 and 1, where the prediction is one score: class 1 is predicted if it is at least the threshold.
     *
     * @param threshold 0.5 for probabilities, 0 for logits
     * @throws IllegalArgumentException if it is not finite
     */
    public static Accuracy binary(double threshold) {
        return new Accuracy(Decisions.atLeast(threshold));
    }

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Decisions decisions = decide.apply(name(), predictions, targets);
        long right = 0;
        for (int i = 0; i < decisions.size(); i++) {
            right += decisions.truth()[i] == decisions.predicted()[i] ? 1 : 0;
        }
        add(right, decisions.size());
    }
}
