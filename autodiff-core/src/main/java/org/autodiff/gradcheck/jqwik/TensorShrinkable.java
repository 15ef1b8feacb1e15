package org.autodiff.gradcheck.jqwik;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * A tensor that gets simpler: fewer axes, then fewer elements, then rounder numbers. What remains keeps its numbers
 * meanwhile; so the element that makes a property fail is found, wherever it is.
 *
 * @param value the tensor
 * @param shapes the shapes that are wanted
 * @param elements the elements that are wanted
 * @param simplest the simplest of them
 */
record TensorShrinkable(Tensor value, Predicate<Shape> shapes, DoublePredicate elements, double simplest)
        implements Shrinkable<Tensor> {
    @Override
    public Stream<Shrinkable<Tensor>> shrink() {
        return Stream.of(withoutAxes(), withoutSlices(), withRounderNumbers())
                .flatMap(s -> s)
                .map(t -> new TensorShrinkable(t, shapes, elements, simplest));
    }

    /** One place along an axis, which is gone then. */
    private Stream<Tensor> withoutAxes() {
        Shape shape = value.shape();
        return axes().filter(axis -> shapes.test(without(shape, axis)))
                .flatMap(axis -> IntStream.range(0, shape.dim(axis)).mapToObj(i -> value.select(axis, i)));
    }

    /** All but one place along an axis. */
    private Stream<Tensor> withoutSlices() {
        Shape shape = value.shape();
        return axes().filter(axis -> shape.dim(axis) > 1)
                .filter(axis -> shapes.test(shape.with(axis, shape.dim(axis) - 1)))
                .flatMap(axis -> IntStream.range(0, shape.dim(axis)).mapToObj(i -> without(axis, i)));
    }

    private Stream<Integer> axes() {
        return IntStream.range(0, value.rank()).boxed();
    }

    private static Shape without(Shape shape, int axis) {
        return Shape.of(IntStream.range(0, shape.rank())
                .filter(a -> a != axis)
                .map(shape::dim)
                .toArray());
    }

    private Tensor without(int axis, int place) {
        int n = value.shape().dim(axis);
        return Tensor.concat(axis, value.slice(axis, 0, place), value.slice(axis, place + 1, n));
    }

    private Stream<Tensor> withRounderNumbers() {
        double[] x = value.toArray();
        return IntStream.range(0, x.length)
                .boxed()
                .flatMap(k -> rounder(x[k]).mapToObj(y -> {
                    double[] other = x.clone();
                    other[k] = y;
                    return Tensor.of(value.shape(), other);
                }));
    }

    private DoubleStream rounder(double x) {
        return DoubleStream.of(
                        simplest,
                        Math.rint(x / 2),
                        Math.floor(x),
                        Math.ceil(x),
                        x - Math.signum(x),
                        Math.floor(x * 10) / 10,
                        Math.ceil(x * 10) / 10,
                        -x)
                .map(y -> y == 0 ? 0 : y) // no negative zero
                .filter(y -> elements.test(y) && complexity(y) < complexity(x));
    }

    /** The more decimals, the more complex; then the larger; then the negative ones. */
    private long complexity(double x) {
        if (x == simplest) {
            return 0;
        }
        int decimals = Math.max(0, BigDecimal.valueOf(x).stripTrailingZeros().scale());
        return 1 + 1000L * decimals + 2 * (long) Math.min(400, Math.abs(x)) + (x < 0 ? 1 : 0);
    }

    @Override
    public ShrinkingDistance distance() {
        return ShrinkingDistance.of(
                value.rank(),
                value.size(),
                Arrays.stream(value.toArray()).mapToLong(this::complexity).sum());
    }
}
