package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Products of vectors and tensors against loops over all indices; gradients of both orders; what is refused. */
class ProductsPropertyTest {
    private static final double ROUNDING = 1e-14;

    /** The formula on the numbers, and on their absolute values: so large can rounding be. */
    private static void assertIs(BiFunction<NdArray, NdArray, NdArray> formula, Tensor a, Tensor b, Tensor actual) {
        NdArray sizes = formula.apply(a.abs().value(), b.abs().value());
        assertNear(formula.apply(a.value(), b.value()), sizes, actual);
    }

    private static void assertNear(NdArray expected, NdArray sizes, Tensor actual) {
        double[] tolerance =
                Arrays.stream(sizes.toArray()).map(s -> ROUNDING * s).toArray();
        Naive.assertNear(expected, NdArray.of(expected.shape(), tolerance), actual.value());
    }

    private static void gradients(TensorFunction f, Tensor... inputs) {
        // Squared: linear in one input, they would have no second derivative there.
        GradCheck check = GradCheck.of(xs -> f.apply(xs).square())
                .order(2)
                .maxCoordinates(6)
                .absoluteTolerance(1e-9);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        RandomPoint.check(check);
    }

    // ---- vectors

    @Property(shrinking = ShrinkingMode.OFF)
    void dot(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(0, 20);
        Tensor a = d.tensor(Shape.of(n));
        Tensor b = d.tensor(Shape.of(n));
        assertIs(
                (x, y) -> NdArray.of(IntStream.range(0, n)
                        .mapToDouble(i -> x.get(i) * y.get(i))
                        .sum()),
                a,
                b,
                a.dot(b));
        Shape some = Shape.of(d.integer(1, 4));
        gradients(xs -> xs[0].dot(xs[1]), d.tensor(some), d.tensor(some));
        gradients(xs -> xs[0].dot(xs[0]), d.tensor(some));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void outer(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor a = d.tensor(Shape.of(d.integer(0, 5)));
        Tensor b = d.tensor(Shape.of(d.integer(0, 5)));
        Naive.assertSame(
                Naive.array(
                        Shape.of(a.size(), b.size()),
                        i -> a.value().get(i[0]) * b.value().get(i[1])),
                a.outer(b).value());
        gradients(xs -> xs[0].outer(xs[1]), d.tensor(Shape.of(d.integer(1, 4))), d.tensor(Shape.of(d.integer(1, 4))));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void vecdot(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape batch = d.shapeOrEmpty(0, 3);
        Shape last = Shape.of(d.integer(0, 4));
        Tensor a = d.tensor(d.broadcastable(batch).concat(last));
        Tensor b = d.tensor(d.broadcastable(batch).concat(last));
        BiFunction<NdArray, NdArray, NdArray> formula = (x, y) -> {
            NdArray products = Naive.zip((p, q) -> p * q, x, y);
            return Naive.array(
                    products.shape().dropLast(1),
                    i -> Arrays.stream(Naive.group(products, Arrays.copyOf(i, i.length + 1), List.of(i.length)))
                            .sum());
        };
        assertIs(formula, a, b, a.vecdot(b));
        Shape some = d.shape(1, 3);
        Tensor x = d.tensor(some);
        Tensor y = d.tensor(d.broadcastable(some.dropLast(1)).concat(Shape.of(some.dim(-1))));
        gradients(xs -> xs[0].vecdot(xs[1]), x, y);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void cross(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape batch = d.shapeOrEmpty(0, 2);
        Tensor a = d.tensor(d.broadcastable(batch).concat(Shape.of(3)));
        Tensor b = d.tensor(d.broadcastable(batch).concat(Shape.of(3)));
        Shape shape = Naive.zip((p, q) -> 0, a.value(), b.value()).shape();
        Naive.assertSame(
                Naive.array(shape, i -> {
                    int c = i[i.length - 1];
                    return element(a, i, (c + 1) % 3) * element(b, i, (c + 2) % 3)
                            - element(a, i, (c + 2) % 3) * element(b, i, (c + 1) % 3);
                }),
                a.cross(b).value());
        Shape some = d.shape(0, 1);
        gradients(
                xs -> xs[0].cross(xs[1]),
                d.tensor(d.broadcastable(some).concat(Shape.of(3))),
                d.tensor(some.concat(Shape.of(3))));
    }

    private static double element(Tensor x, int[] index, int last) {
        int[] at = index.clone();
        at[at.length - 1] = last;
        return Naive.broadcast(x.value(), at);
    }

    // ---- tensors

    @Property(shrinking = ShrinkingMode.OFF)
    void kron(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor a = d.tensor(d.shapeOrEmpty(0, 3));
        Tensor b = d.tensor(d.shapeOrEmpty(0, 3));
        int rank = Math.max(a.rank(), b.rank());
        int[] da = padded(a.shape(), rank);
        int[] db = padded(b.shape(), rank);
        NdArray pa = a.value().reshape(Shape.of(da));
        NdArray pb = b.value().reshape(Shape.of(db));
        int[] dims = IntStream.range(0, rank).map(k -> da[k] * db[k]).toArray();
        Naive.assertSame(
                Naive.array(
                        Shape.of(dims),
                        i -> pa.get(IntStream.range(0, rank)
                                        .map(k -> i[k] / db[k])
                                        .toArray())
                                * pb.get(IntStream.range(0, rank)
                                        .map(k -> i[k] % db[k])
                                        .toArray())),
                a.kron(b).value());
        gradients(xs -> xs[0].kron(xs[1]), d.tensor(d.shape(0, 2)), d.tensor(d.shape(0, 2)));
    }

    private static int[] padded(Shape shape, int rank) {
        int lead = rank - shape.rank();
        return IntStream.range(0, rank)
                .map(i -> i < lead ? 1 : shape.dim(i - lead))
                .toArray();
    }

    private static NdArray tensordot(NdArray a, NdArray b, int[] axesA, int[] axesB) {
        int[] freeA = others(a.rank(), axesA);
        int[] freeB = others(b.rank(), axesB);
        int[] dims = IntStream.concat(
                        Arrays.stream(freeA).map(a.shape()::dim),
                        Arrays.stream(freeB).map(b.shape()::dim))
                .toArray();
        List<int[]> summed =
                Naive.indices(Shape.of(Arrays.stream(axesA).map(a.shape()::dim).toArray()));
        return Naive.array(Shape.of(dims), i -> {
            double sum = 0;
            for (int[] k : summed) {
                int[] ia = new int[a.rank()];
                int[] ib = new int[b.rank()];
                for (int j = 0; j < freeA.length; j++) {
                    ia[freeA[j]] = i[j];
                }
                for (int j = 0; j < freeB.length; j++) {
                    ib[freeB[j]] = i[freeA.length + j];
                }
                for (int j = 0; j < k.length; j++) {
                    ia[Math.floorMod(axesA[j], a.rank())] = k[j];
                    ib[Math.floorMod(axesB[j], b.rank())] = k[j];
                }
                sum += a.get(ia) * b.get(ib);
            }
            return sum;
        });
    }

    private static int[] others(int rank, int[] axes) {
        return IntStream.range(0, rank)
                .filter(i -> Arrays.stream(axes).noneMatch(k -> Math.floorMod(k, rank) == i))
                .toArray();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void tensordotOverPairsOfAxes(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape sa = d.shapeOrEmpty(0, 3);
        Shape sb = d.shapeOrEmpty(0, 3);
        int n = d.integer(0, Math.min(sa.rank(), sb.rank()));
        int[] axesA = new int[n];
        int[] axesB = new int[n];
        List<Integer> placesA = d.permutation(sa.rank());
        List<Integer> placesB = d.permutation(sb.rank());
        for (int i = 0; i < n; i++) {
            sb = sb.with(placesB.get(i), sa.dim(placesA.get(i)));
            axesA[i] = placesA.get(i) - (d.oneIn(2) ? sa.rank() : 0);
            axesB[i] = placesB.get(i) - (d.oneIn(2) ? sb.rank() : 0);
        }
        Tensor a = d.tensor(sa);
        Tensor b = d.tensor(sb);
        assertIs((x, y) -> tensordot(x, y, axesA, axesB), a, b, a.tensordot(b, axesA, axesB));
        if (a.size() > 0 && b.size() > 0) {
            gradients(xs -> xs[0].tensordot(xs[1], axesA, axesB), a, b);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void tensordotOverLastAndFirstAxes(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shared = d.shape(0, 2);
        Tensor a = d.tensor(d.shapeOrEmpty(0, 2).concat(shared));
        Tensor b = d.tensor(shared.concat(d.shapeOrEmpty(0, 2)));
        int n = shared.rank();
        int[] last = IntStream.range(a.rank() - n, a.rank()).toArray();
        int[] first = IntStream.range(0, n).toArray();
        assertIs((x, y) -> tensordot(x, y, last, first), a, b, a.tensordot(b, n));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void bilinear(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape batch = d.shapeOrEmpty(0, 2);
        int i = d.integer(0, 3);
        int j = d.integer(0, 3);
        int o = d.integer(0, 3);
        Tensor x1 = d.tensor(d.broadcastable(batch).concat(Shape.of(i)));
        Tensor x2 = d.tensor(d.broadcastable(batch).concat(Shape.of(j)));
        Tensor w = d.tensor(Shape.of(o, i, j));
        assertNear(
                bilinear(x1.value(), x2.value(), w.value()),
                bilinear(x1.abs().value(), x2.abs().value(), w.abs().value()),
                x1.bilinear(x2, w));
        Shape some = d.shape(0, 1);
        gradients(
                xs -> xs[0].bilinear(xs[1], xs[2]),
                d.tensor(d.broadcastable(some).concat(Shape.of(2))),
                d.tensor(some.concat(Shape.of(3))),
                d.tensor(Shape.of(d.integer(1, 3), 2, 3)));
    }

    private static NdArray bilinear(NdArray x1, NdArray x2, NdArray w) {
        Shape batch = Naive.zip(
                        (p, q) -> 0,
                        NdArray.zeros(x1.shape().dropLast(1)),
                        NdArray.zeros(x2.shape().dropLast(1)))
                .shape();
        return Naive.array(batch.concat(Shape.of(w.shape().dim(0))), at -> {
            int last = at.length - 1;
            double sum = 0;
            for (int i = 0; i < w.shape().dim(1); i++) {
                for (int j = 0; j < w.shape().dim(2); j++) {
                    sum += element(Tensor.of(x1), at, i) * w.get(at[last], i, j) * element(Tensor.of(x2), at, j);
                }
            }
            return sum;
        });
    }

    // ---- by hand

    @Test
    void byHand() {
        Tensor x = Tensor.of(1, 0, 0);
        Tensor y = Tensor.of(0, 1, 0);
        assertEquals(NdArray.of(0, 0, 1), x.cross(y).value());
        assertEquals(NdArray.of(0, 0, -1), y.cross(x).value());
        assertEquals(32, Tensor.of(1, 2, 3).dot(Tensor.of(4, 5, 6)).item());
        assertEquals(0, Tensor.zeros(Shape.of(0)).dot(Tensor.zeros(Shape.of(0))).item());
        assertEquals(
                NdArray.of(new double[][] {{1, 2, 0, 0}, {3, 4, 0, 0}, {0, 0, 1, 2}, {0, 0, 3, 4}}),
                Tensor.eye(2).kron(Tensor.of(new double[][] {{1, 2}, {3, 4}})).value());
        assertEquals(6, Tensor.of(2).kron(Tensor.of(3)).item());
        assertEquals(
                NdArray.of(Double.POSITIVE_INFINITY, Double.NaN),
                Tensor.of(new double[][] {{1e300}, {Double.POSITIVE_INFINITY}})
                        .vecdot(Tensor.of(new double[][] {{1e300}, {0}}))
                        .value());
    }

    private static final Tensor M = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    private static final Tensor V = Tensor.of(1, 2);
    private static final Tensor LARGE = Tensor.zeros(Shape.of(50_000));
    private static final Tensor EMPTY = Tensor.zeros(Shape.of(50_000, 0));

    private static void refused(String message, Runnable call) {
        assertEquals(
                message,
                assertThrowsExactly(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void mistakes() {
        refused("dot: needs two vectors, got shapes (2, 3) and (2)", () -> M.dot(V));
        refused("dot: lengths 2 and 3 differ", () -> V.dot(Tensor.of(1, 2, 3)));
        refused("outer: needs two vectors, got shapes (2) and ()", () -> V.outer(Tensor.of(1)));
        refused(
                "outer: the product of shapes (50000) and (50000) has more than 2^31 - 1 elements",
                () -> LARGE.outer(LARGE));
        refused(
                "vecdot: needs vectors, got shapes () and (2)",
                () -> Tensor.of(1).vecdot(V));
        refused("vecdot: sizes of the last axes differ: (2, 3) and (2)", () -> M.vecdot(V));
        refused(
                "vecdot: shapes do not broadcast: (2, 3) and (3, 3): sizes 2 and 3 differ at axis -2 and neither is 1",
                () -> M.vecdot(Tensor.eye(3)));
        refused("cross: needs 3 elements along the last axes, got shapes (2, 3) and (2)", () -> M.cross(V));
        refused(
                "cross: shapes do not broadcast: (2, 3) and (3, 3): sizes 2 and 3 differ at axis -2 and neither is 1",
                () -> M.cross(Tensor.eye(3)));
        refused(
                "kron: the product of shapes (50000) and (50000) has more than 2^31 - 1 elements",
                () -> LARGE.kron(LARGE));
        refused(
                "kron: the product of shapes (50000, 0) and (50000, 0) has more than 2^31 - 1 elements",
                () -> EMPTY.kron(EMPTY));
        refused("tensordot: 2 axes of shapes (2, 3) and (2): must be in [0, 1]", () -> M.tensordot(V, 2));
        refused("tensordot: -1 axes of shapes (2, 3) and (2): must be in [0, 1]", () -> M.tensordot(V, -1));
        refused("tensordot: axis 1 of shape (2, 3) and axis 0 of shape (2) differ in size", () -> M.tensordot(V, 1));
        refused(
                "tensordot: axes [0, 1] and [1]: must be as many on both sides",
                () -> M.tensordot(M, new int[] {0, 1}, new int[] {1}));
        refused(
                "tensordot: axes [0, -2] and [0, 1] of shapes (2, 3) and (2, 2): one stands twice",
                () -> M.tensordot(Tensor.eye(2), new int[] {0, -2}, new int[] {0, 1}));
        refused(
                "tensordot: axes [0, 1] and [0, 0] of shapes (2, 2) and (2, 3): one stands twice",
                () -> Tensor.eye(2).tensordot(M, new int[] {0, 1}, new int[] {0, 0}));
        refused(
                "tensordot: the product of shapes (50000) and (50000) has more than 2^31 - 1 elements",
                () -> LARGE.tensordot(LARGE, 0));
        refused(
                "tensordot: the product of shapes (0, 50000, 50000) and (0) has more than 2^31 - 1 elements",
                () -> Tensor.zeros(Shape.of(0, 50_000, 50_000))
                        .tensordot(Tensor.zeros(Shape.of(0)), new int[] {0}, new int[] {0}));
        refused(
                "bilinear: needs shapes (..., i), (..., j) and a weight (o, i, j), got (2, 3), (2) and (2, 3)",
                () -> M.bilinear(V, M));
        refused(
                "bilinear: leading axes: shapes do not broadcast: (2) and (3): sizes 2 and 3 differ at axis -1 "
                        + "and neither is 1",
                () -> M.bilinear(Tensor.eye(3), Tensor.zeros(Shape.of(1, 3, 3))));
        assertEquals(
                "tensordot: axis 2 out of range for shape (2, 3): must be in [-2, 1]",
                assertThrowsExactly(IndexOutOfBoundsException.class, () -> M.tensordot(M, new int[] {2}, new int[] {0}))
                        .getMessage());
        assertEquals(
                "kron: input 1 is null",
                assertThrowsExactly(NullPointerException.class, () -> M.kron(null))
                        .getMessage());
    }
}
