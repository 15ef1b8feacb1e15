package org.autodiff.nn.loss;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** What becomes of the losses of single samples or elements. */
public enum Reduction {
    /** Their mean, a scalar. */
    MEAN {
        @Override
        Tensor of(Tensor losses) {
            return losses.mean();
        }
    },

    /** Their sum, a scalar. */
    SUM {
        @Override
        Tensor of(Tensor losses) {
            return losses.sum();
        }
    },

    /** They stay as they are. */
    NONE {
        @Override
        Tensor of(Tensor losses) {
            return losses;
        }
    };

    abstract Tensor of(Tensor losses);

    /** Refuses an empty batch where the loss would be 0 / 0. */
    void requireSome(String loss, Shape losses) {
        if (this == MEAN && losses.size() == 0) {
            throw new IllegalArgumentException(
                    loss + ": the mean of no losses is not defined: got shape " + losses + ": use SUM");
        }
    }
}
