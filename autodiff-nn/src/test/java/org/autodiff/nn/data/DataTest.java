package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Data sets, splits and loaders by example; their laws are in {@link DataPropertyTest}. */
class DataTest {
    private final Dataset data = Dataset.of(
            NdArray.of(new double[][] {{0, 1}, {10, 11}, {20, 21}, {30, 31}, {40, 41}}), Index.of(0, 1, 2, 3, 4));

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void rowsKeepFeaturesAndTargetsTogether() {
        Dataset some = data.rows(3, 0);
        assertEquals(NdArray.of(new double[][] {{30, 31}, {0, 1}}), some.features());
        assertEquals(Index.of(3, 0), some.labels());
        assertEquals(2, some.size());
        assertEquals("Dataset[features (2, 2), targets (2)]", some.toString());
        assertThrows(IndexOutOfBoundsException.class, () -> data.rows(5));
    }

    @Test
    void targetsMayBeNumbersOfAnyShape() {
        Dataset regression = Dataset.of(NdArray.zeros(Shape.of(2, 3, 4)), NdArray.of(new double[][] {{0.5}, {1.5}}));
        Batch all = regression.batch();
        assertEquals(Shape.of(2, 1), all.targets().shape());
        assertEquals(2, all.size());
        assertThrows(IllegalArgumentException.class, all::labels);
        assertThrows(IllegalArgumentException.class, regression::labels);
    }

    @Test
    void shapesOfADatasetMustFit() {
        assertEquals(
                "dataset: as many targets as features are needed, got features (5, 2), targets (3)",
                message(() -> Dataset.of(data.features(), Index.of(0, 1, 2))));
        assertEquals(
                "dataset: needs a first axis that counts the samples, got features (), targets (1)",
                message(() -> Dataset.of(NdArray.of(1), Index.of(0))));
    }

    @Test
    void splitIsDecidedByTheSeed() {
        Split split = Split.of(data, 0.4, Rng.of(3));
        assertEquals(3, split.train().size());
        assertEquals(2, split.test().size());
        assertEquals(split, Split.of(data, 0.4, Rng.of(3)));
        assertNotEquals(split, Split.of(data, 0.4, Rng.of(4)));
    }

    @Test
    void splitLeavesNoSideEmpty() {
        assertEquals(
                "split: a share of 0.05 of 5 samples leaves one side empty: 5 to train, 0 to test",
                message(() -> Split.of(data, 0.05, Rng.of(0))));
        assertThrows(IllegalArgumentException.class, () -> Split.of(data, 0.95, Rng.of(0)));
        assertThrows(IllegalArgumentException.class, () -> Split.of(data, 1, Rng.of(0)));
        assertThrows(IllegalArgumentException.class, () -> Split.of(data, Double.NaN, Rng.of(0)));
    }

    @Test
    void loaderInOrder() {
        BatchLoader loader = BatchLoader.inOrder(data, 2);
        assertEquals(3, loader.batches());
        Iterator<Batch> epoch = loader.iterator();
        assertEquals(Index.of(0, 1), epoch.next().labels());
        assertEquals(
                NdArray.of(new double[][] {{20, 21}, {30, 31}}),
                epoch.next().features().value());
        assertEquals(Index.of(4), epoch.next().labels());
        assertThrows(NoSuchElementException.class, epoch::next);
    }

    @Test
    void loaderWithoutThePartialBatch() {
        BatchLoader loader = BatchLoader.inOrder(data, 2).dropLast();
        assertEquals(2, loader.batches());
        assertEquals(4, loader.samples());
        int count = 0;
        for (Batch batch : loader) {
            assertEquals(2, batch.size());
            count++;
        }
        assertEquals(2, count);
        assertEquals(
                "loader: without its partial batch it would have none: 5 samples, batch size 6",
                message(() -> BatchLoader.inOrder(data, 6).dropLast()));
    }

    @Test
    void aBatchMayBeLargerThanAllThereIs() {
        for (int size : new int[] {5, 6, 1 << 30, Integer.MAX_VALUE - 4, Integer.MAX_VALUE}) {
            BatchLoader loader = BatchLoader.inOrder(data, size);
            assertEquals(1, loader.batches(), "batch size " + size);
            assertEquals(5, loader.samples());
            assertEquals(5, loader.iterator().next().size());
        }
    }

    @Test
    void everyEpochHasAnotherOrder() {
        BatchLoader loader = BatchLoader.shuffled(data, 5, Rng.of(1));
        Index first = loader.iterator().next().labels();
        Index second = loader.iterator().next().labels();
        assertNotEquals(first, second);
        assertEquals(
                first,
                BatchLoader.shuffled(data, 5, Rng.of(1)).iterator().next().labels());
    }

    @Test
    void badLoadersAreRefused() {
        assertEquals("loader: the batch size must be positive, got 0", message(() -> BatchLoader.inOrder(data, 0)));
        Dataset empty = Dataset.of(NdArray.zeros(Shape.of(0, 2)), Index.of());
        assertEquals(
                "loader: the data set is empty: Dataset[features (0, 2), targets (0)]",
                message(() -> BatchLoader.inOrder(empty, 1)));
    }

    @Test
    void standardizerUsesTheTrainingSetOnly() {
        Dataset train = data.rows(0, 1, 2);
        Standardizer standardizer = new Standardizer().fit(train);
        double deviation = Math.sqrt(200.0 / 3);
        assertArrayEquals(new double[] {10, 11}, standardizer.mean().toArray());
        assertArrayEquals(
                new double[] {deviation, deviation}, standardizer.deviation().toArray(), 1e-14);
        Dataset all = standardizer.apply(data);
        assertEquals(30 / deviation, all.features().get(4, 0), 1e-14);
        assertEquals(data.labels(), all.labels());
    }

    @Test
    void aConstantFeatureIsOnlyShifted() {
        double[][] x = new double[1000][];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {0.1, -7e5 / 3, 0, i};
        }
        Standardizer standardizer = new Standardizer().fit(NdArray.of(x));
        double[] deviation = standardizer.deviation().toArray();
        assertArrayEquals(new double[] {1, 1, 1}, new double[] {deviation[0], deviation[1], deviation[2]});
        assertTrue(deviation[3] > 1);
        NdArray y = standardizer
                .apply(Dataset.of(NdArray.of(x), NdArray.zeros(Shape.of(1000))))
                .features();
        assertEquals(0, y.get(5, 0));
        assertEquals(0, y.get(5, 1));
        assertEquals(0, y.get(5, 2));
    }

    @Test
    void smallDifferencesAreNotTakenForRounding() {
        Standardizer standardizer = new Standardizer().fit(NdArray.of(new double[][] {{1}, {1 + 1e-9}}));
        assertEquals(5e-10, standardizer.deviation().item(), 1e-15);
    }

    /** A million time stamps: the plain mean of so many is wrong by more than their last digit. */
    @Test
    void timeStampsAreNotConstant() {
        double[] stamps = new double[1_000_000];
        for (int i = 0; i < stamps.length; i++) {
            stamps[i] = 1.7e12 + i % 601; // 0 to 600: deviation sqrt((601^2 - 1) / 12)
        }
        NdArray x = NdArray.of(stamps);
        Standardizer standardizer = new Standardizer().fit(x);
        assertEquals(Math.sqrt((601.0 * 601 - 1) / 12), standardizer.deviation().item(), 0.01);
        double[] y = standardizer.apply(Tensor.of(x)).toArray();
        assertEquals(0, y[300], 0.01);
        assertEquals(300 / 173.5, y[600], 0.01);
    }

    @Test
    void hugeAndTinyFeaturesHaveADeviation() {
        Standardizer s = new Standardizer().fit(NdArray.of(new double[][] {
            {1e200, 1e-200, -1e250, 1e307}, {3e200, 3e-200, 1e250, 1.5e308}
        }));
        double[] deviation = s.deviation().toArray();
        double[] mean = s.mean().toArray();
        double[] expected = {1e200, 1e-200, 1e250, 7e307};
        double[] middle = {2e200, 2e-200, 0, 8e307};
        for (int i = 0; i < 4; i++) {
            assertEquals(1, deviation[i] / expected[i], 1e-15, "deviation of feature " + i);
            assertEquals(middle[i] / expected[i], mean[i] / expected[i], 1e-15, "mean of feature " + i);
        }
    }

    @Test
    void aFeatureOutOfRangeIsRefusedByName() {
        assertEquals(
                "standardizer: the sums of feature 1 are beyond the range of double: divide it by some number first",
                message(() -> new Standardizer().fit(NdArray.of(new double[][] {
                    {1, Double.MAX_VALUE}, {2, -Double.MAX_VALUE}, {3, -Double.MAX_VALUE}
                }))));
    }

    @Test
    void deviationsFromElsewhereMustBePositive() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(
                    "standardizer: deviation of feature 1 must be finite and above 0, got " + bad,
                    message(() -> Standardizer.of(NdArray.of(0, 0), NdArray.of(1, bad))));
        }
        assertEquals(
                "standardizer: mean of feature 0 must be finite, got NaN",
                message(() -> Standardizer.of(NdArray.of(Double.NaN, 0), NdArray.of(1, 1))));
    }

    @Test
    void standardizerChecksWhatItGets() {
        assertEquals(
                "standardizer: needs at least one sample, got shape (0, 2)",
                message(() -> new Standardizer().fit(NdArray.zeros(Shape.of(0, 2)))));
        assertEquals(
                "standardizer: feature 1 of sample 1 is NaN: must be finite",
                message(() -> new Standardizer().fit(NdArray.of(new double[][] {{1, 2}, {3, Double.NaN}}))));
        Standardizer two = new Standardizer().fit(data);
        assertEquals(
                "standardizer: fitted to samples of shape (2), got shape (1, 3)",
                message(() -> two.apply(Dataset.of(NdArray.zeros(Shape.of(1, 3)), Index.of(0)))));
        assertEquals(
                "standardizer: means of shape (2) and deviations of shape (1): must be the same",
                message(() -> Standardizer.of(NdArray.of(1, 2), NdArray.zeros(Shape.of(1)))));
    }

    @Test
    void resultsMayLeaveAStep() {
        Standardizer outside = Autodiff.step(() -> new Standardizer().fit(data));
        assertEquals(new Standardizer().fit(data).state(), outside.state());
        Split split = Autodiff.step(() -> Split.of(data, 0.4, Rng.of(3)));
        assertEquals(Split.of(data, 0.4, Rng.of(3)), split);
        Batch batch =
                Autodiff.step(() -> BatchLoader.inOrder(data, 5).iterator().next());
        assertEquals(data.features(), batch.features().value());
    }
}
