package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.autodiff.nn.data.Split;

/**
 * How well a way of training does on samples that it has not seen: it is run once for each fold, and tested on that
 * fold. The spread of the scores says how much of a difference between two ways is chance.
 *
 * <pre>{@code
 * CrossValidation result = CrossValidation.run(Folds.stratified(data, 5, Rng.of(1)), (fold, split) -> {
 *     Standardizer standardizer = Standardizer.fit(split.train()); // fitted within the fold: nothing leaks
 *     Layer model = train(standardizer.apply(split.train()), Rng.of(fold));
 *     return accuracy(model, standardizer.apply(split.test()));
 * });
 * System.out.println(result); // 0.9533 +- 0.0298 over 5 folds: 0.9667 0.9667 0.9 0.9667 0.9667
 * }</pre>
 *
 * @param scores of the folds, in order
 */
public record CrossValidation(List<Double> scores) {
    /** A score of one fold. */
    @FunctionalInterface
    public interface Fold {
        /**
         * Trains a new model with the one part of the split and scores it with the other.
         *
         * @param number of the fold, counted from 0
         */
        double score(int number, Split split);
    }

    /**
     * Known scores.
     *
     * @throws IllegalArgumentException if there are none
     */
    public CrossValidation {
        scores = List.copyOf(scores);
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("crossValidation: needs at least one fold");
        }
    }

    /**
     * Trains and scores once for each fold, in order.
     *
     * @param folds as {@link org.autodiff.nn.data.Folds} makes them
     * @throws IllegalArgumentException if there are none
     * @throws IllegalStateException if a score is NaN
     */
    public static CrossValidation run(List<Split> folds, Fold task) {
        List<Double> scores = new ArrayList<>();
        for (Split split : folds) {
            double score = task.score(scores.size(), split);
            if (Double.isNaN(score)) {
                throw new IllegalStateException("crossValidation: the score of fold " + scores.size() + " is NaN");
            }
            scores.add(score);
        }
        return new CrossValidation(scores);
    }

    /** The mean of the scores. */
    public double mean() {
        return scores.stream().mapToDouble(s -> s).sum() / scores.size();
    }

    /**
     * The standard deviation of the scores, divided by n - 1; NaN for one fold. As the training parts overlap, the
     * scores are not independent: it is no error bar of the mean (Bengio and Grandvalet, 2004).
     */
    public double deviation() {
        double mean = mean();
        double sum = scores.stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
        return Math.sqrt(sum / (scores.size() - 1));
    }

    /** The mean, the deviation, and each score. */
    @Override
    public String toString() {
        String each = scores.stream().map(CrossValidation::text).collect(Collectors.joining(" "));
        return text(mean()) + " +- " + text(deviation()) + " over " + scores.size() + " folds: " + each;
    }

    private static String text(double score) {
        return String.format(Locale.ROOT, "%.4g", score);
    }
}
