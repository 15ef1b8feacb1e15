package org.autodiff.nn.attention;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * Adds sines and cosines of the position to the features at each position: {@code sin(p / 10000^(2 i / size))} to
 * feature 2 i and {@code cos(p / 10000^(2 i / size))} to feature 2 i + 1, for the positions p = 0, 1, ... If the size
 * is odd, the last feature gets a sine. Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.5.
 * {@code (..., length, size) -> (..., length, size)}; nothing is learned.
 */
public final class SinusoidalPositions extends Layer {
    private static final double BASE = 10000;

    private final int size;
    private final int maxLength;
    private final Tensor table;

    private SinusoidalPositions(int size, int maxLength) {
        this.size = size;
        this.maxLength = maxLength;
        table = table(size, maxLength);
    }

    /**
     * An encoding for features of a size and sequences up to a length.
     *
     * @throws IllegalArgumentException if one of the two is not positive
     */
    public static SinusoidalPositions of(int size, int maxLength) {
        return new SinusoidalPositions(size, maxLength);
    }

    /**
     * The sines and cosines themselves, of shape {@code (length, size)}.
     *
     * @throws IllegalArgumentException if size or length is not positive
     */
    public static Tensor table(int size, int length) {
        if (size < 1) {
            throw new IllegalArgumentException("sinusoidalPositions: size must be positive, got " + size);
        }
        Positions.requireLength("sinusoidalPositions", length);
        return Tensor.of(NdArray.build(Shape.of(length, size), data -> {
            for (int i = 0; i < length * size; i++) {
                int feature = i % size;
                double angle = i / size * Math.pow(BASE, -(feature - feature % 2) / (double) size);
                data[i] = feature % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            }
        }));
    }

    /**
     * The features plus the encoding of their positions.
     *
     * @param x of shape {@code (..., length, size)}
     * @throws IllegalArgumentException if the size is another, or the sequence too long
     */
    @Override
    protected Tensor forward(Tensor x) {
        boolean fits = x.rank() >= 2 && x.shape().dim(-1) == size && x.shape().dim(-2) <= maxLength;
        require(fits, Positions.expected(size, maxLength), x.shape());
        return x.add(table.narrow(0, 0, x.shape().dim(-2)));
    }

    @Override
    protected String describe() {
        return "SinusoidalPositions(" + size + ", length <= " + maxLength + ")";
    }
}
