package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Selections by indices and masks: values element by element, and the gradients of what is more than one gate. */
class IndexValuesPropertyTest {

    private static void check(TensorFunction f, Tensor... inputs) {
        GradCheck check = GradCheck.of(xs -> f.apply(xs).square())
                .order(2)
                .maxCoordinates(6)
                .absoluteTolerance(1e-9);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        RandomPoint.check(check);
    }

    /** Random indices into an axis, negative ones among them. */
    private static Index indices(Draw d, Shape shape, int size) {
        return Index.of(d.integers(shape, -size, size - 1).value());
    }

    private static int position(Index index, Shape shape, int[] at, int size) {
        int flat = 0;
        for (int i = 0; i < at.length; i++) {
            flat = flat * shape.dim(i) + at[i];
        }
        return Math.floorMod(index.get(flat), size);
    }

    private static int[] with(int[] at, int axis, int position) {
        int[] copy = at.clone();
        copy[axis] = position;
        return copy;
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void indexSelectPutsTheAxesOfTheIndicesInPlace(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        int size = x.shape().dim(axis);
        Index index = indices(d, d.shapeOrEmpty(0, 2), size);
        int k = index.shape().rank();
        NdArray y = x.indexSelect(axis - x.rank(), index).value();
        assertEquals(x.rank() - 1 + k, y.rank());
        Naive.assertSame(
                Naive.array(y.shape(), at -> {
                    int[] in = new int[x.rank()];
                    System.arraycopy(at, 0, in, 0, axis);
                    in[axis] = position(index, index.shape(), Arrays.copyOfRange(at, axis, axis + k), size);
                    System.arraycopy(at, axis + k, in, axis + 1, x.rank() - axis - 1);
                    return x.value().get(in);
                }),
                y);
        if (y.size() > 0) {
            check(xs -> xs[0].indexSelect(axis, index), x);
            check(xs -> xs[0].indexAdd(axis, index, xs[1]), x, Tensor.of(y));
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gatherAndScatterAddHaveAnIndexForEachPlace(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        int size = x.shape().dim(axis);
        int[] fewer = IntStream.range(0, x.rank())
                .map(i -> i == axis ? d.integer(1, 4) : d.integer(1, x.shape().dim(i)))
                .toArray();
        Shape shape = Shape.of(fewer);
        Index index = indices(d, shape, size);
        Naive.assertSame(
                Naive.array(shape, at -> x.value().get(with(at, axis, position(index, shape, at, size)))),
                x.gather(axis, index).value());
        Tensor source = d.tensor(shape);
        NdArray sum = Naive.array(x.shape(), to -> {
            double total = 0;
            for (int[] at : Naive.indices(shape)) {
                if (Arrays.equals(with(at, axis, position(index, shape, at, size)), to)) {
                    total += source.value().get(at);
                }
            }
            return x.value().get(to) + total;
        });
        Naive.assertSame(sum, x.scatterAdd(axis, index, source).value());
        check(xs -> xs[0].gather(axis, index), x);
        check(xs -> xs[0].scatterAdd(axis, index, xs[1]), x, source);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void takeAlongAxisBroadcastsTheOthers(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape(1, 3);
        int axis = d.integer(0, shape.rank() - 1);
        int[] one = IntStream.range(0, shape.rank())
                .map(i -> i == axis || d.oneIn(2) ? shape.dim(i) : 1)
                .toArray();
        Tensor x = d.tensor(Shape.of(one));
        int[] two = IntStream.range(0, shape.rank())
                .map(i -> i == axis ? d.integer(1, 3) : d.oneIn(2) ? shape.dim(i) : 1)
                .toArray();
        Index index = indices(d, Shape.of(two), shape.dim(axis));
        Shape result = Shape.broadcast(
                        "test", x.shape().with(axis, 1), index.shape().with(axis, 1))
                .with(axis, two[axis]);
        Naive.assertSame(
                Naive.array(result, at -> {
                    int[] own = IntStream.range(0, at.length)
                            .map(i -> index.shape().dim(i) == 1 ? 0 : at[i])
                            .toArray();
                    int chosen = position(index, index.shape(), own, shape.dim(axis));
                    return Naive.broadcast(x.value(), with(at, axis, chosen));
                }),
                x.takeAlongAxis(axis, index).value());
        check(xs -> xs[0].takeAlongAxis(axis, index), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void masks(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape());
        Tensor mask = d.integers(d.broadcastable(x.shape()), 0, 1);
        Naive.assertSame(
                Naive.array(
                        x.shape(),
                        at -> Naive.broadcast(mask.value(), at) != 0
                                ? -7
                                : x.value().get(at)),
                x.maskedFill(mask, -7).value());
        double[] chosen = Naive.indices(x.shape()).stream()
                .filter(at -> Naive.broadcast(mask.value(), at) != 0)
                .mapToDouble(at -> x.value().get(at))
                .toArray();
        Naive.assertSame(
                NdArray.of(Shape.of(chosen.length), chosen),
                x.maskedSelect(mask).value());
        int[] nonzero = Naive.indices(mask.shape()).stream()
                .filter(at -> mask.value().get(at) != 0)
                .flatMapToInt(Arrays::stream)
                .toArray();
        int count = (int) Arrays.stream(mask.toArray()).sum();
        assertEquals(Index.of(Shape.of(count, mask.rank()), nonzero), mask.nonzero());
        if (chosen.length > 0) {
            check(xs -> xs[0].maskedSelect(mask), x);
        }
        if (chosen.length < x.size()) {
            check(xs -> xs[0].maskedFill(mask, -7), x);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void takeAndOneHot(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape());
        Index index = indices(d, d.shapeOrEmpty(0, 2), x.size());
        double[] all = x.toArray();
        Naive.assertSame(
                NdArray.of(
                        index.shape(),
                        Arrays.stream(index.toArray())
                                .mapToDouble(i -> all[Math.floorMod(i, all.length)])
                                .toArray()),
                x.take(index).value());
        Index classes = Index.of(d.integers(d.shapeOrEmpty(0, 2), 0, 3).value());
        Shape shape = classes.shape().concat(Shape.of(4));
        Naive.assertSame(
                Naive.array(shape, at -> {
                    int[] own = Arrays.copyOf(at, at.length - 1);
                    return position(classes, classes.shape(), own, 4) == at[at.length - 1] ? 1 : 0;
                }),
                Tensor.oneHot(classes, 4).value());
    }
}
