package org.autodiff.nn.schedule;

import java.util.Objects;
import org.autodiff.nn.internal.Check;

/**
 * A rate that falls when a metric, such as the loss on validation data, stops getting better: PyTorch's
 * {@code ReduceLROnPlateau}. The only schedule with a memory: its rate depends on the metrics so far, not on the step.
 *
 * <pre>{@code
 * ReduceOnPlateau plateau = new ReduceOnPlateau(0.1, new ReduceOnPlateau.Options().patience(3));
 * Optimizer optimizer = Optimizer.of(model, new Adam(), plateau);
 * for (int epoch = 0; epoch < epochs; epoch++) {
 *     ...
 *     plateau.observe(validationLoss);
 * }
 * }</pre>
 *
 * <p>For use by one thread.
 */
public final class ReduceOnPlateau implements Schedule {
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

    /**
     * The options.
     *
     * @param mode whether less or more is better
     * @param factor what the rate is multiplied by, in (0, 1)
     * @param patience how many metrics in a row may be no better before the next such one reduces the rate, at least 0
     * @param threshold at least 0
     * @param thresholdMode whether the threshold is relative or absolute
     * @param cooldown for how many metrics after a reduction those that are no better do not count, at least 0
     * @param minRate the lowest rate, at least 0
     * @param eps a reduction by no more than this is not made, at least 0
     */
    public record Options(
            Mode mode,
            double factor,
            int patience,
            double threshold,
            Threshold thresholdMode,
            int cooldown,
            double minRate,
            double eps) {
        /**
         * All options.
         *
         * @throws IllegalArgumentException if a number is out of its range
         */
        public Options {
            if (!(factor > 0 && factor < 1)) {
                throw new IllegalArgumentException("reduceOnPlateau: factor must be in (0, 1), got " + factor);
            }
            Check.atLeast("reduceOnPlateau: patience", patience, 0);
            Check.notNegative("reduceOnPlateau: threshold", threshold);
            Check.atLeast("reduceOnPlateau: cooldown", cooldown, 0);
            Check.notNegative("reduceOnPlateau: minRate", minRate);
            Check.notNegative("reduceOnPlateau: eps", eps);
            Objects.requireNonNull(mode, "reduceOnPlateau: mode is null");
            Objects.requireNonNull(thresholdMode, "reduceOnPlateau: thresholdMode is null");
        }

        /** PyTorch's: less is better, factor 0.1, patience 10, relative threshold 1e-4, eps 1e-8, the others 0. */
        public Options() {
            this(Mode.MIN, 0.1, 10, 1e-4, Threshold.RELATIVE, 0, 0, 1e-8);
        }

        /** The same, with less or more being better. */
        public Options mode(Mode mode) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

        /** The same with another factor. */
        public Options factor(double factor) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

        /** The same with another patience. */
        public Options patience(int patience) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

        /** The same with another threshold. */
        public Options threshold(double threshold, Threshold thresholdMode) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

        /** The same with another cooldown. */
        public Options cooldown(int cooldown) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

        /** The same with another lowest rate. */
        public Options minRate(double minRate) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

        /** The same with another smallest reduction. */
        public Options eps(double eps) {
            return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minRate, eps);
        }

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

    /**
     * All that the schedule remembers.
     *
     * @param rate the present rate
     * @param best the best metric so far; infinite before the first
     * @param bad how many metrics in a row were no better
     * @param cooldown for how many more metrics those that are no better do not count
     */
    public record Standing(double rate, double best, int bad, int cooldown) {
        /**
         * Checks the numbers, which may come from a file.
         *
         * @throws IllegalArgumentException if the rate is negative or not finite, the best is NaN, or a count is
         *     negative
         */
        public Standing {
            Check.notNegative("reduceOnPlateau: rate", rate);
            if (Double.isNaN(best)) {
                throw new IllegalArgumentException("reduceOnPlateau: best must not be NaN");
            }
            Check.atLeast("reduceOnPlateau: bad", bad, 0);
            Check.atLeast("reduceOnPlateau: cooldown", cooldown, 0);
        }
    }

    private final Options options;
    private Standing now;

    /**
     * A schedule with chosen options.
     *
     * @param rate the first rate
     * @throws IllegalArgumentException if the rate is negative or not finite
     */
    public ReduceOnPlateau(double rate, Options options) {
        Check.notNegative("reduceOnPlateau: rate", rate);
        this.options = Objects.requireNonNull(options, "reduceOnPlateau: options are null");
        now = new Standing(rate, options.mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY, 0, 0);
    }

    /** A schedule with PyTorch's options. */
    public ReduceOnPlateau(double rate) {
        this(rate, new Options());
    }

    /** Observes a metric. NaN is never better; the first metric that is finite is always better. */
    public void observe(double metric) {
        boolean better = options.better(metric, now.best);
        int bad = better || now.cooldown > 0 ? 0 : now.bad + 1;
        int cooldown = Math.max(0, now.cooldown - 1);
        double rate = now.rate;
        if (bad > options.patience) {
            double reduced = Math.max(rate * options.factor, options.minRate);
            rate = rate - reduced > options.eps ? reduced : rate;
            cooldown = options.cooldown;
            bad = 0;
        }
        now = new Standing(rate, better ? metric : now.best, bad, cooldown);
    }

    /** The present rate, whatever the step. */
    @Override
    public double at(long step) {
        Steps.check(step);
        return now.rate;
    }

    /** The present state. */
    public Standing standing() {
        return now;
    }

    /** Continues from a state of another schedule with the same options. */
    public void restore(Standing standing) {
        now = Objects.requireNonNull(standing, "reduceOnPlateau: standing is null");
    }

    @Override
    public String toString() {
        return "ReduceOnPlateau[" + options + ", " + now + "]";
    }
}
