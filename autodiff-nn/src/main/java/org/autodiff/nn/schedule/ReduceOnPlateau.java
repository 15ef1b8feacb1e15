package org.autodiff.nn.schedule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/**
 * A rate that falls when a metric, such as the loss on validation data, stops getting better: PyTorch's
 * {@code ReduceLROnPlateau}. The only schedule with a memory: its rate depends on the metrics so far, not on the step.
 *
 * <pre>{@code
 * ReduceOnPlateau plateau = ReduceOnPlateau.builder(0.1).patience(3).build();
 * Optimizer optimizer = Optimizer.of(model, new Adam(), plateau);
 * for (int epoch = 0; epoch < epochs; epoch++) {
 *     ...
 *     plateau.observe(validationLoss);
 * }
 * }</pre>
 *
 * <p>Its state is the rate, the best metric, and two counts, so a stopped training goes on as if it had not been. An
 * optimizer saves it as part of its own.
 *
 * <p>For use by one thread.
 */
public final class ReduceOnPlateau implements Schedule, Stateful {
    /** Whether a lower or a higher metric is better. */
    public enum Mode {
        /** Less is better. */
        MIN,

        /** More is better. */
        MAX
    }

    /** How much better a metric must be to count as better. */
    public enum Threshold {
        /**
         * Below {@code best - threshold |best|}, or if more is better, above {@code best + threshold |best|}. (PyTorch
         * takes {@code best} instead of its absolute value, and so counts -1 ten times in a row as nine improvements.)
         */
        RELATIVE,

        /** Below {@code best - threshold}, or if more is better, above {@code best + threshold}. */
        ABSOLUTE
    }

    private final Options options;
    private double rate;
    private double best; // infinite before the first metric
    private int bad; // how many metrics in a row were no better
    private int cooldown; // for how many more metrics those that are no better do not count

    private ReduceOnPlateau(double rate, Options options) {
        this.options = options;
        this.rate = rate;
        best = options.mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /**
     * A schedule with PyTorch's options; see {@link Builder}.
     *
     * @param rate the first rate
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static ReduceOnPlateau of(double rate) {
        return builder(rate).build();
    }

    /**
     * A schedule with other options than PyTorch's.
     *
     * @param rate the first rate
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Builder builder(double rate) {
        return new Builder(rate);
    }

    /** The options, which begin as PyTorch's. Each method changes this builder and returns it. */
    public static final class Builder {
        private final double rate;
        private Mode mode = Mode.MIN;
        private double factor = 0.1;
        private int patience = 10;
        private double threshold = 1e-4;
        private Threshold thresholdMode = Threshold.RELATIVE;
        private int cooldown;
        private double minRate;
        private double eps = 1e-8;

        private Builder(double rate) {
            Check.notNegative("reduceOnPlateau: rate", rate);
            this.rate = rate;
        }

        /** Whether less or more is better: less, if not said otherwise. */
        public Builder mode(Mode mode) {
            this.mode = Objects.requireNonNull(mode, "reduceOnPlateau: mode is null");
            return this;
        }

        /**
         * What the rate is multiplied by: 0.1, if not said otherwise.
         *
         * @throws IllegalArgumentException if it is not in (0, 1)
         */
        public Builder factor(double factor) {
            if (!(factor > 0 && factor < 1)) {
                throw new IllegalArgumentException("reduceOnPlateau: factor must be in (0, 1), got " + factor);
            }
            this.factor = factor;
            return this;
        }

        /**
         * How many metrics in a row may be no better before the next such one reduces the rate: 10, if not said
         * otherwise.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder patience(int patience) {
            Check.atLeast("reduceOnPlateau: patience", patience, 0);
            this.patience = patience;
            return this;
        }

        /**
         * How much better a metric must be to count as better: by a share of 1e-4, if not said otherwise.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder threshold(double threshold, Threshold thresholdMode) {
            Check.notNegative("reduceOnPlateau: threshold", threshold);
            this.threshold = threshold;
            this.thresholdMode = Objects.requireNonNull(thresholdMode, "reduceOnPlateau: thresholdMode is null");
            return this;
        }

        /**
         * For how many metrics after a reduction those that are no better do not count: 0, if not said otherwise.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder cooldown(int cooldown) {
            Check.atLeast("reduceOnPlateau: cooldown", cooldown, 0);
            this.cooldown = cooldown;
            return this;
        }

        /**
         * The lowest rate: 0, if not said otherwise.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder minRate(double minRate) {
            Check.notNegative("reduceOnPlateau: minRate", minRate);
            this.minRate = minRate;
            return this;
        }

        /**
         * A reduction by no more than this is not made: 1e-8, if not said otherwise.
         *
         * @throws IllegalArgumentException if it is negative or not finite
         */
        public Builder eps(double eps) {
            Check.notNegative("reduceOnPlateau: eps", eps);
            this.eps = eps;
            return this;
        }

        /** A new schedule. */
        public ReduceOnPlateau build() {
            Options options = new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
            return new ReduceOnPlateau(rate, options);
        }
    }

    private record Options(
            Mode mode,
            double factor,
            int patience,
            double threshold,
            Threshold thresholdMode,
            int cooldown,
            double minRate,
            double eps) {
        private boolean better(double metric, double best) {
            double sign = mode == Mode.MIN ? 1 : -1; // times the metric, less is better
            return sign * metric < toBeat(sign * best);
        }

        private double toBeat(double best) {
            if (Double.isInfinite(best)) {
                return best; // infinity - infinity would be NaN
            }
            if (thresholdMode == Threshold.ABSOLUTE) {
                return best - threshold;
            }
            return best * (best > 0 ? 1 - threshold : 1 + threshold);
        }
    }

    /** Observes a metric. NaN is never better; the first metric that is finite is always better. */
    public void observe(double metric) {
        boolean better = options.better(metric, best);
        bad = better || cooldown > 0 ? 0 : bad + 1;
        cooldown = Math.max(0, cooldown - 1);
        if (bad > options.patience) {
            double reduced = Math.max(rate * options.factor, options.minRate);
            rate = rate - reduced > options.eps ? reduced : rate;
            cooldown = options.cooldown;
            bad = 0;
        }
        best = better ? metric : best;
    }

    /** The present rate, whatever the step. */
    @Override
    public double at(long step) {
        Steps.check(step);
        return rate;
    }

    /** The present rate, the best metric so far (infinite before the first), and two counts. */
    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("rate", NdArray.of(rate));
        state.put("best", NdArray.of(best));
        state.put("bad", NdArray.of(bad));
        state.put("cooldown", NdArray.of(cooldown));
        return Collections.unmodifiableMap(state);
    }

    /** Continues from the state of a schedule with the same options. */
    @Override
    public void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.like(state(), "reduceOnPlateau", state);
        double rate = check.notNegative("rate");
        double best = check.number("best");
        int bad = check.smallCount("bad");
        int cooldown = check.smallCount("cooldown");
        if (Double.isNaN(best)) {
            check.refuse("best", "is NaN");
        }
        check.requireNothing();
        this.rate = rate;
        this.best = best;
        this.bad = bad;
        this.cooldown = cooldown;
    }

    @Override
    public String toString() {
        return "ReduceOnPlateau[" + options + ", rate " + rate + ", best " + best + ", bad " + bad + ", cooldown "
                + cooldown + "]";
    }
}
