package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Samples that are read when they are asked for, by their positions: those that do not fit in memory, such as images in
 * a folder. A {@link Dataset} is one whose arrays are in memory.
 *
 * <p>Reading must not depend on what was read before, and must be safe for use by several threads if a loader prepares
 * batches in the background.
 */
public interface SampleSource {
    /** The number of samples. */
    int size();

    /**
     * Some samples, in the given order.
     *
     * @param rows positions from 0 to {@code size() - 1}; one may occur several times
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    Batch get(int... rows);

    /** A part of the samples, in the given order: one of the sides of a split, for example. Nothing is read yet. */
    default SampleSource rows(int... rows) {
        int[] chosen = rows.clone();
        for (int row : chosen) {
            Objects.checkIndex(row, size());
        }
        SampleSource all = this;
        return new SampleSource() {
            @Override
            public int size() {
                return chosen.length;
            }

            @Override
            public Batch get(int... positions) {
                return all.get(Arrays.stream(positions).map(i -> chosen[i]).toArray());
            }

            @Override
            public String toString() {
                return chosen.length + " samples of " + all;
            }
        };
    }

    /** All samples, read into memory. */
    default Dataset inMemory() {
        Batch all = get(IntStream.range(0, size()).toArray());
        return new Dataset(all.features().value(), all.targets().value());
    }

    /** The same samples, each batch of features passed through a fitted transform as it is read. */
    default SampleSource with(Transform transform) {
        SampleSource plain = this;
        return new SampleSource() {
            @Override
            public int size() {
                return plain.size();
            }

            @Override
            public Batch get(int... rows) {
                Batch batch = plain.get(rows);
                return new Batch(transform.apply(batch.features()), batch.targets());
            }

            @Override
            public String toString() {
                return plain + " by " + transform;
            }
        };
    }
}
