package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import org.autodiff.Tensor;

/**
 * The cross-entropy of two classes, from probabilities: for each element {@code -w (t log p + (1 - t) log(1 - p))}, by
 * default the mean. If p comes from a sigmoid, {@link BinaryCrossEntropyWithLogits} is faster and exact for scores of
 * any size.
 *
 * <p>As in PyTorch the logarithms are cut off at -100, so that the loss of p = 0 is 100 and not infinite; and where p
 * or {@code 1 - p} is that small, the derivative with respect to p is {@code (p - t) / 1e-12}, so that a wrong
 * prediction can change. (PyTorch has this derivative wherever {@code p (1 - p)} is below 1e-12; here the true
 * derivative holds as far as the logarithms do.)
 *
 * @param weight of the elements, of a shape that broadcasts to them; by default 1. The mean is still divided by the
 *     number of elements.
 * @param reduction of the elements' losses
 */
public record BinaryCrossEntropy(Optional<Tensor> weight, Reduction reduction) implements Loss {
    private static final String NAME = "binaryCrossEntropy";
    private static final double LEAST_LOG = -100;

    /** PyTorch's divisor where the logarithms are cut off, a number in single precision there. */
    private static final double LEAST_DIVISOR = 1e-12f;

    /** With chosen options. */
    public BinaryCrossEntropy {
        Objects.requireNonNull(weight, NAME + ": weight is null");
        Reduction.check(NAME, reduction);
    }

    /** The mean, without weights. */
    public BinaryCrossEntropy() {
        this(Optional.empty(), Reduction.MEAN);
    }

    /** The same with weights of the elements. */
    public BinaryCrossEntropy weight(Tensor weight) {
        return new BinaryCrossEntropy(Targets.given(NAME + ": weight", weight), reduction);
    }

    /** The same with another reduction. */
    public BinaryCrossEntropy reduction(Reduction reduction) {
        return new BinaryCrossEntropy(weight, reduction);
    }

    /**
     * The loss.
     *
     * @param prediction probabilities, in [0, 1], of any shape
     * @param target of the same shape, in [0, 1]
     * @return a scalar, or with {@link Reduction#NONE} the shape of the prediction
     * @throws IllegalArgumentException if the shapes differ, a number is not in [0, 1], or the mean of no elements is
     *     asked for
     */
    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Targets.requireSameShape(NAME, prediction, target);
        Targets.requireBroadcasts(NAME, "weight", weight, prediction.shape());
        Targets.requireProbabilities(NAME, "prediction", prediction);
        Targets.requireProbabilities(NAME, "target", target);
        Tensor cut = prediction.mul(prediction.neg().add(1)).less(Math.exp(LEAST_LOG));
        Tensor p = Tensor.where(cut, prediction.detach(), prediction);
        Tensor yes = p.log().clampMin(LEAST_LOG);
        Tensor no = p.neg().log1p().clampMin(LEAST_LOG);
        Tensor each = target.mul(yes).add(target.neg().add(1).mul(no)).neg().add(pull(cut, prediction, target));
        return reduction.of(NAME, Targets.weigh(weight, each));
    }

    /** 0, with the derivative (p - t) / 1e-12 where the logarithms are cut off. */
    private static Tensor pull(Tensor cut, Tensor prediction, Tensor target) {
        Tensor error = prediction.sub(target.detach()).maskedFill(cut.not(), 0);
        Tensor parabola = error.square().mul(0.5 / LEAST_DIVISOR);
        return parabola.sub(parabola.detach());
    }
}
