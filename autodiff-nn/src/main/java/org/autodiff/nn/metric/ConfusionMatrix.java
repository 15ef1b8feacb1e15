package org.autodiff.nn.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/**
 * How often samples of each class were predicted to be of each class. Its {@link #value} is the accuracy.
 *
 * <pre>{@code
 * ConfusionMatrix matrix = ConfusionMatrix.of("cat", "dog");
 * matrix.update(model.apply(batch.features()), batch.labels());
 * System.out.print(matrix.toText());
 * }</pre>
 *
 * prints a line for each true class, and a column for each predicted one:
 *
 * <pre>
 * true  cat  dog     right
 *  cat   46    4    92.0 %
 *  dog    .   50   100.0 %
 * </pre>
 */
public final class ConfusionMatrix implements Metric {
    private final List<String> classes;
    private final Decisions.Rule decide;
    private final long[][] counts;

    /**
     * Two different classes that were confused.
     *
     * @param truth the class of the samples
     * @param predicted what they were taken for
     * @param count how many
     */
    public record Confusion(String truth, String predicted, long count) {}

    private ConfusionMatrix(List<String> classes, Decisions.Rule decide) {
        Check.atLeast("confusionMatrix: classes", classes.size(), 1);
        this.classes = List.copyOf(classes);
        this.decide = decide;
        this.counts = new long[classes.size()][classes.size()];
    }

    /**
     * Of classes with names, in the order of their labels. Predictions are of shape {@code (..., classes)}, logits or
     * probabilities, and labels of shape {@code (...)}; the class with the highest score is predicted, the first of
     * them if several are equal.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static ConfusionMatrix of(List<String> classes) {
        return new ConfusionMatrix(classes, Decisions.largestOf(classes.size()));
    }

    /** Of classes with names; see {@link #of(List)}. */
    public static ConfusionMatrix of(String... classes) {
        return of(List.of(classes));
    }

    /** Of classes called 0, 1 and so on; see {@link #of(List)}. */
    public static ConfusionMatrix of(int classes) {
        return of(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }

    /**
     * Of two classes, 0 and 1, where the prediction is one score: class 1 is predicted if it is at least the threshold.
     *
     * @param threshold 0.5 for probabilities, 0 for logits
     * @throws IllegalArgumentException if it is not finite
     */
    public static ConfusionMatrix binary(double threshold) {
        return new ConfusionMatrix(List.of("0", "1"), Decisions.atLeast(threshold));
    }

    @Override
    public String name() {
        return "confusionMatrix";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public void update(Tensor predictions, Tensor targets) {
        Decisions decisions = decide.apply(name(), predictions, targets);
        for (int i = 0; i < decisions.size(); i++) {
            counts[decisions.truth()[i]][decisions.predicted()[i]]++;
        }
    }

    /**
     * Counts samples that are decided already.
     *
     * @throws IllegalArgumentException if one of the classes does not exist, or the count is negative
     */
    public void add(int truth, int predicted, long count) {
        if (truth < 0 || truth >= counts.length || predicted < 0 || predicted >= counts.length || count < 0) {
            throw new IllegalArgumentException("confusionMatrix: " + count + " samples of class " + truth
                    + " predicted to be of class " + predicted + ": classes must be in [0, " + (counts.length - 1)
                    + "], and the count at least 0");
        }
        counts[truth][predicted] += count;
    }

    /** The accuracy. */
    @Override
    public double value() {
        Numbers.requireSamples(name(), samples());
        long right =
                IntStream.range(0, counts.length).mapToLong(c -> counts[c][c]).sum();
        return (double) right / samples();
    }

    /** The names of the classes. */
    public List<String> classes() {
        return classes;
    }

    /** The number of samples. */
    public long samples() {
        return IntStream.range(0, counts.length).mapToLong(this::total).sum();
    }

    /** How many samples of one class were predicted to be of a class, the same or another. */
    public long count(int truth, int predicted) {
        return counts[truth][predicted];
    }

    /** How many samples belong to a class. */
    public long total(int truth) {
        return Arrays.stream(counts[truth]).sum();
    }

    /** All confusions, the most frequent first, and of equal ones in the order of the classes. */
    public List<Confusion> confusions() {
        List<Confusion> found = new ArrayList<>();
        for (int t = 0; t < counts.length; t++) {
            for (int p = 0; p < counts.length; p++) {
                if (t != p && counts[t][p] > 0) {
                    found.add(new Confusion(classes.get(t), classes.get(p), counts[t][p]));
                }
            }
        }
        found.sort(Comparator.comparingLong(Confusion::count).reversed());
        return found;
    }

    /** The share of the samples of a class that were predicted rightly: "97.2 %", or "-" for one without samples. */
    public String share(int truth) {
        return ConfusionText.percent(counts[truth][truth], total(truth));
    }

    /**
     * The matrix in aligned columns, a dot for 0; for more than 20 classes a list of the most frequent confusions.
     * Columns of classes with names of more than 6 characters are headed by numbers.
     */
    public String toText() {
        return ConfusionText.of(this);
    }

    @Override
    public String toString() {
        return toText();
    }

    @Override
    public void reset() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
    }

    @Override
    public Map<String, NdArray> state() {
        double[] all = Arrays.stream(counts)
                .flatMapToLong(Arrays::stream)
                .asDoubleStream()
                .toArray();
        return Map.of("counts", NdArray.of(Shape.of(counts.length, counts.length), all));
    }

    @Override
    public void load(Map<String, NdArray> state) {
        StateCheck check = StateCheck.of(name(), Map.of("counts", Shape.of(counts.length, counts.length)), state);
        if (check.has("counts") && !Counts.areCounts(state.get("counts").toArray())) {
            check.refuse("counts", Counts.RULE);
        }
        check.requireNothing();
        long[] all = Counts.of(state.get("counts").toArray());
        for (int t = 0; t < counts.length; t++) {
            System.arraycopy(all, t * counts.length, counts[t], 0, counts.length);
        }
    }
}
