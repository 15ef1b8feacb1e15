package org.autodiff.nn.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/**
 * The area under the receiver operating characteristic of two classes: the probability that a random sample of class 1
 * has a higher score than one of class 0, where equal scores count half. In [0, 1]; 0.5 for scores that know nothing.
 * It is exact, by the ranks of the scores (Mann and Whitney, 1947; Hanley and McNeil, The meaning and use of the area
 * under a ROC curve, 1982), and NaN if one of the classes has no samples.
 *
 * <p>It keeps every score, 9 bytes a sample. It depends on the order of the scores only: not for the question whether
 * probabilities are right, which {@link LogLoss} answers.
 */
public final class RocAuc implements Metric {
    private static final String NAME = "rocAuc";

    private double[] scores = new double[0];
    private boolean[] positive = new boolean[0];
    private int samples;

    /**
     * Of predictions that are one score for each label, which is 0 or 1: logits or probabilities of class 1. Or of two
     * for each, {@code (..., 2)}: then the second less the first is the score.
     */
    public RocAuc() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Numbers.requireGiven(NAME, predictions, targets);
        int[] labels = Numbers.labels(NAME, targets, 2);
        double[] added = scores(predictions, targets);
        int total = Math.addExact(samples, added.length);
        if (total > scores.length) {
            int room = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(64, 2L * total));
            scores = Arrays.copyOf(scores, room);
            positive = Arrays.copyOf(positive, room);
        }
        for (int i = 0; i < added.length; i++) {
            scores[samples + i] = added[i];
            positive[samples + i] = labels[i] == 1;
        }
        samples = total;
    }

    private static double[] scores(Tensor predictions, Tensor targets) {
        if (Numbers.onePerTarget(predictions, targets)) {
            return Numbers.ordered(NAME, "score", predictions);
        }
        Shape shape = predictions.shape();
        if (shape.isScalar() || shape.dim(-1) != 2 || !shape.dropLast(1).equals(targets.shape())) {
            throw Numbers.shapes(NAME, predictions, targets, "must be one score for each, or two in the last axis");
        }
        double[] both = Numbers.finite(NAME, "score", predictions);
        double[] scores = new double[both.length / 2];
        Arrays.setAll(scores, i -> both[2 * i + 1] - both[2 * i]);
        return scores;
    }

    @Override
    public double value() {
        Numbers.requireSamples(NAME, samples);
        double[] high = of(true);
        double[] low = of(false);
        if (high.length == 0 || low.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(high);
        Arrays.sort(low);
        long twice = 0; // of the pairs in order; those of equal scores count half
        int below = 0;
        int notAbove = 0;
        for (double score : high) {
            while (below < low.length && low[below] < score) {
                below++;
            }
            while (notAbove < low.length && low[notAbove] <= score) {
                notAbove++;
            }
            twice += below + notAbove;
        }
        return twice / (2.0 * high.length * low.length);
    }

    /** The scores of one class. */
    private double[] of(boolean side) {
        double[] kept = new double[samples];
        int n = 0;
        for (int i = 0; i < samples; i++) {
            if (positive[i] == side) {
                kept[n++] = scores[i];
            }
        }
        return Arrays.copyOf(kept, n);
    }

    @Override
    public void reset() {
        scores = new double[0];
        positive = new boolean[0];
        samples = 0;
    }

    @Override
    public Map<String, NdArray> state() {
        double[] labels = new double[samples];
        Arrays.setAll(labels, i -> positive[i] ? 1 : 0);
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("scores", NdArray.of(Arrays.copyOf(scores, samples)));
        state.put("labels", NdArray.of(labels));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        Objects.requireNonNull(state, NAME + ": the state is null");
        NdArray given = state.get("scores");
        Shape shape = Shape.of(given == null || given.rank() != 1 ? 0 : given.size());
        StateCheck check = StateCheck.of(NAME, Map.of("scores", shape, "labels", shape), state);
        if (check.has("scores") && Arrays.stream(given.toArray()).anyMatch(Double::isNaN)) {
            check.refuse("scores", "has NaN");
        }
        if (check.has("labels") && Arrays.stream(state.get("labels").toArray()).anyMatch(x -> x != 0 && x != 1)) {
            check.refuse("labels", "must be 0 or 1");
        }
        check.requireNothing();
        double[] labels = state.get("labels").toArray();
        scores = given.toArray();
        positive = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            positive[i] = labels[i] == 1;
        }
        samples = labels.length;
    }
}
