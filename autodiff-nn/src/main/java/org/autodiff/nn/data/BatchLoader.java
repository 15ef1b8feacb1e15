package org.autodiff.nn.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;

/**
 * Mini-batches of a data set. Each iteration is one epoch: it gives every sample once, in a new random order if the
 * loader shuffles. The last batch may be smaller than the others, unless {@link #dropLast} leaves it out.
 *
 * <pre>{@code
 * BatchLoader loader = BatchLoader.shuffled(train, 64, rng);
 * for (int epoch = 0; epoch < 20; epoch++) {
 *     for (Batch batch : loader) { ... }
 * }
 * }</pre>
 *
 * <p><b>State.</b> It is that of the epoch that was begun last: its order, and how many of its batches were given. A
 * loader that loads it goes on with the next batch of that epoch in its first iteration; every later one is a whole
 * epoch. An epoch counts as under way until its iterator has said that nothing is left ({@code hasNext} was false), so
 * a state taken after the last batch, within the loop, goes on with an iteration that has no batch left: each epoch
 * ends once. Iterations of one loader at the same time are possible, but only the last one begun has a state.
 */
public final class BatchLoader implements Iterable<Batch>, Stateful {
    private final SampleSource data;
    private final int batchSize;
    private final Rng rng; // null: in order
    private final boolean dropLast;
    private final int prefetch;
    private final Background background; // of all iterations, so that short ones do not leave a thread each

    /** The epoch under way; null between epochs. */
    private Epoch current;

    /** How the next iteration begins, if it goes on with an epoch of a loaded state; null if it begins a new one. */
    private Place resumed;

    private BatchLoader(SampleSource data, int batchSize, Rng rng, boolean dropLast, int prefetch) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("loader: the batch size must be positive, got " + batchSize);
        }
        if (data.size() == 0) {
            throw new IllegalArgumentException("loader: the data set is empty: " + data);
        }
        if (dropLast && data.size() < batchSize) {
            throw new IllegalArgumentException("loader: without its partial batch it would have none: " + data.size()
                    + " samples, batch size " + batchSize);
        }
        this.data = data;
        this.batchSize = batchSize;
        this.rng = rng;
        this.dropLast = dropLast;
        this.prefetch = prefetch;
        this.background = prefetch == 0 ? null : new Background();
    }

    /**
     * Batches in a random order that changes with every epoch.
     *
     * @param rng decides the orders; it advances with every epoch. The same seed gives the same epochs
     * @throws IllegalArgumentException if the batch size is not positive, or there are no samples
     */
    public static BatchLoader shuffled(SampleSource data, int batchSize, Rng rng) {
        return new BatchLoader(data, batchSize, rng, false, 0);
    }

    /** Batches in the order of the samples: for evaluation rather than training. */
    public static BatchLoader inOrder(SampleSource data, int batchSize) {
        return new BatchLoader(data, batchSize, null, false, 0);
    }

    /**
     * The same, without a last batch that is smaller than the others. If the loader shuffles, each epoch leaves out
     * other samples.
     *
     * @throws IllegalArgumentException if no batch is left
     */
    public BatchLoader dropLast() {
        return new BatchLoader(data, batchSize, rng, true, prefetch);
    }

    /**
     * The same, with the next batches prepared by a thread in the background: worth it where samples are decoded or
     * transformed as they are read, not for arrays in memory. Batches and their order are the same. What goes wrong
     * while a batch is read is thrown where that batch is asked for. The thread ends within a second after the
     * iteration was left, early or not.
     *
     * @param batches how many are prepared ahead, at least 1; each takes memory
     */
    public BatchLoader prefetch(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("loader: batches to prefetch must be at least 1, got " + batches);
        }
        return new BatchLoader(data, batchSize, rng, dropLast, batches);
    }

    /** The number of batches in an epoch. */
    public int batches() {
        int full = data.size() / batchSize;
        return dropLast || full * batchSize == data.size() ? full : full + 1;
    }

    /** The number of samples in an epoch. */
    public int samples() {
        return dropLast ? batches() * batchSize : data.size();
    }

    /** How many batches of the epoch under way were given: 0 between epochs. */
    public int batchesGiven() {
        return current != null ? current.given : resumed != null ? resumed.given() : 0;
    }

    /** One epoch: a new one, or the rest of one whose state was loaded. */
    @Override
    public Iterator<Batch> iterator() {
        Place start = resumed != null ? resumed : new Place(rng == null ? null : rng.state(), 0);
        int[] order;
        if (rng == null) {
            order = IntStream.range(0, data.size()).toArray();
        } else if (resumed == null) {
            order = rng.permutation(data.size());
        } else { // the generator has drawn this order before its state was saved
            order = Rng.resume(start.order()).permutation(data.size());
        }
        resumed = null;
        current = new Epoch(order, start);
        return current;
    }

    @Override
    public Map<String, NdArray> state() {
        Place place = current != null ? new Place(current.order, current.given) : resumed;
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("samples", NdArray.of(samples()));
        state.put("batchSize", NdArray.of(batchSize));
        state.put("underWay", NdArray.of(place == null ? 0 : 1));
        state.put("given", NdArray.of(place == null ? 0 : place.given()));
        if (rng != null) {
            Rng.State now = rng.state();
            state.put("generator", now.words());
            state.put("order", (place == null ? now : place.order()).words());
        }
        return state;
    }

    /**
     * Goes on from a state. Within an epoch, number of samples and size of batches must be those of the state; between
     * epochs they may differ. An iterator that was made before goes on as it was.
     */
    @Override
    public void load(Map<String, NdArray> state) {
        Map<String, Shape> expected = new LinkedHashMap<>();
        for (String name : new String[] {"samples", "batchSize", "underWay", "given"}) {
            expected.put(name, Shape.scalar());
        }
        if (rng != null) {
            expected.put("generator", Shape.of(4));
            expected.put("order", Shape.of(4));
        }
        StateCheck check = StateCheck.of("loader", expected, state);
        boolean underWay = check.count("underWay") != 0;
        long given = check.count("given");
        if (underWay) {
            requireSame(check, "samples", samples());
            requireSame(check, "batchSize", batchSize);
        }
        if (given > (underWay ? batches() : 0)) {
            check.refuse("given", "is " + given + ", must be at most " + (underWay ? batches() : 0));
        }
        Rng.State generator = rng == null ? null : check.generator("generator");
        Rng.State order = rng == null ? null : check.generator("order");
        check.requireNothing();
        if (rng != null) {
            rng.reset(generator);
        }
        current = null;
        resumed = underWay ? new Place(order, (int) given) : null;
    }

    private static void requireSame(StateCheck check, String name, int here) {
        if (check.has(name) && check.count(name) != here) {
            check.refuse(name, "is " + check.count(name) + ", but this loader has " + here);
        }
    }

    /**
     * A place within an epoch.
     *
     * @param order the generator before it drew the order, null if there is none
     * @param given how many batches were given
     */
    private record Place(Rng.State order, int given) {}

    private final class Epoch implements Iterator<Batch> {
        private final int[] rows;
        private final Rng.State order;
        private final int end = samples();
        private final Queue<Supplier<Batch>> prepared = new ArrayDeque<>();
        private int given;
        private int begun; // batches that are given or being prepared

        private Epoch(int[] rows, Place start) {
            this.rows = rows;
            this.order = start.order();
            this.given = start.given();
            this.begun = given;
        }

        @Override
        public boolean hasNext() {
            boolean more = given < batches();
            if (!more && current == this) {
                current = null;
            }
            return more;
        }

        @Override
        public Batch next() {
            if (given >= batches()) {
                throw new NoSuchElementException("loader: the epoch is over after " + end + " samples");
            }
            Batch batch = background == null ? read(given) : fromBackground();
            given++;
            return batch;
        }

        private Batch fromBackground() {
            while (begun < batches() && prepared.size() <= prefetch) {
                int number = begun++;
                prepared.add(background.start(() -> read(number)));
            }
            try {
                return prepared.remove().get();
            } catch (RuntimeException | Error e) { // it is the next one still, and asking again reads it again
                prepared.clear();
                begun = given;
                throw e;
            }
        }

        private Batch read(int number) {
            int from = number * batchSize;
            return data.get(Arrays.copyOfRange(rows, from, from + Math.min(batchSize, end - from)));
        }
    }
}
