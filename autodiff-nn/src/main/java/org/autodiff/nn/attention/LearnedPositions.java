package org.autodiff.nn.attention;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * Adds to the features of each position a learned row: parameter {@code weight} of shape {@code (maxLength, size)}, the
 * row p for position p. {@code (..., length, size) -> (..., length, size)}.
 */
public final class LearnedPositions extends Layer {
    private final int size;
    private final int maxLength;
    private final Parameter weight;

    private LearnedPositions(Builder options, Rng rng) {
        size = options.size;
        maxLength = options.maxLength;
        weight = parameter("weight", Shape.of(maxLength, size), new Fan(maxLength, size), options.weights, rng);
    }

    /**
     * Rows that start normal with a standard deviation of 0.02, small in comparison with the features.
     *
     * @param size of the features
     * @param maxLength of the sequences
     * @throws IllegalArgumentException if one of the two is not positive
     */
    public static LearnedPositions of(int size, int maxLength, Rng rng) {
        return builder(size, maxLength).build(rng);
    }

    /**
     * For all other options.
     *
     * @param size of the features
     * @param maxLength of the sequences
     * @throws IllegalArgumentException if one of the two is not positive
     */
    public static Builder builder(int size, int maxLength) {
        return new Builder(size, maxLength);
    }

    /** Options of {@link LearnedPositions}. */
    public static final class Builder {
        private final int size;
        private final int maxLength;
        private Initializer weights = Initializer.normal(0, 0.02);

        private Builder(int size, int maxLength) {
            if (size < 1) {
                throw new IllegalArgumentException("learnedPositions: size must be positive, got " + size);
            }
            Positions.requireLength("learnedPositions", maxLength);
            this.size = size;
            this.maxLength = maxLength;
        }

        /** The initialiser of the weight; normal with a deviation of 0.02 by default. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "learnedPositions: initializer of the weights is null");
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         */
        public LearnedPositions build(Rng rng) {
            return new LearnedPositions(this, rng);
        }
    }

    /**
     * The features plus the rows of their positions.
     *
     * @param x of shape {@code (..., length, size)}
     * @throws IllegalArgumentException if the size is another, or the sequence too long
     */
    @Override
    protected Tensor forward(Tensor x) {
        boolean fits = x.rank() >= 2 && x.shape().dim(-1) == size && x.shape().dim(-2) <= maxLength;
        require(fits, Positions.expected(size, maxLength), x.shape());
        return x.add(weight.narrow(0, 0, x.shape().dim(-2)));
    }

    @Override
    protected String describe() {
        return "LearnedPositions(" + size + ", length <= " + maxLength + ")";
    }
}
