package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The share of samples whose own class is among the k with the highest scores, in [0, 1]. Of equal scores, those of
 * earlier classes count as higher, so that for k = 1 it is the {@link Accuracy}.
 */
public final class TopKAccuracy extends RightShare {
    private final int k;

    /**
     * Of the k highest scores. Predictions are of shape {@code (..., classes)}, logits or probabilities, with at least
     * k classes, and labels of shape {@code (...)}.
     *
     * @throws IllegalArgumentException if k is not positive
     */
    public TopKAccuracy(int k) {
        Check.atLeast("topKAccuracy: k", k, 1);
        this.k = k;
    }

    /** {@code top5Accuracy} for k = 5. */
    @Override
    public String name() {
        return "top" + k + "Accuracy";
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Scores scores = Scores.of(name(), predictions, targets);
        if (scores.classes() < k) {
            throw new IllegalArgumentException(name() + ": predictions of shape " + predictions.shape() + " have only "
                    + scores.classes() + " classes");
        }
        long right = 0;
        for (int i = 0; i < scores.samples(); i++) {
            right += scores.rank(i) < k ? 1 : 0;
        }
        add(right, scores.samples());
    }
}
