package org.autodiff.laws;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The matrix product against three nested loops, for every combination of ranks that NumPy allows. */
class MatmulValuesPropertyTest {
    private static final double ROUNDING = 1e-14;

    /** The product of arrays of rank 2 or more, with batches that broadcast. */
    private static NdArray product(NdArray a, NdArray b, boolean absolute) {
        Shape batchOfA = a.shape().dropLast(2);
        Shape batchOfB = b.shape().dropLast(2);
        Shape batch = Naive.zip((x, y) -> x, NdArray.zeros(batchOfA), NdArray.zeros(batchOfB))
                .shape();
        int inner = a.shape().dim(-1);
        return Naive.array(batch.concat(Shape.of(a.shape().dim(-2), b.shape().dim(-1))), i -> {
            int m = i[i.length - 2];
            int n = i[i.length - 1];
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                double p = at(a, i, m, k) * at(b, i, k, n);
                sum += absolute ? Math.abs(p) : p;
            }
            return sum;
        });
    }

    private static double at(NdArray x, int[] index, int row, int column) {
        int batches = x.rank() - 2;
        int lead = index.length - x.rank();
        return x.get(IntStream.range(0, x.rank())
                .map(i -> i == batches ? row : i > batches ? column : x.shape().dim(i) == 1 ? 0 : index[lead + i])
                .toArray());
    }

    private static void check(NdArray a, NdArray b, Shape shape, Tensor actual) {
        NdArray expected = product(a, b, false).reshape(shape);
        double[] sizes = product(a, b, true).toArray();
        NdArray tolerance =
                Naive.array(Shape.of(sizes.length), i -> ROUNDING * sizes[i[0]]).reshape(shape);
        Naive.assertNear(expected, tolerance, actual.value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void matrices(@ForAll long seed) {
        Draw d = new Draw(seed);
        int m = d.integer(0, 9);
        int k = d.integer(0, 20);
        int n = d.integer(0, 9);
        NdArray a = d.normal(Shape.of(m, k));
        NdArray b = d.normal(Shape.of(k, n));
        check(a, b, Shape.of(m, n), Tensor.of(a).matmul(Tensor.of(b)));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void batches(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape batch = d.shapeOrEmpty(0, 2);
        int k = d.integer(0, 5);
        NdArray a = d.normal(d.broadcastable(batch).concat(Shape.of(d.integer(0, 4), k)));
        NdArray b = d.normal(d.broadcastable(batch).concat(Shape.of(k, d.integer(0, 4))));
        check(a, b, product(a, b, false).shape(), Tensor.of(a).matmul(Tensor.of(b)));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void vectors(@ForAll long seed) {
        Draw d = new Draw(seed);
        int k = d.integer(0, 6);
        int m = d.integer(0, 4);
        Shape batch = d.shapeOrEmpty(0, 2);
        NdArray row = d.normal(Shape.of(1, k));
        NdArray column = d.normal(Shape.of(k, 1));
        NdArray left = d.normal(batch.concat(Shape.of(m, k)));
        NdArray right = d.normal(batch.concat(Shape.of(k, m)));
        Tensor x = Tensor.of(row.reshape(Shape.of(k)));
        Tensor y = Tensor.of(column.reshape(Shape.of(k)));
        check(row, column, Shape.scalar(), x.matmul(y));
        check(left, column, batch.concat(Shape.of(m)), Tensor.of(left).matmul(y));
        check(row, right, batch.concat(Shape.of(m)), x.matmul(Tensor.of(right)));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void transposedOperands(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape batch = d.shape(0, 2);
        NdArray a = d.normal(d.broadcastable(batch).concat(Shape.of(d.integer(1, 5), 3)));
        NdArray b = d.normal(d.broadcastable(batch).concat(Shape.of(3, d.integer(1, 5))));
        Shape shape = product(a, b, false).shape();
        check(a, b, shape, new Matmul(true, false).on(Tensor.of(transposed(a)), Tensor.of(b)));
        check(a, b, shape, new Matmul(false, true).on(Tensor.of(a), Tensor.of(transposed(b))));
        check(a, b, shape, new Matmul(true, true).on(Tensor.of(transposed(a)), Tensor.of(transposed(b))));
    }

    private static NdArray transposed(NdArray x) {
        int r = x.rank();
        Shape shape = x.shape()
                .with(r - 1, x.shape().dim(r - 2))
                .with(r - 2, x.shape().dim(r - 1));
        return Naive.array(shape, i -> {
            int[] source = i.clone();
            source[r - 1] = i[r - 2];
            source[r - 2] = i[r - 1];
            return x.get(source);
        });
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gradientsForAllRanks(@ForAll long seed) {
        Draw d = new Draw(seed);
        int k = d.integer(1, 3);
        Shape batch = d.shape(0, 2);
        Shape a = d.oneIn(3) ? Shape.of(k) : d.broadcastable(batch).concat(Shape.of(d.integer(1, 3), k));
        Shape b = d.oneIn(3) ? Shape.of(k) : d.broadcastable(batch).concat(Shape.of(k, d.integer(1, 3)));
        RandomPoint.check(GradCheck.of(xs -> xs[0].matmul(xs[1]))
                .input("a", d.tensor(a))
                .input("b", d.tensor(b))
                .maxCoordinates(8)
                .absoluteTolerance(1e-9)
                .order(2));
    }
}
