package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Rng;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Each row is in one part, and the parts have their shares, of all and of each class. */
class PartitionPropertyTest {
    private static void assertPartition(int n, Partition partition) {
        int[] all = IntStream.range(0, partition.parts())
                .flatMap(p -> IntStream.of(partition.part(p)))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, n).toArray(), all);
        for (int p = 0; p < partition.parts(); p++) {
            int[] both = IntStream.concat(IntStream.of(partition.part(p)), IntStream.of(partition.without(p)))
                    .sorted()
                    .toArray();
            assertArrayEquals(all, both);
        }
    }

    @Provide
    Arbitrary<int[]> labels() {
        return Arbitraries.integers()
                .between(-3, 6)
                .array(int[].class)
                .ofMinSize(60)
                .ofMaxSize(200);
    }

    @Provide
    Arbitrary<double[]> shares() {
        return Arbitraries.integers()
                .between(20, 60)
                .array(int[].class)
                .ofMinSize(2)
                .ofMaxSize(4)
                .map(weights -> Arrays.stream(weights)
                        .mapToDouble(w -> (double) w / IntStream.of(weights).sum())
                        .toArray());
    }

    private static long count(int[] labels, int label, int[] rows) {
        return IntStream.of(rows).filter(row -> labels[row] == label).count();
    }

    @Property
    void sizesAreTheSharesUpToARow(
            @ForAll @IntRange(min = 12, max = 500) int n, @ForAll("shares") double[] shares, @ForAll long seed) {
        Partition partition = Partition.of(n, Rng.of(seed), shares);
        assertPartition(n, partition);
        for (int p = 0; p < shares.length; p++) {
            assertEquals(n * shares[p], partition.part(p).length, 1 - 1e-9);
        }
    }

    @Property
    void everyClassIsDividedByTheShares(
            @ForAll("labels") int[] labels, @ForAll("shares") double[] shares, @ForAll long seed) {
        Partition partition = Partition.stratified(Index.of(labels), Rng.of(seed), shares);
        assertPartition(labels.length, partition);
        for (int label : IntStream.of(labels).distinct().toArray()) {
            long all = count(labels, label, IntStream.range(0, labels.length).toArray());
            assertTrue(count(labels, label, partition.part(0)) >= 1, "class " + label + " is not in the first part");
            for (int p = 0; p < shares.length; p++) {
                assertEquals(all * shares[p], count(labels, label, partition.part(p)), 1 - 1e-9);
            }
        }
    }

    @Property
    void foldsDifferByARowAtMost(
            @ForAll("labels") int[] labels, @ForAll @IntRange(min = 2, max = 12) int folds, @ForAll long seed) {
        Partition plain = Partition.folds(labels.length, folds, Rng.of(seed));
        Partition stratified = Partition.stratifiedFolds(Index.of(labels), folds, Rng.of(seed));
        assertPartition(labels.length, plain);
        assertPartition(labels.length, stratified);
        for (int p = 0; p < folds; p++) {
            int part = p;
            assertEquals((double) labels.length / folds, plain.part(p).length, 1 - 1e-9);
            assertEquals((double) labels.length / folds, stratified.part(p).length, 1 - 1e-9);
            for (int label : IntStream.of(labels).distinct().toArray()) {
                double share =
                        (double) IntStream.of(labels).filter(v -> v == label).count() / folds;
                assertEquals(share, count(labels, label, stratified.part(part)), 1 - 1e-9);
            }
        }
    }

    @Example
    void theLargestRemainderGetsTheRowThatIsLeft() {
        assertEquals(
                "Partition[7, 2, 1]", Partition.of(10, Rng.of(1), 0.7, 0.2, 0.1).toString());
        assertEquals(
                "Partition[5, 2, 2]", Partition.of(9, Rng.of(1), 0.6, 0.2, 0.2).toString()); // 5.4, 1.8, 1.8
        assertEquals(
                "Partition[29, 71]", Partition.of(100, Rng.of(1), 0.29, 0.71).toString()); // 0.29 * 100 < 29
    }

    /** By itself, each of ten classes of two would go to training, and nothing would be left to test with. */
    @Example
    void smallClassesTakeTurns() {
        int[] labels = IntStream.range(0, 20).map(i -> i / 2).toArray();
        Partition partition = Partition.stratified(Index.of(labels), Rng.of(3), 0.8, 0.2);
        assertEquals("Partition[16, 4]", partition.toString());
    }

    @Example
    void aClassOfOneRowIsInTheFirstPart() {
        Index labels = Index.of(1, 0, 0, 0, 0, 2);
        for (int seed = 0; seed < 20; seed++) {
            int[] train = Partition.stratified(labels, Rng.of(seed), 0.5, 0.5).part(0);
            assertTrue(IntStream.of(train).anyMatch(r -> r == 0)
                    && IntStream.of(train).anyMatch(r -> r == 5));
        }
    }

    @Example
    void theSeedDecides() {
        Index labels = Index.of(IntStream.range(0, 50).map(i -> i % 3).toArray());
        assertArrayEquals(
                Partition.stratified(labels, Rng.of(8), 0.5, 0.5).part(0),
                Partition.stratified(labels, Rng.of(8), 0.5, 0.5).part(0));
        assertTrue(!Arrays.equals(
                Partition.stratified(labels, Rng.of(8), 0.5, 0.5).part(0),
                Partition.stratified(labels, Rng.of(9), 0.5, 0.5).part(0)));
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Example
    void badSharesAreRefused() {
        assertEquals(
                "partition: every share must be above 0, got [1.0, 0.0]",
                message(() -> Partition.of(10, Rng.of(0), 1, 0)));
        assertEquals(
                "partition: the shares must have the sum 1, got [0.5, 0.25]: 0.75",
                message(() -> Partition.of(10, Rng.of(0), 0.5, 0.25)));
        assertEquals(
                "partition: a share of 0.1 of 4 rows leaves part 1 empty",
                message(() -> Partition.of(4, Rng.of(0), 0.9, 0.1)));
        assertEquals(
                "folds: needs from 2 folds up to as many as rows, got 5 folds of 4 rows",
                message(() -> Partition.folds(4, 5, Rng.of(0))));
        assertEquals(
                "folds: needs from 2 folds up to as many as rows, got 1 folds of 4 rows",
                message(() -> Partition.folds(4, 1, Rng.of(0))));
        assertEquals(
                "partition: needs one label for each row, got labels of shape (2, 1)",
                message(() -> Partition.stratifiedFolds(Index.of(Shape.of(2, 1), 0, 1), 2, Rng.of(0))));
    }

    @Example
    void splitsOfDataSets() {
        int[] labels = IntStream.range(0, 40).map(i -> i < 30 ? 0 : 1).toArray();
        Dataset data = Dataset.of(NdArray.zeros(Shape.of(40, 1)), Index.of(labels));
        Split split = Split.stratified(data, 0.2, Rng.of(1));
        assertEquals(2, IntStream.of(split.test().labels().toArray()).sum());
        assertEquals(8, split.test().size());
        ThreeWaySplit three = ThreeWaySplit.stratified(data, 0.2, 0.1, Rng.of(1));
        assertEquals(28, three.train().size());
        assertEquals(2, IntStream.of(three.validation().labels().toArray()).sum());
        assertEquals(1, IntStream.of(three.test().labels().toArray()).sum());
        assertEquals(8, ThreeWaySplit.of(data, 0.2, 0.1, Rng.of(1)).validation().size());
        assertEquals(
                "split: the shares of validation and test must be above 0, together below 1, got 0.5 and 0.5",
                message(() -> ThreeWaySplit.of(data, 0.5, 0.5, Rng.of(1))));
    }
}
