package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

/**
 * Some samples, ready for a model and a loss.
 *
 * @param features of shape {@code (size, ...)}
 * @param targets of shape {@code (size, ...)}
 */
public record Batch(Tensor features, Tensor targets) {
    /** The number of samples. */
    public int size() {
        return features.shape().dim(0);
    }

    /**
     * The targets as labels of classes.
     *
     * @throws IllegalArgumentException if they are not whole numbers
     */
    public Index labels() {
        return Index.of(targets.value());
    }
}
