package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;

/**
 * A function of features whose numbers are fitted to a training set and then applied unchanged to everything else, so
 * that nothing is learned from the test set. What was fitted is its state, saved with the model: to predict, make the
 * same transform anew and {@link #load} it.
 *
 * <pre>{@code
 * Transform transform = new TransformChain(new Standardizer(), Whitening.pca()).fit(split.train());
 * Dataset train = transform.apply(split.train());
 * }</pre>
 *
 * <p>Applying is safe for use by several threads, also while another one fits.
 */
public interface Transform extends Stateful {
    /**
     * Fits to the features of a training set, in place of what was fitted before; nothing has changed if it throws.
     *
     * @param features of shape {@code (n, ...)}
     * @return this
     * @throws IllegalArgumentException if there are no samples, or a number is infinite or NaN
     */
    Transform fit(NdArray features);

    /** Fits to the features of a training set. */
    default Transform fit(Dataset train) {
        return fit(train.features());
    }

    /**
     * Transforms samples; differentiable where the transform is.
     *
     * @param x of the shape of one sample, after any number of other axes
     * @throws IllegalArgumentException if a sample has another shape than in training
     * @throws IllegalStateException if it was neither fitted nor loaded
     */
    Tensor apply(Tensor x);

    /**
     * The samples whose transform this is, or the nearest of them if the transform loses something.
     *
     * @param y what {@link #apply} gave
     */
    Tensor invert(Tensor y);

    /** A transform with the same options that is not fitted: for another fold of a cross-validation, for example. */
    Transform unfitted();

    /** Transforms samples. */
    default NdArray apply(NdArray x) {
        return apply(Tensor.of(x)).value();
    }

    /** The samples whose transform this is. */
    default NdArray invert(NdArray y) {
        return invert(Tensor.of(y)).value();
    }

    /** The same samples with transformed features. */
    default Dataset apply(Dataset data) {
        return new Dataset(apply(data.features()), data.targets());
    }
}
