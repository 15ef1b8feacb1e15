package org.autodiff.nn.norm;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Batch normalisation of {@code (n, channels)} or {@code (n, channels, length)} (Ioffe and Szegedy, Batch
 * normalization, ICML 2015): in training each channel gets mean 0 and variance 1 over the batch and the length, and
 * then a learned scale and shift:
 *
 * <pre>{@code
 * y = (x - mean) / sqrt(var + eps) * weight + bias
 * }</pre>
 *
 * <p>with the biased variance. The gradient flows through mean and variance, too. Evaluation uses running statistics
 * instead, which training collects: {@code running = (1 - momentum) running + momentum batch}, with the unbiased
 * estimate of the variance; all as in PyTorch.
 *
 * <p>Parameters {@code weight} and {@code bias} of shape {@code (channels)}, which start at 1 and 0. Buffers
 * {@code runningMean} and {@code runningVar} of the same shape, which start at 0 and 1, and if they are
 * {@linkplain BatchNormBuilder#cumulative cumulative} the number of {@code batches}. In training, a batch with only one
 * value for each channel is refused, as its variance is not known. Where a running variance has overflowed, evaluation
 * gives NaN.
 */
public final class BatchNorm1d extends BatchNorm {
    private BatchNorm1d(Builder options) {
        super(options);
    }

    /**
     * A layer with eps 1e-5, momentum 0.1, weight and bias, and running statistics.
     *
     * @throws IllegalArgumentException if there are no channels
     */
    public static BatchNorm1d of(int channels) {
        return builder(channels).build();
    }

    /**
     * For all other options.
     *
     * @throws IllegalArgumentException if there are no channels
     */
    public static Builder builder(int channels) {
        return new Builder(channels);
    }

    /** Options of a {@link BatchNorm1d}. */
    public static final class Builder extends BatchNormBuilder<Builder> {
        private Builder(int channels) {
            super("batchNorm1d", channels);
        }

        /** The layer. */
        @Override
        public BatchNorm1d build() {
            return new BatchNorm1d(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        require(
                (shape.rank() == 2 || shape.rank() == 3) && shape.dim(1) == channels(),
                "(n, " + channels() + ") or (n, " + channels() + ", length)",
                shape);
        return normalise(x);
    }
}
