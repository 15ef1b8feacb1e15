package org.autodiff.nn.metric;

import java.util.Objects;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.nn.loss.Loss;

/**
 * The mean of a loss.
 *
 * <pre>{@code
 * Metric huber = new MeanLoss(new Huber().reduction(Reduction.NONE));
 * Metric smoothed = new MeanLoss((logits, labels) -> new CrossEntropy().labelSmoothing(0.1)
 *         .reduction(Reduction.NONE)
 *         .apply(logits, Index.of(labels.value())));
 * }</pre>
 *
 * <p>Of a loss without reduction it is the exact mean of all its elements. A loss that is a mean itself, one number for
 * a batch, is weighted by the number of samples; then the division into batches matters in the last digits.
 */
public final class MeanLoss extends ErrorMean {
    private final Loss loss;

    /** Of any function of predictions and targets. */
    public MeanLoss(Loss loss) {
        this.loss = Objects.requireNonNull(loss, "loss: the loss is null");
    }

    @Override
    public String name() {
        return "loss";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if a loss is not finite
     */
    @Override
    @SuppressWarnings("try") // the scope acts by being open
    public void update(Tensor predictions, Tensor targets) {
        Numbers.requireGiven(name(), predictions, targets);
        try (NoGrad scope = NoGrad.open()) {
            Tensor value = loss.apply(predictions, targets);
            double[] all = Numbers.finite(name(), "value", value);
            if (value.shape().isScalar() && !predictions.shape().isScalar()) {
                add(all[0], predictions.shape().dim(0));
            } else {
                for (double one : all) {
                    add(one);
                }
            }
        }
    }

    /**
     * Counts a batch whose mean loss is known, for example as it was trained.
     *
     * @param mean of the losses of the samples
     * @param samples how many there are
     * @throws IllegalArgumentException if the mean is not finite, or the number is negative
     */
    public void add(double mean, long samples) {
        if (!(Math.abs(mean) <= 0x1p900) || samples < 0) {
            throw new IllegalArgumentException("loss: the mean " + mean + " of " + samples
                    + " samples cannot be counted: must be a number within 2^900 of 0, of at least 0 samples");
        }
        addMean(mean, samples);
    }
}
