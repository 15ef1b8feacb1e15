package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.ndarray.Index;

/**
 * Rows divided at random into parts: each row is in exactly one. With parts of given shares it is a split, with parts
 * of equal size the folds of a cross-validation:
 *
 * <pre>{@code
 * Partition folds = Partition.stratifiedFolds(data.labels(), 5, rng);
 * for (int i = 0; i < folds.parts(); i++) {
 *     Dataset train = data.rows(folds.without(i));
 *     Dataset validation = data.rows(folds.part(i));
 * }
 * }</pre>
 *
 * <p>Not for rows that belong together, such as the pictures of one person or the days of one series: a part would be
 * judged by near copies of what was learned. Divide the persons, or cut the series at a day.
 */
public final class Partition {
    private static final double ROUNDING = 1e-9; // of a share times a number of rows

    private final int[][] parts;

    private Partition(int[][] parts) {
        this.parts = parts;
    }

    /**
     * Parts of given shares. Sizes are rounded by the largest remainder.
     *
     * @param rows how many there are
     * @param rng decides which row goes where; the same seed gives the same parts
     * @param shares of the rows, each above 0, together 1
     * @throws IllegalArgumentException if a share is out of range, or a part would be empty
     */
    public static Partition of(int rows, Rng rng, double... shares) {
        return divided(new int[rows], rng, shares.clone(), false);
    }

    /**
     * Parts of given shares, of all and of each class: as far as whole rows allow, that is less than one row off. Where
     * a row has to go to one part or another, it goes to the one that lacks most; but the first part, for training, has
     * at least one row of every class. So a class of a single row is in the first part.
     *
     * @param labels of the rows, shape {@code (n)}
     * @param rng decides which row goes where; the same seed gives the same parts
     * @param shares of the rows, each above 0, together 1
     * @throws IllegalArgumentException if a share is out of range, or a part would be empty
     */
    public static Partition stratified(Index labels, Rng rng, double... shares) {
        return divided(classes(labels), rng, shares.clone(), true);
    }

    /**
     * The folds of a cross-validation, whose sizes differ by one row at most.
     *
     * @throws IllegalArgumentException if there are fewer than 2 folds, or more than rows
     */
    public static Partition folds(int rows, int folds, Rng rng) {
        return divided(new int[rows], rng, equal(folds, rows), false);
    }

    /**
     * The folds of a cross-validation, in which also the number of rows of each class differs by one at most. A class
     * with fewer rows than there are folds is missing from some of them; one of a single row is in one fold only, for
     * which nothing can be learned of it.
     *
     * @param labels of the rows, shape {@code (n)}
     * @throws IllegalArgumentException if there are fewer than 2 folds, or more than rows
     */
    public static Partition stratifiedFolds(Index labels, int folds, Rng rng) {
        return divided(classes(labels), rng, equal(folds, labels.size()), false);
    }

    private static double[] equal(int folds, int rows) {
        if (folds < 2 || folds > rows) {
            throw new IllegalArgumentException(
                    "folds: needs from 2 folds up to as many as rows, got " + folds + " folds of " + rows + " rows");
        }
        double[] shares = new double[folds];
        Arrays.fill(shares, 1.0 / folds);
        return shares;
    }

    /** The class of each row as numbers from 0. */
    private static int[] classes(Index labels) {
        if (labels.shape().rank() != 1) {
            throw new IllegalArgumentException(
                    "partition: needs one label for each row, got labels of shape " + labels.shape());
        }
        int[] values = labels.toArray();
        int[] distinct = IntStream.of(values).sorted().distinct().toArray();
        return IntStream.of(values).map(v -> Arrays.binarySearch(distinct, v)).toArray();
    }

    private static Partition divided(int[] classes, Rng rng, double[] shares, boolean firstHasAll) {
        requireShares(shares);
        int[][] quotas = quotas(counts(classes), shares, firstHasAll);
        List<List<Integer>> parts = new ArrayList<>();
        for (int p = 0; p < shares.length; p++) {
            parts.add(new ArrayList<>());
        }
        for (int row : rng.permutation(classes.length)) {
            int[] quota = quotas[classes[row]];
            int p = 0;
            while (quota[p] == 0) {
                p++;
            }
            quota[p]--;
            parts.get(p).add(row);
        }
        int[][] rows = parts.stream()
                .map(part -> part.stream().mapToInt(i -> i).toArray())
                .toArray(int[][]::new);
        for (int p = 0; p < rows.length; p++) {
            if (rows[p].length == 0) {
                throw new IllegalArgumentException("partition: a share of " + shares[p] + " of " + classes.length
                        + " rows leaves part " + p + " empty");
            }
        }
        return new Partition(rows);
    }

    private static void requireShares(double[] shares) {
        double sum = 0;
        for (double share : shares) {
            if (!(share > 0)) {
                throw new IllegalArgumentException(
                        "partition: every share must be above 0, got " + Arrays.toString(shares));
            }
            sum += share;
        }
        if (!(Math.abs(sum - 1) < ROUNDING)) {
            throw new IllegalArgumentException(
                    "partition: the shares must have the sum 1, got " + Arrays.toString(shares) + ": " + sum);
        }
    }

    private static int[] counts(int[] classes) {
        int[] counts = new int[IntStream.of(classes).max().orElse(-1) + 1];
        for (int c : classes) {
            counts[c]++;
        }
        return counts;
    }

    /**
     * How many rows of each class go to each part. Each gets the whole rows of its share; those left over go, one each,
     * to the parts that lack most in total so far. For a single class, this is the largest remainder.
     */
    private static int[][] quotas(int[] counts, double[] shares, boolean firstHasAll) {
        int[][] quotas = new int[counts.length][shares.length];
        double[] lacking = new double[shares.length];
        for (int c = 0; c < counts.length; c++) {
            int left = counts[c];
            for (int p = 0; p < shares.length; p++) {
                double exact = counts[c] * shares[p];
                quotas[c][p] = (int) Math.floor(exact + ROUNDING);
                lacking[p] += exact - quotas[c][p];
                left -= quotas[c][p];
            }
            boolean[] served = new boolean[shares.length];
            if (firstHasAll && quotas[c][0] == 0 && left > 0) {
                give(quotas[c], lacking, served, 0);
                left--;
            }
            for (; left > 0; left--) {
                give(quotas[c], lacking, served, neediest(counts[c], quotas[c], shares, lacking, served));
            }
        }
        return quotas;
    }

    private static void give(int[] quota, double[] lacking, boolean[] served, int part) {
        quota[part]++;
        lacking[part]--;
        served[part] = true;
    }

    private static int neediest(int count, int[] quota, double[] shares, double[] lacking, boolean[] served) {
        int best = -1;
        for (int p = 0; p < quota.length; p++) {
            boolean lacks = !served[p] && count * shares[p] - quota[p] > ROUNDING; // else it has its share already
            if (lacks && (best < 0 || lacking[p] > lacking[best] + ROUNDING)) {
                best = p;
            }
        }
        return Math.max(best, 0); // none: rounding of the shares of very many rows
    }

    /** The number of parts. */
    public int parts() {
        return parts.length;
    }

    /** The rows of a part, in random order. */
    public int[] part(int part) {
        return parts[part].clone();
    }

    /** The rows of all other parts, part by part: what a fold's model is trained with. */
    public int[] without(int part) {
        return IntStream.range(0, parts.length)
                .filter(p -> p != part)
                .flatMap(p -> IntStream.of(parts[p]))
                .toArray();
    }

    /** The sizes only. */
    @Override
    public String toString() {
        return "Partition"
                + Arrays.toString(Arrays.stream(parts).mapToInt(p -> p.length).toArray());
    }
}
