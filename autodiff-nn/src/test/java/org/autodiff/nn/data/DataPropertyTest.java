package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

class DataPropertyTest {
    /** Sample i has the features i and 2 i, and the label i, so that it can be identified. */
    private static Dataset numbered(int n) {
        Tensor i = Tensor.arange(n);
        return Dataset.of(
                Tensor.stack(1, i, i.mul(2)).value(),
                Index.of(IntStream.range(0, n).toArray()));
    }

    /** Seeds have no edge cases; sizes have them. */
    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    private static int[] labels(Iterable<Batch> epoch) {
        List<Integer> seen = new ArrayList<>();
        for (Batch batch : epoch) {
            double[] x = batch.features().toArray();
            int[] y = batch.labels().toArray();
            for (int k = 0; k < y.length; k++) {
                assertArrayEquals(new double[] {y[k], 2 * y[k]}, Arrays.copyOfRange(x, 2 * k, 2 * k + 2));
                seen.add(y[k]);
            }
        }
        return seen.stream().mapToInt(v -> v).toArray();
    }

    @Property
    void anEpochPassesEverySampleOnce(
            @ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 70) int size,
            @ForAll("seeds") long seed) {
        BatchLoader loader = BatchLoader.shuffled(numbered(n), size, Rng.of(seed));
        int[] epoch = labels(loader);
        assertEquals(n, loader.samples());
        assertArrayEquals(
                IntStream.range(0, n).toArray(), Arrays.stream(epoch).sorted().toArray());
        assertArrayEquals(epoch, labels(BatchLoader.shuffled(numbered(n), size, Rng.of(seed))));
    }

    @Property
    void whatIsDroppedIsLessThanABatch(
            @ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll("seeds") long seed) {
        if (size > n) {
            return;
        }
        BatchLoader loader =
                BatchLoader.shuffled(numbered(n), size, Rng.of(seed)).dropLast();
        int[] epoch = labels(loader);
        assertEquals(n - n % size, epoch.length);
        assertEquals(epoch.length, loader.samples());
        assertEquals(epoch.length, Arrays.stream(epoch).distinct().count());
    }

    @Property
    void aSplitIsADivision(
            @ForAll @IntRange(min = 2, max = 60) int n,
            @ForAll @DoubleRange(min = 0.3, max = 0.7) double share,
            @ForAll("seeds") long seed) {
        Split split = Split.of(numbered(n), share, Rng.of(seed));
        assertEquals(Math.round(n * share), split.test().size());
        int[] both = IntStream.concat(
                        Arrays.stream(split.train().labels().toArray()),
                        Arrays.stream(split.test().labels().toArray()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, n).toArray(), both);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void standardisedFeaturesHaveMeanZeroAndDeviationOne(
            @ForAll @IntRange(min = 2, max = 50) int n,
            @ForAll @IntRange(min = 1, max = 6) int d,
            @ForAll @DoubleRange(min = -100, max = 100) double mean,
            @ForAll @DoubleRange(min = 0.01, max = 100) double deviation,
            @ForAll("seeds") long seed) {
        NdArray x = Rng.of(seed).normal(Shape.of(n, d), mean, deviation);
        Tensor y = new Standardizer().fit(x).apply(Tensor.of(x));
        for (double m : y.mean(0).toArray()) {
            assertEquals(0, m, 1e-9);
        }
        for (double v : y.square().mean(0).toArray()) {
            assertEquals(1, v, 1e-9);
        }
        assertTrue(Arrays.stream(y.toArray()).allMatch(Double::isFinite));
    }
}
