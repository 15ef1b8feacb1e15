package org.autodiff.nn.loss;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** How the losses of single samples or elements are combined. */
public enum Reduction {
    /** Their mean, a scalar; some losses take the weighted mean where targets have weights, and say so. */
    MEAN {
        @Override
        Tensor of(String loss, Tensor losses) {
            requireSome(loss, losses.shape(), losses.size());
            return losses.mean();
        }

        @Override
        Tensor of(String loss, Tensor losses, Tensor weights) {
            requireSome(loss, losses.shape(), losses.size());
            Tensor total = weights.sum();
            if (total.hasNumbers() && total.item() == 0) { // of examples of a batch, such a mean is NaN
                throw new IllegalArgumentException(loss
                        + ": the mean of no losses is not defined: all targets are ignored or have weight 0: use SUM");
            }
            return losses.sum().div(total);
        }
    },

    /** Their sum, a scalar. */
    SUM {
        @Override
        Tensor of(String loss, Tensor losses) {
            return losses.sum();
        }
    },

    /**
     * Their sum divided by the size of the first axis, the batch; a scalar. A loss without axes is a batch of 1. It is
     * PyTorch's {@code batchmean}, there meant for {@link KlDivergence}, and available for all losses.
     */
    BATCH_MEAN {
        @Override
        Tensor of(String loss, Tensor losses) {
            Shape shape = losses.shape();
            int batch = shape.isScalar() ? 1 : shape.dim(0);
            requireSome(loss, shape, batch);
            return losses.sum().div(batch);
        }
    },

    /** Not combined: one loss for each sample or element. */
    NONE {
        @Override
        Tensor of(String loss, Tensor losses) {
            return losses;
        }
    };

    /** Refuses null. */
    static void check(String loss, Reduction reduction) {
        Objects.requireNonNull(reduction, () -> loss + ": reduction is null");
    }

    abstract Tensor of(String loss, Tensor losses);

    /** The same for losses that were multiplied by weights; their mean is divided by the sum of these. */
    Tensor of(String loss, Tensor losses, Tensor weights) {
        return of(loss, losses);
    }

    /** Refuses the mean of nothing, which would be 0 / 0. */
    private static void requireSome(String loss, Shape losses, int count) {
        if (count == 0) {
            throw new IllegalArgumentException(
                    loss + ": the mean of no losses is not defined: got shape " + losses + ": use SUM");
        }
    }
}
