package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Rng;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class FoldsTest {
    /** Samples whose feature is their number. */
    private static Dataset numbered(int... labels) {
        return Dataset.of(
                NdArray.of(
                        Shape.of(labels.length, 1),
                        IntStream.range(0, labels.length).asDoubleStream().toArray()),
                Index.of(labels));
    }

    private static void assertEverySampleIsTestedOnce(List<Split> folds, int n) {
        int[] tested = new int[n];
        for (Split split : folds) {
            assertEquals(n, split.train().size() + split.test().size());
            boolean[] seen = new boolean[n];
            for (double i : split.test().features().toArray()) {
                tested[(int) i]++;
                seen[(int) i] = true;
            }
            for (double i : split.train().features().toArray()) {
                assertFalse(seen[(int) i], "sample " + i + " is in both parts");
                seen[(int) i] = true;
            }
        }
        assertTrue(Arrays.stream(tested).allMatch(t -> t == 1), Arrays.toString(tested));
    }

    @Property(tries = 100)
    void everySampleIsTestedOnce(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int n, @ForAll @IntRange(min = 2, max = 9) int k) {
        int folds = Math.min(k, n);
        List<Split> splits = Folds.of(numbered(new int[n]), folds, Rng.of(seed));
        assertEquals(folds, splits.size());
        assertEverySampleIsTestedOnce(splits, n);
        for (int f = 0; f < folds; f++) { // scikit-learn's sizes
            assertEquals(
                    n / folds + (f < n % folds ? 1 : 0), splits.get(f).test().size());
        }
    }

    @Property(tries = 100)
    void foldsHaveTheSameShareOfEachClass(@ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int k) {
        Rng rng = Rng.of(seed);
        int[] sizes = {k + rng.nextInt(40), k + rng.nextInt(5), k};
        int[] labels = IntStream.range(0, sizes[0] + sizes[1] + sizes[2])
                .map(i -> i < sizes[0] ? 0 : i < sizes[0] + sizes[1] ? 4 : 7)
                .toArray();
        List<Split> splits = Folds.stratified(numbered(labels), k, rng);
        assertEverySampleIsTestedOnce(splits, labels.length);
        for (Split split : splits) {
            assertEquals((double) labels.length / k, split.test().size(), 1 - 1e-9);
            int[] classes = {0, 4, 7};
            for (int c = 0; c < 3; c++) {
                int label = classes[c];
                long count = Arrays.stream(split.test().labels().toArray())
                        .filter(l -> l == label)
                        .count();
                assertEquals((double) sizes[c] / k, count, 1 - 1e-9);
            }
        }
    }

    @Test
    void theSeedDecides() {
        Dataset data = numbered(0, 0, 0, 0, 1, 1, 1, 1, 0, 1);
        double[] first =
                Folds.stratified(data, 2, Rng.of(1)).get(0).test().features().toArray();
        assertArrayEquals(
                first,
                Folds.stratified(data, 2, Rng.of(1)).get(0).test().features().toArray());
        assertFalse(Arrays.equals(
                first,
                Folds.stratified(data, 2, Rng.of(2)).get(0).test().features().toArray()));
        double[] sorted = first.clone();
        Arrays.sort(sorted);
        assertArrayEquals(sorted, first); // they keep their order
    }

    @Test
    void whatCannotBeDividedIsRefused() {
        Dataset data = numbered(0, 0, 0, 1, 1);
        assertEquals(
                "folds: the number of folds must be from 2 to the number of samples, 5, got 6",
                assertThrows(IllegalArgumentException.class, () -> Folds.of(data, 6, Rng.of(1)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Folds.of(data, 1, Rng.of(1)));
        assertEquals(
                "folds: class 1 has 2 samples, too few for 3 folds: take fewer folds, or Folds.of, which may leave a"
                        + " fold without it",
                assertThrows(IllegalArgumentException.class, () -> Folds.stratified(data, 3, Rng.of(1)))
                        .getMessage());
        Dataset oneHot = Dataset.of(NdArray.zeros(Shape.of(4, 1)), NdArray.zeros(Shape.of(4, 2)));
        assertThrows(IllegalArgumentException.class, () -> Folds.stratified(oneHot, 2, Rng.of(1)));
    }
}
