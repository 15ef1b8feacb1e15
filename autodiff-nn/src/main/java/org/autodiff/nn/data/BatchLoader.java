package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

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
 */
public final class BatchLoader implements Iterable<Batch> {
    private final Dataset data;
    private final int batchSize;
    private final Rng rng; // null: in order
    private final boolean dropLast;

    private BatchLoader(Dataset data, int batchSize, Rng rng, boolean dropLast) {
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
    }

    /**
     * Batches in a random order that changes with every epoch.
     *
     * @param rng decides the orders; it advances with every epoch. The same seed gives the same epochs
     * @throws IllegalArgumentException if the batch size is not positive, or there are no samples
     */
    public static BatchLoader shuffled(Dataset data, int batchSize, Rng rng) {
        return new BatchLoader(data, batchSize, rng, false);
    }

    /** Batches in the order of the samples: for evaluation rather than training. */
    public static BatchLoader inOrder(Dataset data, int batchSize) {
        return new BatchLoader(data, batchSize, null, false);
    }

    /**
     * The same, without a last batch that is smaller than the others. If the loader shuffles, each epoch leaves out
     * other samples.
     *
     * @throws IllegalArgumentException if no batch is left
     */
    public BatchLoader dropLast() {
        return new BatchLoader(data, batchSize, rng, true);
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

    /** One epoch. */
    @Override
    public Iterator<Batch> iterator() {
        int[] order = rng == null ? IntStream.range(0, data.size()).toArray() : rng.permutation(data.size());
        return new Epoch(order);
    }

    private final class Epoch implements Iterator<Batch> {
        private final Tensor features = Tensor.of(data.features());
        private final Tensor targets = Tensor.of(data.targets());
        private final int[] order;
        private final int end = samples();
        private int at;

        private Epoch(int[] order) {
            this.order = order;
        }

        @Override
        public boolean hasNext() {
            return at < end;
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("loader: the epoch is over after " + end + " samples");
            }
            int until = at + Math.min(batchSize, end - at);
            Index rows = Index.of(Arrays.copyOfRange(order, at, until));
            at = until;
            return new Batch(features.gatherRows(rows), targets.gatherRows(rows));
        }
    }
}
