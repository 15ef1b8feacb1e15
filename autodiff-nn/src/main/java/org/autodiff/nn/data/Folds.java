package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.autodiff.Rng;

/**
 * Divides samples into k parts, the folds, each of which is the test of one {@link Split}, whose training part is all
 * the others: k-fold cross-validation. Every sample is tested once. Within a split the samples keep their order.
 *
 * <p>Not for samples that depend on each other, such as several of one person or a series in time: parts that are drawn
 * at random then leak what is to be predicted.
 */
public final class Folds {
    private Folds() {}

    /**
     * Divides at random. The sizes of the folds differ by one at most, the larger ones come first.
     *
     * @param k how many folds
     * @param rng decides which sample is in which fold; the same seed gives the same folds
     * @throws IllegalArgumentException if k is less than 2, or more than the number of samples
     */
    public static List<Split> of(Dataset all, int k, Rng rng) {
        requireFolds(all, k);
        return splits(all, k, rng.permutation(all.size()));
    }

    /**
     * Divides each class by itself, so that all folds have nearly the same share of it: for labels, above all where a
     * class is rare. Both the sizes of the folds and the numbers of a class in them differ by one at most.
     *
     * @param k as above
     * @param rng as above
     * @throws IllegalArgumentException also if a class has fewer than k samples, so that a fold would be without it
     */
    public static List<Split> stratified(Dataset all, int k, Rng rng) {
        requireFolds(all, k);
        int[] labels = all.labels().toArray();
        if (labels.length != all.size()) {
            throw new IllegalArgumentException("folds: targets of shape "
                    + all.targets().shape() + " are not one label for each sample: must be (" + all.size() + ")");
        }
        Map<Integer, List<Integer>> classes = new TreeMap<>();
        for (int sample : rng.permutation(all.size())) {
            classes.computeIfAbsent(labels[sample], c -> new ArrayList<>()).add(sample);
        }
        classes.forEach((label, samples) -> {
            if (samples.size() < k) {
                throw new IllegalArgumentException("folds: class " + label + " has " + samples.size()
                        + " samples, too few for " + k + " folds: take fewer folds, or Folds.of, which may leave a"
                        + " fold without it");
            }
        });
        int[] order =
                classes.values().stream().flatMap(List::stream).mapToInt(i -> i).toArray();
        return splits(all, k, order);
    }

    private static void requireFolds(Dataset all, int k) {
        if (k < 2 || k > all.size()) {
            throw new IllegalArgumentException(
                    "folds: the number of folds must be from 2 to the number of samples, " + all.size() + ", got " + k);
        }
    }

    /** Deals the samples out like cards, in their order. */
    private static List<Split> splits(Dataset all, int k, int[] order) {
        int[] foldOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            foldOf[order[i]] = i % k;
        }
        List<Split> splits = new ArrayList<>();
        for (int f = 0; f < k; f++) {
            int fold = f;
            int[] test = rows(foldOf, i -> i == fold);
            int[] train = rows(foldOf, i -> i != fold);
            splits.add(new Split(all.rows(train), all.rows(test)));
        }
        return List.copyOf(splits);
    }

    private static int[] rows(int[] foldOf, IntPredicate chosen) {
        return IntStream.range(0, foldOf.length)
                .filter(i -> chosen.test(foldOf[i]))
                .toArray();
    }
}
