package org.autodiff.nn.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/** What precision, recall and F1 have in common: they are ratios of counts of each class. */
abstract class ClassScore implements Metric {
    private static final String[] COUNTS = {"right", "predicted", "actual"};

    /**
     * What does not change.
     *
     * @param classes how many there are
     * @param threshold of one score; null for a score of each class
     * @param average of the classes; null for the score of class 1 of two
     * @param zeroDivision the score where it would be 0 / 0
     */
    record Options(int classes, Double threshold, Average average, double zeroDivision) {
        static Options binary(double threshold) {
            Check.finite("metric: threshold", threshold);
            return new Options(2, threshold, null, 0);
        }

        static Options of(int classes, Average average) {
            Check.atLeast("metric: classes", classes, 2);
            return new Options(classes, null, Objects.requireNonNull(average, "metric: average is null"), 0);
        }

        Options zeroDivision(double value) {
            if (!(value == 0 || value == 1 || Double.isNaN(value))) {
                throw new IllegalArgumentException("metric: zeroDivision must be 0, 1 or NaN, got " + value);
            }
            return new Options(classes, threshold, average, value);
        }
    }

    private final String score;
    private final Options options;
    private final Decisions.Rule decide;
    private final long[][] counts; // right, predicted and actual, by class

    ClassScore(String score, Options options) {
        this.score = score;
        this.options = options;
        this.decide =
                options.threshold == null ? Decisions.largestOf(options.classes) : Decisions.atLeast(options.threshold);
        this.counts = new long[COUNTS.length][options.classes];
    }

    /**
     * The score as a ratio of counts.
     *
     * @param right samples of a class that were predicted to be of it
     * @param predicted samples that were predicted to be of the class
     * @param actual samples of the class
     */
    abstract double ratio(long right, long predicted, long actual);

    final Options options() {
        return options;
    }

    @Override
    public final String name() {
        return options.average == null
                ? score
                : options.average.word() + Character.toUpperCase(score.charAt(0)) + score.substring(1);
    }

    @Override
    public final boolean higherIsBetter() {
        return true;
    }

    @Override
    public final void update(Tensor predictions, Tensor targets) {
        Decisions decisions = decide.apply(name(), predictions, targets);
        for (int i = 0; i < decisions.size(); i++) {
            int truth = decisions.truth()[i];
            int predicted = decisions.predicted()[i];
            counts[0][truth] += truth == predicted ? 1 : 0;
            counts[1][predicted]++;
            counts[2][truth]++;
        }
    }

    @Override
    public final double value() {
        long samples = Arrays.stream(counts[2]).sum();
        Numbers.requireSamples(name(), samples);
        if (options.average == null) {
            return scoreOf(1);
        }
        if (options.average == Average.MICRO) {
            return orZeroDivision(ratio(Arrays.stream(counts[0]).sum(), samples, samples));
        }
        double sum = 0;
        long weights = 0;
        for (int c = 0; c < options.classes; c++) {
            double one = scoreOf(c);
            boolean absent = counts[1][c] == 0 && counts[2][c] == 0;
            if (!absent && !Double.isNaN(one)) {
                long weight = options.average == Average.MACRO ? 1 : counts[2][c];
                sum += weight * one;
                weights += weight;
            }
        }
        return weights == 0 ? Double.NaN : sum / weights;
    }

    /**
     * The score of every class, whatever the average is.
     *
     * @throws IllegalStateException if there are no samples yet
     */
    public final double[] perClass() {
        Numbers.requireSamples(name(), Arrays.stream(counts[2]).sum());
        double[] scores = new double[options.classes];
        Arrays.setAll(scores, this::scoreOf);
        return scores;
    }

    private double scoreOf(int c) {
        return orZeroDivision(ratio(counts[0][c], counts[1][c], counts[2][c]));
    }

    private double orZeroDivision(double ratio) {
        return Double.isNaN(ratio) ? options.zeroDivision : ratio;
    }

    @Override
    public final void reset() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public final Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        for (int i = 0; i < COUNTS.length; i++) {
            state.put(
                    COUNTS[i],
                    NdArray.of(Arrays.stream(counts[i]).asDoubleStream().toArray()));
        }
        return state;
    }

    @Override
    public final void load(Map<String, NdArray> state) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String name : COUNTS) {
            shapes.put(name, Shape.of(options.classes));
        }
        StateCheck check = StateCheck.of(name(), shapes, state);
        for (String name : COUNTS) {
            if (check.has(name) && !Counts.areCounts(state.get(name).toArray())) {
                check.refuse(name, Counts.RULE);
            }
        }
        check.requireNothing();
        for (int i = 0; i < COUNTS.length; i++) {
            counts[i] = Counts.of(state.get(COUNTS[i]).toArray());
        }
    }
}
