package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/**
 * Says when a training no longer gets better: after a number of epochs in a row without an improvement of one of its
 * numbers (Prechelt, Early stopping - but when?, 1998). It is told each number with {@link #observe}; a {@link Trainer}
 * does that.
 *
 * <pre>{@code
 * EarlyStopping.lowest("validation loss").patience(5).restoreBest(true)
 * EarlyStopping.highest("accuracy").patience(10).minDelta(0.001)
 * }</pre>
 *
 * <p>Watch a number of validation data: the loss of the training data goes on falling while a model overfits. For use
 * by one training.
 */
public final class EarlyStopping implements Stateful {
    private final String metric;
    private final boolean lowest;
    private int patience = 5;
    private double minDelta;
    private boolean restoreBest;
    private double best = Double.NaN;
    private int waited;

    private EarlyStopping(String metric, boolean lowest) {
        this.metric = Objects.requireNonNull(metric, "early stopping: the metric is null");
        this.lowest = lowest;
    }

    /** Lower is better, as of {@code validation loss}. */
    public static EarlyStopping lowest(String metric) {
        return new EarlyStopping(metric, true);
    }

    /** Higher is better, as of {@code accuracy}. */
    public static EarlyStopping highest(String metric) {
        return new EarlyStopping(metric, false);
    }

    /**
     * After so many epochs in a row without an improvement it is time to stop; 5 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public EarlyStopping patience(int epochs) {
        Check.atLeast("early stopping: patience", epochs, 1);
        this.patience = epochs;
        return this;
    }

    /**
     * A number must be better than the best by more than this, to count as better; 0 by default.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public EarlyStopping minDelta(double minDelta) {
        Check.notNegative("early stopping: minDelta", minDelta);
        this.minDelta = minDelta;
        return this;
    }

    /**
     * Whether the model is to be in the end what it was at its best, be the training stopped early or not; false by
     * default. The best model is kept in memory, and in checkpoints. A training that is then given more epochs goes on
     * from the best model; one that is resumed from a checkpoint goes on from the last one.
     */
    public EarlyStopping restoreBest(boolean restoreBest) {
        this.restoreBest = restoreBest;
        return this;
    }

    /** What it watches. */
    public String metric() {
        return metric;
    }

    boolean restoresBest() {
        return restoreBest;
    }

    /**
     * Takes up the number of one more epoch.
     *
     * @return whether it is the best so far; NaN never is
     */
    public boolean observe(double value) {
        boolean better = !Double.isNaN(value)
                && (Double.isNaN(best) || (lowest ? value < best - minDelta : value > best + minDelta));
        if (better) {
            best = value;
        }
        waited = better ? 0 : waited + 1;
        return better;
    }

    /** Whether it is time to stop. */
    public boolean isTime() {
        return waited >= patience;
    }

    /** The best number so far; NaN before the first. */
    public double best() {
        return best;
    }

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("best", NdArray.of(best));
        state.put("waited", NdArray.of(waited));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.like(state(), "early stopping", state);
        int epochs = check.smallCount("waited");
        check.requireNothing();
        best = state.get("best").item();
        waited = epochs;
    }
}
