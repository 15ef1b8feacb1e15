package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.move.IndexSelection;
import org.autodiff.internal.gates.move.Slices;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Where moves put elements, index by index. */
class MoveValuesPropertyTest {

    /** An axis as a caller may name it: from either end. */
    private static int named(Draw d, int axis, int rank) {
        return d.oneIn(2) ? axis : axis - rank;
    }

    private static int[] with(int[] index, int axis, int value) {
        int[] changed = index.clone();
        changed[axis] = value;
        return changed;
    }

    private static int[] without(int[] index, int axis) {
        return IntStream.range(0, index.length)
                .filter(i -> i != axis)
                .map(i -> index[i])
                .toArray();
    }

    private static int[] insert(int[] index, int axis, int value) {
        return IntStream.concat(
                        Arrays.stream(index, 0, axis),
                        IntStream.concat(IntStream.of(value), Arrays.stream(index, axis, index.length)))
                .toArray();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void permute(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shapeOrEmpty(0, 4));
        List<Integer> order = d.permutation(x.rank());
        Shape shape = Shape.of(order.stream().mapToInt(x.shape()::dim).toArray());
        NdArray expected = Naive.array(shape, i -> {
            int[] source = new int[i.length];
            for (int axis = 0; axis < i.length; axis++) {
                source[order.get(axis)] = i[axis];
            }
            return x.get(source);
        });
        int[] given = order.stream().mapToInt(a -> named(d, a, x.rank())).toArray();
        Naive.assertSame(expected, Tensor.of(x).permute(given).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void transpose(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shapeOrEmpty(2, 4));
        int a = d.integer(0, x.rank() - 1);
        int b = d.integer(0, x.rank() - 1);
        Shape shape = x.shape().with(a, x.shape().dim(b)).with(b, x.shape().dim(a));
        NdArray expected = Naive.array(shape, i -> x.get(with(with(i, a, i[b]), b, i[a])));
        Naive.assertSame(
                expected,
                Tensor.of(x)
                        .transpose(named(d, a, x.rank()), named(d, b, x.rank()))
                        .value());
        if (a == x.rank() - 1 && b == a - 1) {
            Naive.assertSame(expected, Tensor.of(x).transpose().value());
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void reshape(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shape());
        int[] dims = x.shape().dims();
        Shape other = Shape.of(
                d.permutation(dims.length).stream().mapToInt(i -> dims[i]).toArray());
        Naive.assertSame(
                NdArray.of(other, x.toArray()), Tensor.of(x).reshape(other).value());
        int[] open = other.dims();
        if (open.length > 0) {
            open[d.integer(0, open.length - 1)] = -1;
            Naive.assertSame(
                    NdArray.of(other, x.toArray()), Tensor.of(x).reshape(open).value());
        }
        assertEquals(Shape.of(x.size()), Tensor.of(x).reshape(-1).shape());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void broadcastTo(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape target = d.shapeOrEmpty(0, 4);
        NdArray x = d.normal(d.broadcastable(target));
        NdArray expected = Naive.array(target, i -> Naive.broadcast(x, i));
        Naive.assertSame(expected, Tensor.of(x).broadcastTo(target).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sliceAndItsInverse(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shapeOrEmpty(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int size = x.shape().dim(axis);
        int from = d.integer(0, size);
        int to = d.integer(from, size);
        int step = d.integer(1, 3);
        int count = (int)
                IntStream.range(from, to).filter(i -> (i - from) % step == 0).count();
        NdArray part = Naive.array(x.shape().with(axis, count), i -> x.get(with(i, axis, from + step * i[axis])));
        Tensor y = Tensor.of(x).slice(named(d, axis, x.rank()), from, to, step);
        Naive.assertSame(part, y.value());
        if (from > 0 && from < size && to < size && to > 0) {
            Tensor fromTheEnd = Tensor.of(x).slice(axis, from - size, to - size, step);
            Naive.assertSame(part, fromTheEnd.value());
        }
        NdArray back = Naive.array(x.shape(), i -> {
            int k = i[axis] - from;
            return k >= 0 && k % step == 0 && k / step < count ? part.get(with(i, axis, k / step)) : 0;
        });
        Naive.assertSame(back, new Slices.Unslice(size, axis, from, step).on(y).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void selectAndUnsqueeze(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shape(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        int size = x.shape().dim(axis);
        int position = d.integer(0, size - 1);
        Shape smaller = Shape.of(without(x.shape().dims(), axis));
        NdArray expected = Naive.array(smaller, i -> x.get(insert(i, axis, position)));
        int given = d.oneIn(2) ? position : position - size;
        Naive.assertSame(
                expected, Tensor.of(x).select(named(d, axis, x.rank()), given).value());

        int at = d.integer(0, x.rank());
        Shape larger = Shape.of(insert(x.shape().dims(), at, 1));
        NdArray unsqueezed = Naive.array(larger, i -> x.get(without(i, at)));
        Naive.assertSame(
                unsqueezed, Tensor.of(x).unsqueeze(named(d, at, x.rank() + 1)).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void concat(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape(1, 4);
        int axis = d.integer(0, shape.rank() - 1);
        List<NdArray> parts = Stream.generate(() -> d.normal(shape.with(axis, d.integer(0, 3))))
                .limit(d.integer(1, 4))
                .toList();
        int total = parts.stream().mapToInt(p -> p.shape().dim(axis)).sum();
        NdArray expected = Naive.array(shape.with(axis, total), i -> {
            int at = i[axis];
            int k = 0;
            while (at >= parts.get(k).shape().dim(axis)) {
                at -= parts.get(k++).shape().dim(axis);
            }
            return parts.get(k).get(with(i, axis, at));
        });
        Tensor[] tensors = parts.stream().map(Tensor::of).toArray(Tensor[]::new);
        Naive.assertSame(
                expected, Tensor.concat(named(d, axis, shape.rank()), tensors).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void stack(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shapeOrEmpty(0, 3);
        List<NdArray> parts =
                Stream.generate(() -> d.normal(shape)).limit(d.integer(1, 4)).toList();
        int axis = d.integer(0, shape.rank());
        Shape larger = Shape.of(insert(shape.dims(), axis, parts.size()));
        NdArray expected = Naive.array(larger, i -> parts.get(i[axis]).get(without(i, axis)));
        Tensor[] tensors = parts.stream().map(Tensor::of).toArray(Tensor[]::new);
        Naive.assertSame(
                expected,
                Tensor.stack(named(d, axis, shape.rank() + 1), tensors).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gatherAndScatterRows(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shape(1, 3));
        int rows = x.shape().dim(0);
        Tensor chosen = d.integers(d.shapeOrEmpty(0, 2), -rows, rows - 1);
        Index index = Index.of(chosen.value());
        int lead = chosen.rank();
        Shape shape = chosen.shape().concat(x.shape().dropFirst(1));
        NdArray expected = Naive.array(shape, i -> x.get(source(chosen.value(), i, lead, rows)));
        Naive.assertSame(expected, Tensor.of(x).gatherRows(index).value());

        NdArray values = d.normal(shape);
        NdArray sums = Naive.array(x.shape(), place -> {
            double sum = 0;
            for (int[] i : Naive.indices(shape)) {
                sum += Arrays.equals(source(chosen.value(), i, lead, rows), place) ? values.get(i) : 0;
            }
            return sum;
        });
        Tensor scattered = new IndexSelection.IndexAdd(x.shape(), 0).on(Tensor.of(values), chosen);
        Naive.assertNear(sums, NdArray.full(x.shape(), 1e-14), scattered.value());
    }

    /** The index in the table that an index in the result means. */
    private static int[] source(NdArray chosen, int[] index, int lead, int rows) {
        int row = (int) chosen.get(Arrays.copyOf(index, lead));
        return insert(Arrays.copyOfRange(index, lead, index.length), 0, row < 0 ? row + rows : row);
    }
}
