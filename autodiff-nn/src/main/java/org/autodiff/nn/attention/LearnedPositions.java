package org.autodiff.nn.attention;

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

    private LearnedPositions(int size, int maxLength, Initializer rows, Rng rng) {
        if (size < 1) {
            throw new IllegalArgumentException("learnedPositions: size must be positive, got " + size);
        }
        Positions.requireLength("learnedPositions", maxLength);
        this.size = size;
        this.maxLength = maxLength;
        weight = parameter("weight", Shape.of(maxLength, size), new Fan(maxLength, size), rows, rng);
    }

    /**
     * Rows that start normal with a standard deviation of 0.02, small in comparison with the features.
     *
     * @param size of the features
     * @param maxLength of the sequences
     * @throws IllegalArgumentException if one of the two is not positive
     */
    public static LearnedPositions of(int size, int maxLength, Rng rng) {
        return of(size, maxLength, Initializer.normal(0, 0.02), rng);
    }

    /** Rows by an initialiser. */
    public static LearnedPositions of(int size, int maxLength, Initializer rows, Rng rng) {
        return new LearnedPositions(size, maxLength, rows, rng);
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
