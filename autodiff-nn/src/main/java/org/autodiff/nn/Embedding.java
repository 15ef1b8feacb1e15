package org.autodiff.nn;

import java.util.Objects;
import java.util.OptionalInt;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * A table of vectors, looked up by number: {@code (...) -> (..., size)}. Parameter {@code weight} of shape
 * {@code (count, size)}. It works like a linear layer on one-hot vectors, of which one input is 1 and all others are 0;
 * so initialisers see a fan-in of 1.
 *
 * <p>The row of a number that occurs several times gets the sum of the gradients of all occurrences. The padding
 * number, if there is one, stands for no word: its row starts at 0 and gets no gradient.
 */
public final class Embedding extends Layer {
    private final int count;
    private final int size;
    private final OptionalInt padding;
    private final Parameter weight;

    private Embedding(Builder options, Rng rng) {
        count = options.count;
        size = options.size;
        padding = options.padding;
        Initializer initial = padding.isEmpty() ? options.weights : withZeroRow(options.weights, padding.getAsInt());
        weight = parameter("weight", Shape.of(count, size), new Fan(1, size), initial, rng);
    }

    private static Initializer withZeroRow(Initializer weights, int row) {
        return (shape, fan, rng) -> {
            Tensor isRow = Tensor.arange(shape.dim(0)).equalTo(row).unsqueeze(1);
            return Tensor.of(weights.create(shape, fan, rng))
                    .maskedFill(isRow, 0)
                    .value();
        };
    }

    /**
     * A table of normal numbers with mean 0 and deviation 1, as in PyTorch.
     *
     * @param count how many vectors
     * @param size of each
     * @param rng where the numbers come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Embedding of(int count, int size, Rng rng) {
        return builder(count, size).build(rng);
    }

    /**
     * For all other options.
     *
     * @param count how many vectors
     * @param size of each
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int count, int size) {
        return new Builder(count, size);
    }

    /** Options of an {@link Embedding}. */
    public static final class Builder {
        private final int count;
        private final int size;
        private OptionalInt padding = OptionalInt.empty();
        private Initializer weights = Initializer.normal(0, 1);

        private Builder(int count, int size) {
            if (count < 1 || size < 1) {
                throw new IllegalArgumentException("embedding: sizes must be positive, got " + count + " x " + size);
            }
            this.count = count;
            this.size = size;
        }

        /**
         * The row of the number that stands for no word; none by default.
         *
         * @param number in {@code [0, count)}
         * @throws IndexOutOfBoundsException if there is no such row
         */
        public Builder paddingIdx(int number) {
            if (number < 0 || number >= count) {
                throw new IndexOutOfBoundsException("embedding: padding " + number + " is outside " + count + " rows");
            }
            padding = OptionalInt.of(number);
            return this;
        }

        /** The initialiser of the weight; normal with mean 0 and deviation 1 by default. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "embedding: initializer of the weights is null");
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         */
        public Embedding build(Rng rng) {
            return new Embedding(this, rng);
        }
    }

    /**
     * The vectors of some numbers.
     *
     * @param numbers each in {@code [0, count)}; negative ones count from the end
     * @return of the shape of the numbers, followed by {@code size}
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Tensor apply(Index numbers) {
        return traced(rows(numbers));
    }

    /**
     * The vectors of numbers that are given as a tensor. No gradient flows to it.
     *
     * @param x whole numbers, as above
     * @return of shape {@code (..., size)}
     * @throws IllegalArgumentException if one is not whole
     * @throws IndexOutOfBoundsException if there is no such row
     */
    @Override
    protected Tensor forward(Tensor x) {
        try {
            return rows(Index.of(x.value()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(label() + ": " + e.getMessage(), e);
        }
    }

    private Tensor rows(Index numbers) {
        requireRows(numbers);
        Tensor rows = weight.gatherRows(numbers);
        if (padding.isEmpty()) {
            return rows;
        }
        NdArray places = numbers.asArray();
        int row = padding.getAsInt();
        Tensor padded = Tensor.of(places).equalTo(row).or(Tensor.of(places).equalTo(row - count));
        return Tensor.where(padded.unsqueeze(-1), rows.detach(), rows);
    }

    /** Checks the numbers here, since the message of the operation would not name this layer. */
    private void requireRows(Index numbers) {
        Objects.requireNonNull(numbers, () -> label() + ": numbers are null");
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            if (number < -count || number >= count) {
                throw new IndexOutOfBoundsException(label() + ": number " + number + " at position " + i
                        + " is outside the " + count + " rows: must be in [" + -count + ", " + (count - 1) + "]");
            }
        }
    }

    @Override
    protected String describe() {
        return "Embedding(" + count + " x " + size
                + (padding.isEmpty() ? ")" : ", padding " + padding.getAsInt() + ")");
    }
}
