package org.autodiff.nn.metric;

import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** A metric that does not see the samples of one label; see {@link Metric#ignoring}. */
record IgnoredLabel(Metric metric, int label) implements Metric {
    IgnoredLabel {
        Objects.requireNonNull(metric, "metric: the metric is null");
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Numbers.requireGiven(name(), predictions, targets);
        double[] labels = targets.toArray();
        Index kept = Index.of(IntStream.range(0, labels.length)
                .filter(i -> labels[i] != label)
                .toArray());
        metric.update(
                rows(predictions, targets).gatherRows(kept), targets.reshape(-1).gatherRows(kept));
    }

    /** The predictions with one row for each label. */
    private Tensor rows(Tensor predictions, Tensor targets) {
        Tensor all = predictions.detach();
        if (Numbers.onePerTarget(predictions, targets)) {
            return all.reshape(-1);
        }
        Shape shape = predictions.shape();
        if (shape.isScalar() || !shape.dropLast(1).equals(targets.shape())) {
            throw Numbers.shapes(name(), predictions, targets, "must be (..., classes) or one score for labels (...)");
        }
        return all.reshape(targets.size(), shape.dim(-1));
    }

    @Override
    public String name() {
        return metric.name();
    }

    @Override
    public boolean higherIsBetter() {
        return metric.higherIsBetter();
    }

    @Override
    public double value() {
        return metric.value();
    }

    @Override
    public void reset() {
        metric.reset();
    }

    @Override
    public Map<String, NdArray> state() {
        return metric.state();
    }

    @Override
    public void load(Map<String, NdArray> state) {
        metric.load(state);
    }
}
