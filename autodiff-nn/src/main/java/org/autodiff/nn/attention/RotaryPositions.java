package org.autodiff.nn.attention;

import java.util.function.DoubleUnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * Positions as rotations: of the features at position p, each pair i is turned by the angle
 * {@code p * 10000^(-2 i / size)}, so that the product of a query and a key depends on how far apart they are. Su et
 * al., RoFormer: Enhanced transformer with rotary position embedding, 2021, section 3.2.2.
 * {@code (..., length, size) -> (..., length, size)}, to be applied to queries and keys, head by head.
 */
public final class RotaryPositions extends Layer {
    private static final double BASE = 10000;

    private final int size;
    private final int maxLength;
    private final boolean halves;
    private final Tensor cos;
    private final Tensor sin;

    private RotaryPositions(int size, int maxLength, boolean halves) {
        if (size < 2 || size % 2 != 0) {
            throw new IllegalArgumentException("rotaryPositions: size must be positive and even, got " + size);
        }
        Positions.requireLength("rotaryPositions", maxLength);
        this.size = size;
        this.maxLength = maxLength;
        this.halves = halves;
        cos = table(Math::cos);
        sin = table(Math::sin);
    }

    /** A function of the angle of each position and pair: {@code (maxLength, size / 2)}. */
    private Tensor table(DoubleUnaryOperator function) {
        int pairs = size / 2;
        return Tensor.of(NdArray.build(Shape.of(maxLength, pairs), data -> {
            for (int i = 0; i < maxLength * pairs; i++) {
                data[i] = function.applyAsDouble(i / pairs * Math.pow(BASE, -2.0 * (i % pairs) / size));
            }
        }));
    }

    /**
     * The pairs are neighbours, (0, 1), (2, 3), ..., as in the paper.
     *
     * @param size of the features, even
     * @param maxLength of the sequences
     * @throws IllegalArgumentException if the size is not positive and even, or the length not positive
     */
    public static RotaryPositions of(int size, int maxLength) {
        return new RotaryPositions(size, maxLength, false);
    }

    /** The pairs are (0, size/2), (1, size/2 + 1), ..., as in many language models. */
    public static RotaryPositions ofHalves(int size, int maxLength) {
        return new RotaryPositions(size, maxLength, true);
    }

    /**
     * The rotated features.
     *
     * @param x of shape {@code (..., length, size)}
     * @throws IllegalArgumentException if the size is another, or the sequence too long
     */
    @Override
    protected Tensor forward(Tensor x) {
        boolean fits = x.rank() >= 2 && x.shape().dim(-1) == size && x.shape().dim(-2) <= maxLength;
        require(fits, Positions.expected(size, maxLength), x.shape());
        int length = x.shape().dim(-2);
        int axis = halves ? -2 : -1; // the axis of the two members of a pair, in (..., 2, size/2) or (..., size/2, 2)
        Shape pairs = halves ? Shape.of(2, size / 2) : Shape.of(size / 2, 2);
        Tensor split = x.reshape(x.shape().dropLast(1).concat(pairs));
        Tensor a = split.select(axis, 0);
        Tensor b = split.select(axis, 1);
        Tensor c = cos.narrow(0, 0, length);
        Tensor s = sin.narrow(0, 0, length);
        Tensor first = a.mul(c).sub(b.mul(s));
        Tensor second = a.mul(s).add(b.mul(c));
        return halves
                ? Tensor.concat(-1, first, second)
                : Tensor.stack(-1, first, second).reshape(x.shape());
    }

    @Override
    protected String describe() {
        return "RotaryPositions(" + size + ", length <= " + maxLength + ")";
    }
}
