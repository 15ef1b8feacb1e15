package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A loader stopped after any batch goes on from its state with the batches that an uninterrupted one gives. */
class LoaderStateTest {
    private static Dataset numbered(int n) {
        return Dataset.of(
                NdArray.zeros(Shape.of(n, 1)), Index.of(IntStream.range(0, n).toArray()));
    }

    private final Dataset data = numbered(11);

    private BatchLoader loader(Rng rng) {
        return BatchLoader.shuffled(data, 3, rng);
    }

    private static String text(Batch batch) {
        return batch.labels().toString();
    }

    @Test
    void goesOnAfterAnyBatch() {
        for (boolean prefetch : new boolean[] {false, true}) {
            List<String> whole = new ArrayList<>();
            Rng shared = Rng.of(5);
            BatchLoader plain = loader(shared);
            for (int epoch = 0; epoch < 3; epoch++) {
                for (Batch batch : plain) {
                    whole.add(text(batch) + shared.nextLong()); // another user of the generator
                }
                whole.add("end " + epoch);
            }
            for (int stop = 1; stop <= 12; stop++) {
                assertEquals(whole, stoppedAfter(stop, prefetch), "stopped after batch " + stop);
            }
        }
    }

    private List<String> stoppedAfter(int stop, boolean prefetch) {
        List<String> seen = new ArrayList<>();
        Rng before = Rng.of(5);
        BatchLoader first = prefetch ? loader(before).prefetch(2) : loader(before);
        int taken = 0;
        Map<String, NdArray> state = null;
        int epoch = 0;
        while (state == null) {
            for (Batch batch : first) {
                seen.add(text(batch) + before.nextLong());
                if (++taken == stop) {
                    state = first.state();
                    break;
                }
            }
            if (state == null) {
                seen.add("end " + epoch++);
            }
        }
        first.iterator().next(); // the state does not change with its loader
        Rng after = Rng.of(99);
        BatchLoader second = prefetch ? loader(after).prefetch(3) : loader(after);
        second.load(state);
        assertEquals(state, second.state());
        for (; epoch < 3; epoch++) {
            for (Batch batch : second) {
                seen.add(text(batch) + after.nextLong());
            }
            seen.add("end " + epoch);
        }
        return seen;
    }

    @Test
    void theStateBetweenEpochsIsThatOfTheGenerator() {
        Rng rng = Rng.of(3);
        BatchLoader loader = loader(rng);
        loader.forEach(batch -> {});
        assertEquals(0, loader.batchesGiven());
        Map<String, NdArray> state = loader.state();
        assertEquals(
                List.of("samples", "batchSize", "underWay", "given", "generator", "order"),
                new ArrayList<>(state.keySet()));
        assertEquals(NdArray.of(0), state.get("underWay"));
        assertEquals(rng.state().words(), state.get("generator"));
        BatchLoader other = BatchLoader.shuffled(numbered(20), 5, Rng.of(0)); // allowed between epochs
        other.load(state);
        assertEquals(
                Index.of(IntStream.of(Rng.resume(rng.state()).permutation(20))
                        .limit(5)
                        .toArray()),
                other.iterator().next().labels());
    }

    @Test
    void inOrderItIsThePlaceOnly() {
        BatchLoader loader = BatchLoader.inOrder(data, 4);
        Iterator<Batch> epoch = loader.iterator();
        epoch.next();
        assertEquals(1, loader.batchesGiven());
        BatchLoader other = BatchLoader.inOrder(data, 4);
        other.load(loader.state());
        assertEquals(1, other.batchesGiven());
        assertEquals(Index.of(4, 5, 6, 7), other.iterator().next().labels());
        epoch.next();
        epoch.next();
        other.load(loader.state()); // all given, and not over
        assertEquals(3, other.batchesGiven());
        assertFalse(other.iterator().hasNext());
        assertEquals(Index.of(0, 1, 2, 3), other.iterator().next().labels());
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAsAWhole() {
        BatchLoader loader = loader(Rng.of(7));
        loader.iterator().next();
        Rng rng = Rng.of(1);
        BatchLoader other = BatchLoader.shuffled(numbered(12), 4, rng);
        String message = assertThrows(IllegalArgumentException.class, () -> other.load(loader.state()))
                .getMessage();
        assertEquals(
                "loader: the state does not fit, and nothing has changed: 'samples' is 11, but this loader has 12; "
                        + "'batchSize' is 3, but this loader has 4",
                message);
        assertEquals(Rng.of(1).state(), rng.state());
        Map<String, NdArray> bad = new LinkedHashMap<>(loader.state());
        bad.remove("samples");
        bad.put("given", NdArray.of(9));
        bad.put("generator", NdArray.of(0.5, 0, 0, 0));
        bad.put("more", NdArray.of(0));
        assertEquals(
                "loader: the state does not fit, and nothing has changed: missing 'samples'; unexpected 'more'; "
                        + "'given' is 9, must be at most 4; 'generator' is refused: state of a generator: word 0 is "
                        + "0.5: must be a whole number in [0, 2^32)",
                assertThrows(IllegalArgumentException.class, () -> loader(rng).load(bad))
                        .getMessage());
    }

    /** Counts what is read, and fails where it is told to. */
    private static final class Source implements SampleSource {
        int failing = -1;
        final List<Thread> readers = new ArrayList<>();

        @Override
        public int size() {
            return 10;
        }

        @Override
        public synchronized Batch get(int... rows) {
            readers.add(Thread.currentThread());
            for (int row : rows) {
                if (row == failing) {
                    throw new IllegalStateException("image " + row + " is damaged");
                }
            }
            return numbered(10).get(rows);
        }

        synchronized List<Thread> readers() {
            return List.copyOf(readers);
        }
    }

    @Test
    void whatFailsInTheBackgroundIsThrownWhereTheBatchIsAskedFor() {
        Source source = new Source();
        source.failing = 5;
        Iterator<Batch> epoch = BatchLoader.inOrder(source, 2).prefetch(4).iterator();
        assertEquals(Index.of(0, 1), epoch.next().labels());
        assertEquals(Index.of(2, 3), epoch.next().labels());
        assertEquals(
                "image 5 is damaged",
                assertThrows(IllegalStateException.class, epoch::next).getMessage());
        assertTrue(epoch.hasNext());
        source.failing = -1;
        assertEquals(Index.of(4, 5), epoch.next().labels()); // asked for again, it is read again
        assertEquals(Index.of(6, 7), epoch.next().labels());
        assertEquals(Index.of(8, 9), epoch.next().labels());
        assertThrows(NoSuchElementException.class, epoch::next);
    }

    @Test
    void theThreadEndsWhenTheIterationIsLeft() throws InterruptedException {
        Source source = new Source();
        for (Batch batch : BatchLoader.inOrder(source, 1).prefetch(3)) {
            assertEquals(1, batch.size());
            break;
        }
        Thread.sleep(100);
        List<Thread> readers = source.readers();
        assertEquals(4, readers.size()); // the one that was given, and three ahead
        for (Thread reader : readers) {
            assertSame(readers.get(0), reader);
            assertTrue(reader.isDaemon() && reader != Thread.currentThread());
            reader.join(10_000);
            assertFalse(reader.isAlive());
        }
    }

    @Test
    void manyShortIterationsShareAThread() {
        Source source = new Source();
        BatchLoader loader = BatchLoader.inOrder(source, 5).prefetch(1);
        for (int epoch = 0; epoch < 200; epoch++) {
            assertEquals(5, loader.iterator().next().size());
        }
        long threads = source.readers().stream().distinct().count();
        assertTrue(threads <= 3, threads + " threads"); // one, unless this thread was held up for long
    }

    @Test
    void prefetchIsAtLeastOne() {
        assertEquals(
                "loader: batches to prefetch must be at least 1, got 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> loader(Rng.of(0)).prefetch(0))
                        .getMessage());
    }
}
