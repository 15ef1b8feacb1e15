package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** What all fitted transforms check, and measure. */
final class Fitting {
    private Fitting() {}

    static <T> T require(String owner, T fitted) {
        if (fitted == null) {
            throw new IllegalStateException(owner + ": not fitted yet: fit it to the training set, or load its state");
        }
        return fitted;
    }

    static void requireSamples(String owner, NdArray features) {
        Shape shape = features.shape();
        if (shape.isScalar() || shape.dim(0) == 0) {
            throw new IllegalArgumentException(owner + ": needs at least one sample, got shape " + shape);
        }
        int width = features.size() / shape.dim(0);
        for (int i = 0; i < features.size(); i++) {
            if (!Double.isFinite(features.at(i))) {
                throw new IllegalArgumentException(owner + ": feature " + i % width + " of sample " + i / width + " is "
                        + features.at(i) + ": must be finite");
            }
        }
    }

    static void requireSample(String owner, Shape sample, Tensor x) {
        int lead = x.rank() - sample.rank();
        if (lead < 0 || !x.shape().dropFirst(lead).equals(sample)) {
            throw new IllegalArgumentException(
                    owner + ": fitted to samples of shape " + sample + ", got shape " + x.shape());
        }
    }

    /** The means of the features, in which the rounding of a long sum is corrected. */
    static Tensor mean(Tensor x) {
        Tensor rough = x.mean(0);
        return rough.add(x.sub(rough).mean(0));
    }

    /** The same numbers in an array that stays when the step ends in which it was computed. */
    static NdArray kept(NdArray computed) {
        return computed == null ? null : NdArray.of(computed.shape(), computed.toArray());
    }

    static void requireInRange(String owner, NdArray measured) {
        for (int i = 0; i < measured.size(); i++) {
            if (!Double.isFinite(measured.at(i))) {
                throw new IllegalArgumentException(owner + ": the sums of feature " + i
                        + " are beyond the range of double: divide it by some number first");
            }
        }
    }
}
