package org.autodiff.nn.metric;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.Stateful;

/**
 * How good predictions are, as one number over any number of batches.
 *
 * <pre>{@code
 * Metric accuracy = new Accuracy();
 * for (Batch batch : BatchLoader.inOrder(test, 256)) {
 *     accuracy.update(model.apply(batch.features()), batch.targets());
 * }
 * double share = accuracy.value();
 * }</pre>
 *
 * <p>The value is that of all samples together, not a mean over batches: however the samples are divided into batches
 * and ordered, it is the same, to the last bit. What has been counted so far is its {@link #state}, so that it can be
 * part of a checkpoint. Metrics are not differentiable, and record nothing. For use by one thread.
 */
public interface Metric extends Stateful {
    /** What tables and messages call it, such as {@code accuracy}. */
    String name();

    /** Whether a larger value is a better one, as of an accuracy; false for errors and losses. */
    boolean higherIsBetter();

    /**
     * Counts more samples.
     *
     * @param predictions of the model, in the shape that the metric says
     * @param targets numbers, or the labels of classes as whole numbers
     * @throws IllegalArgumentException if the shapes do not fit, a label is not a class, or a prediction is NaN; then
     *     none of the samples is counted
     */
    void update(Tensor predictions, Tensor targets);

    /** The same with labels. */
    default void update(Tensor predictions, Index labels) {
        Objects.requireNonNull(labels, () -> name() + ": labels are null");
        update(predictions, Tensor.of(labels.asArray()));
    }

    /**
     * The value over all samples since the last reset. It does not change what has been counted.
     *
     * @return NaN where the metric is not defined for these samples; each says when
     * @throws IllegalStateException if there are no samples yet
     */
    double value();

    /** Forgets all samples. */
    void reset();

    /**
     * This metric without the samples of one label, which need not be a class: padding, as of a
     * {@link org.autodiff.nn.loss.CrossEntropy} with the same {@code ignoreIndex}. What is counted is counted by this
     * metric itself.
     *
     * <pre>{@code
     * Metric accuracy = new Accuracy().ignoring(-100);
     * }</pre>
     */
    default Metric ignoring(int label) {
        return new IgnoredLabel(this, label);
    }
}
