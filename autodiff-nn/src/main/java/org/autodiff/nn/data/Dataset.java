package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;

/**
 * Samples: the features of each, and the target to be predicted. The first axis of both arrays counts the samples.
 * Immutable.
 *
 * @param features of shape {@code (n, ...)}, for example {@code (n, d)}
 * @param targets of shape {@code (n, ...)}: numbers, or the labels of classes as whole numbers of shape {@code (n)}
 */
public record Dataset(NdArray features, NdArray targets) implements SampleSource {
    /**
     * Samples and their targets.
     *
     * @throws IllegalArgumentException if an array is a scalar, or there are not as many targets as features
     */
    public Dataset {
        if (features.rank() == 0 || targets.rank() == 0) {
            throw new IllegalArgumentException("dataset: needs a first axis that counts the samples, got features "
                    + features.shape() + ", targets " + targets.shape());
        }
        if (features.shape().dim(0) != targets.shape().dim(0)) {
            throw new IllegalArgumentException("dataset: as many targets as features are needed, got features "
                    + features.shape() + ", targets " + targets.shape());
        }
    }

    /** Samples with the class of each. */
    public static Dataset of(NdArray features, Index labels) {
        return new Dataset(features, labels.asArray());
    }

    /** Samples with the numbers to predict. */
    public static Dataset of(NdArray features, NdArray targets) {
        return new Dataset(features, targets);
    }

    @Override
    public int size() {
        return features.shape().dim(0);
    }

    /** The targets as labels of classes. */
    public Index labels() {
        return Index.of(targets);
    }

    /**
     * Some of the samples, in the given order; negative positions count from the end.
     *
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    @Override
    public Dataset rows(int... rows) {
        Batch chosen = get(rows);
        return new Dataset(chosen.features().value(), chosen.targets().value());
    }

    @Override
    public Batch get(int... rows) {
        Index index = Index.of(rows);
        return new Batch(
                Tensor.of(features).gatherRows(index), Tensor.of(targets).gatherRows(index));
    }

    /** All samples as one batch. */
    public Batch batch() {
        return new Batch(Tensor.of(features), Tensor.of(targets));
    }

    /** The sizes only. */
    @Override
    public String toString() {
        return "Dataset[features " + features.shape() + ", targets " + targets.shape() + "]";
    }
}
