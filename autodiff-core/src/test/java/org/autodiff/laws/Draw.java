package org.autodiff.laws;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Random shapes, values and attributes for samples. Everything follows from the generator's seed. */
final class Draw {
    private static final int MOST_ELEMENTS = 24;

    private final Rng rng;

    Draw(long seed) {
        rng = Rng.of(seed);
    }

    // ---- choices

    boolean oneIn(int n) {
        return rng.nextInt(n) == 0;
    }

    /** A whole number, {@code from <= i <= to}. */
    int integer(int from, int to) {
        return from + rng.nextInt(to - from + 1);
    }

    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[rng.nextInt(choices.length)];
    }

    List<Integer> permutation(int n) {
        return Arrays.stream(rng.permutation(n)).boxed().toList();
    }

    // ---- shapes

    /** Ranks 0 to 4, sizes 1 to 5, not too many elements. */
    Shape shape() {
        return shape(0, 4);
    }

    Shape shape(int fromRank, int toRank) {
        return ranked(integer(fromRank, toRank), 1);
    }

    /** The same, with an empty axis now and then. */
    Shape shapeOrEmpty(int fromRank, int toRank) {
        Shape shape = shape(fromRank, toRank);
        return shape.rank() > 0 && oneIn(8) ? shape.with(integer(0, shape.rank() - 1), 0) : shape;
    }

    /** A shape with sizes of at least {@code least}. */
    Shape ranked(int rank, int least) {
        while (true) {
            Shape shape = Shape.of(
                    IntStream.range(0, rank).map(i -> integer(least, 5)).toArray());
            if (shape.size() <= MOST_ELEMENTS) {
                return shape;
            }
        }
    }

    /** A shape that broadcasts to another: some sizes are 1, some leading axes are left out. */
    Shape broadcastable(Shape target) {
        Shape shape = target.dropFirst(oneIn(3) ? integer(0, target.rank()) : 0);
        for (int axis = 0; axis < shape.rank(); axis++) {
            shape = oneIn(4) ? shape.with(axis, 1) : shape;
        }
        return shape;
    }

    /** Some axes of a shape, at least one if there is any. */
    Axes axes(Shape shape) {
        int[] some = IntStream.range(0, shape.rank()).filter(i -> oneIn(2)).toArray();
        return Axes.of("draw", shape, some); // none stands for all
    }

    // ---- values

    NdArray normal(Shape shape) {
        return rng.normal(shape, 0, 1);
    }

    Tensor tensor(Shape shape) {
        return Tensor.of(normal(shape));
    }

    Tensor between(Shape shape, double low, double high) {
        return Tensor.of(rng.uniform(shape, low, high));
    }

    /** Either sign, and at least {@code least} away from zero: for functions with a kink or a pole there. */
    Tensor awayFromZero(Shape shape, double least) {
        return Tensor.of(shape, map(between(shape, -2, 2), x -> x + Math.copySign(least, x)));
    }

    /** Numbers of which no two are closer than 0.05: for functions with a kink where two are equal. */
    Tensor distinct(Shape shape) {
        int n = shape.size();
        int[] order = rng.permutation(n);
        return Tensor.of(
                shape,
                IntStream.range(0, n)
                        .mapToDouble(i -> 0.1 * (order[i] - n / 2.0) + 0.05 * rng.nextDouble())
                        .toArray());
    }

    /** Small whole numbers, many of them equal. */
    Tensor integers(Shape shape, int from, int to) {
        return Tensor.of(shape, map(Tensor.zeros(shape), x -> integer(from, to)));
    }

    /** Any number that a double can be: of every size, with the special ones among them. */
    double anyNumber() {
        return switch (rng.nextInt(8)) {
            case 0 ->
                oneOf(
                        0.0,
                        -0.0,
                        1.0,
                        -1.0,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.MIN_VALUE,
                        -Double.MIN_VALUE,
                        Double.MIN_NORMAL,
                        Double.MAX_VALUE,
                        -Double.MAX_VALUE);
            case 1 -> Double.longBitsToDouble(rng.nextLong());
            case 2 -> (double) integer(-4, 4);
            case 3 -> 800 * (rng.nextDouble() - 0.5) * 2;
            default -> 4 * rng.nextGaussian();
        };
    }

    Tensor anyNumbers(Shape shape) {
        return Tensor.of(shape, map(Tensor.zeros(shape), x -> anyNumber()));
    }

    private static double[] map(Tensor x, DoubleUnaryOperator f) {
        return Arrays.stream(x.toArray()).map(f).toArray();
    }
}
