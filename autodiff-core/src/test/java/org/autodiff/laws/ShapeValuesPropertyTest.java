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
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PadMode;

/** Where the operations on shapes put each element, by index arithmetic; and their gradients. */
class ShapeValuesPropertyTest {

    private static void check(TensorFunction f, Tensor x) {
        if (x.size() > 0) {
            // With x itself, since of what is selected there may be nothing.
            RandomPoint.check(GradCheck.of(xs -> Tensor.concat(
                            0, f.apply(xs).square().flatten(), xs[0].square().flatten()))
                    .order(2)
                    .maxCoordinates(6)
                    .absoluteTolerance(1e-9)
                    .input("x", x));
        }
    }

    private static int[] with(int[] at, int axis, int position) {
        int[] copy = at.clone();
        copy[axis] = position;
        return copy;
    }

    private static int[] dims(Shape shape) {
        return shape.dims();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void reshapes(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shapeOrEmpty(1, 4));
        int first = d.integer(0, x.rank() - 1);
        int last = d.integer(first, x.rank() - 1);
        int[] dims = dims(x.shape());
        int[] merged = IntStream.concat(
                        IntStream.concat(
                                Arrays.stream(dims, 0, first),
                                IntStream.of(
                                        Arrays.stream(dims, first, last + 1).reduce(1, (a, b) -> a * b))),
                        Arrays.stream(dims, last + 1, dims.length))
                .toArray();
        Naive.assertSame(
                NdArray.of(Shape.of(merged), x.toArray()),
                x.flatten(first, last - x.rank()).value());
        Naive.assertSame(
                NdArray.of(Shape.of(x.size()), x.toArray()), x.flatten().value());
        int[] kept = Arrays.stream(dims).filter(n -> n != 1).toArray();
        Naive.assertSame(NdArray.of(Shape.of(kept), x.toArray()), x.squeeze().value());
        Naive.assertSame(x.value(), x.unsqueeze(first).squeeze(first).value());
        check(xs -> xs[0].flatten(first, last).squeeze(), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void movedim(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shapeOrEmpty(1, 4));
        int from = d.integer(0, x.rank() - 1);
        int to = d.integer(0, x.rank() - 1);
        NdArray y = x.movedim(from, to - x.rank()).value();
        assertEquals(x.shape().dim(from), y.shape().dim(to));
        Naive.assertSame(
                Naive.array(y.shape(), at -> {
                    int[] rest = IntStream.range(0, at.length)
                            .filter(i -> i != to)
                            .map(i -> at[i])
                            .toArray();
                    return x.value()
                            .get(IntStream.range(0, at.length)
                                    .map(i -> i == from ? at[to] : rest[i < from ? i : i - 1])
                                    .toArray());
                }),
                y);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void expand(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape target = d.shapeOrEmpty(0, 4);
        Tensor x = d.tensor(d.broadcastable(target));
        int lead = target.rank() - x.rank();
        int[] sizes = IntStream.range(0, target.rank())
                .map(i -> i >= lead && x.shape().dim(i - lead) == target.dim(i) && d.oneIn(2) ? -1 : target.dim(i))
                .toArray();
        Naive.assertSame(
                Naive.array(target, at -> Naive.broadcast(x.value(), at)),
                x.expand(sizes).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void parts(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shapeOrEmpty(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        int n = x.shape().dim(axis);
        int cut = d.integer(0, n);
        Tensor[] parts = x.split(axis, cut, 0, n - cut);
        Naive.assertSame(
                Naive.array(x.shape().with(axis, n - cut), at -> x.value().get(with(at, axis, at[axis] + cut))),
                parts[2].value());
        assertEquals(x.shape().with(axis, 0), parts[1].shape());
        Naive.assertSame(x.value(), Tensor.concat(axis, parts).value());
        int chunks = d.integer(1, 6);
        Tensor[] chunked = x.chunk(axis - x.rank(), chunks);
        Naive.assertSame(x.value(), Tensor.concat(axis, chunked).value());
        int most = (n + chunks - 1) / chunks;
        for (int i = 0; i < chunked.length - 1; i++) {
            assertEquals(most, chunked[i].shape().dim(axis));
        }
        assertEquals(n == 0 ? 1 : (n + most - 1) / most, chunked.length);
        Tensor[] unbound = x.unbind(axis - x.rank());
        assertEquals(n, unbound.length);
        for (int i = 0; i < n; i++) {
            Naive.assertSame(x.select(axis, i).value(), unbound[i].value());
        }
        check(xs -> xs[0].unbind(axis)[n - 1].square(), x);
        check(xs -> Tensor.concat(axis, xs[0].chunk(axis, chunks)[0], xs[0].narrow(axis, n - 1, 1)), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void flipsAndRolls(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shapeOrEmpty(1, 4));
        int a = d.integer(0, x.rank() - 1);
        int b = d.integer(0, x.rank() - 1);
        int[] axes = a == b ? new int[] {a} : new int[] {a, b - x.rank()};
        Naive.assertSame(
                Naive.array(x.shape(), at -> {
                    int[] from = with(at, a, x.shape().dim(a) - 1 - at[a]);
                    return x.value().get(a == b ? from : with(from, b, x.shape().dim(b) - 1 - at[b]));
                }),
                x.flip(axes).value());
        int shift = d.integer(-7, 7);
        Naive.assertSame(
                Naive.array(
                        x.shape(),
                        at -> x.value()
                                .get(with(
                                        at,
                                        a,
                                        Math.floorMod(at[a] - shift, x.shape().dim(a))))),
                x.roll(a, shift).value());
        double[] flat = x.toArray();
        Naive.assertSame(
                NdArray.of(
                        x.shape(),
                        IntStream.range(0, flat.length)
                                .mapToDouble(i -> flat[Math.floorMod(i - shift, flat.length)])
                                .toArray()),
                x.flatten().roll(0, shift).reshape(x.shape()).value());
        check(xs -> xs[0].flip(axes).roll(a, shift), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void repetitions(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(0, 2));
        int[] times =
                IntStream.range(0, d.integer(0, 3)).map(i -> d.integer(0, 2)).toArray();
        int rank = Math.max(times.length, x.rank());
        int[] result = new int[rank];
        for (int i = 0; i < rank; i++) {
            int size = i < rank - x.rank() ? 1 : x.shape().dim(i - rank + x.rank());
            result[i] = size * (i < rank - times.length ? 1 : times[i - rank + times.length]);
        }
        NdArray tiled = Naive.array(
                Shape.of(result),
                at -> x.value()
                        .get(IntStream.range(0, x.rank())
                                .map(i -> at[i + rank - x.rank()] % x.shape().dim(i))
                                .toArray()));
        Naive.assertSame(tiled, x.tile(times).value());
        if (times.length >= x.rank()) {
            Naive.assertSame(tiled, x.repeat(times).value());
        }
        check(xs -> xs[0].tile(times), x);
        if (x.rank() > 0) {
            int axis = d.integer(0, x.rank() - 1);
            int n = d.integer(0, 3);
            Naive.assertSame(
                    Naive.array(
                            x.shape().with(axis, x.shape().dim(axis) * n),
                            at -> x.value().get(with(at, axis, at[axis] / n))),
                    x.repeatInterleave(axis, n).value());
            check(xs -> xs[0].repeatInterleave(axis, n), x);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void paddings(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shape(1, 3));
        int axis = d.integer(0, x.rank() - 1);
        int n = x.shape().dim(axis);
        for (PadMode mode : PadMode.values()) {
            int most = mode == PadMode.REFLECT ? n - 1 : mode == PadMode.CIRCULAR ? n : 3;
            int before = d.integer(0, most);
            int after = d.integer(0, most);
            Naive.assertSame(
                    Naive.array(x.shape().with(axis, before + n + after), at -> {
                        int i = at[axis] - before;
                        int from = switch (mode) {
                            case ZEROS -> i;
                            case REFLECT -> i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
                            case REPLICATE -> Math.max(0, Math.min(n - 1, i));
                            case CIRCULAR -> Math.floorMod(i, n);
                        };
                        return from < 0 || from >= n ? 0 : x.value().get(with(at, axis, from));
                    }),
                    x.pad(axis, before, after, mode).value());
            check(xs -> xs[0].pad(axis, before, after, mode), x);
        }
        int[] pairs = IntStream.range(0, 2 * d.integer(0, x.rank()))
                .map(i -> d.integer(0, 2))
                .toArray();
        int[] sizes = dims(x.shape());
        for (int i = 0; i < pairs.length; i++) {
            sizes[x.rank() - 1 - i / 2] += pairs[i];
        }
        Naive.assertSame(
                Naive.array(Shape.of(sizes), at -> {
                    int[] from = at.clone();
                    for (int i = 0; i < pairs.length; i += 2) {
                        from[x.rank() - 1 - i / 2] -= pairs[i];
                    }
                    boolean inside = IntStream.range(0, from.length)
                            .allMatch(i -> from[i] >= 0 && from[i] < x.shape().dim(i));
                    return inside ? x.value().get(from) : 7;
                }),
                x.pad(pairs, 7).value());
        Naive.assertSame(x.pad(pairs, 0.0).value(), x.pad(pairs).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void trianglesAndDiagonals(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.shapeOrEmpty(2, 4));
        int r = x.rank();
        int k = d.integer(-4, 4);
        Naive.assertSame(
                Naive.array(
                        x.shape(), at -> at[r - 1] - at[r - 2] >= k ? x.value().get(at) : 0),
                x.triu(k).value());
        Naive.assertSame(
                Naive.array(
                        x.shape(), at -> at[r - 1] - at[r - 2] <= k ? x.value().get(at) : 0),
                x.tril(k).value());
        int a = d.integer(0, r - 1);
        int b = (a + d.integer(1, r - 1)) % r;
        NdArray diagonal = x.diagonal(a, b - r, k).value();
        int length = Math.max(
                0, Math.min(x.shape().dim(a) + Math.min(k, 0), x.shape().dim(b) - Math.max(k, 0)));
        assertEquals(length, diagonal.shape().dim(-1));
        Naive.assertSame(
                Naive.array(diagonal.shape(), at -> {
                    int[] in = new int[r];
                    int next = 0;
                    for (int i = 0; i < r; i++) {
                        int j = at[r - 2];
                        in[i] = i == a ? j - Math.min(k, 0) : i == b ? j + Math.max(k, 0) : at[next++];
                    }
                    return x.value().get(in);
                }),
                diagonal);
        NdArray embedded = x.diagEmbed(k).value();
        assertEquals(x.shape().dim(-1) + Math.abs(k), embedded.shape().dim(-2));
        Naive.assertSame(
                Naive.array(embedded.shape(), at -> {
                    boolean on = at[r] - at[r - 1] == k;
                    return on ? x.value().get(with(Arrays.copyOf(at, r), r - 1, Math.min(at[r], at[r - 1]))) : 0;
                }),
                embedded);
        check(xs -> xs[0].triu(k), x);
        check(xs -> xs[0].diagonal(a, b, k), x);
        check(xs -> xs[0].diagEmbed(k), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void grids(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor[] vectors = IntStream.range(0, d.integer(1, 3))
                .mapToObj(i -> d.tensor(Shape.of(d.integer(0, 3))))
                .toArray(Tensor[]::new);
        Shape shape = Shape.of(Arrays.stream(vectors).mapToInt(Tensor::size).toArray());
        Tensor[] grid = Tensor.meshgrid(vectors);
        Tensor[] picture = Tensor.meshgridXy(vectors);
        for (int k = 0; k < vectors.length; k++) {
            NdArray own = vectors[k].value();
            int axis = k;
            NdArray expected = Naive.array(shape, at -> own.get(at[axis]));
            Naive.assertSame(expected, grid[k].value());
            Naive.assertSame(
                    vectors.length < 2
                            ? expected
                            : Tensor.of(expected).transpose(0, 1).value(),
                    picture[k].value());
        }
    }
}
