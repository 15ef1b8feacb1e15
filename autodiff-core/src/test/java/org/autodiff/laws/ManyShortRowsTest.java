package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays with a small last axis, which are computed and moved in blocks: each element is what a plain loop gives. */
class ManyShortRowsTest {
    private static final int N = 700;

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of(Shape.of(N, 3), Shape.of(N, 1)),
                Arguments.of(Shape.of(N, 1), Shape.of(N, 2)),
                Arguments.of(Shape.of(N, 3), Shape.of(3)),
                Arguments.of(Shape.of(N, 31), Shape.of(N, 1)),
                Arguments.of(Shape.of(N, 1), Shape.of(1, 5)),
                Arguments.of(Shape.of(N, 2, 3), Shape.of(N, 1, 3)),
                Arguments.of(Shape.of(N, 2, 3), Shape.of(2, 1)),
                Arguments.of(Shape.of(5, 1, 400, 1, 3), Shape.of(5, 2, 1, 4, 1)),
                Arguments.of(Shape.of(3, 200, 1, 20), Shape.of(1, 200, 30, 1)),
                Arguments.of(Shape.of(40_000, 1), Shape.of(40_000, 3)), // on several threads
                Arguments.of(Shape.of(40_000, 1, 2), Shape.of(1, 3, 1)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void broadcast(Shape a, Shape b) {
        Tensor x = numbers(a, 1);
        Tensor y = numbers(b, 2);
        check(x, y, x.sub(y), (p, q) -> p - q);
        check(y, x, y.sub(x), (p, q) -> p - q);
        check(x, y, x.maximum(y), Math::max);
        check(x, y, Tensor.where(x.greater(0), x, y), (p, q) -> p > 0 ? p : q);
        check(x, y, Tensor.where(y.greater(0), x, y), (p, q) -> q > 0 ? p : q);
    }

    private static void check(Tensor a, Tensor b, Tensor y, DoubleBinaryOperator f) {
        Naive.assertSame(Naive.zip(f, a.value(), b.value()), y.value());
    }

    @Test
    void moves() {
        double[][] x = rows(3, 1);
        double[][] z = rows(1, 2);
        Tensor tx = tensor(x);
        Tensor tz = tensor(z);
        double[][] middle = new double[N][];
        double[][] ends = new double[N][];
        double[][] put = new double[N][];
        double[][] joined = new double[N][];
        double[][] repeated = new double[N][];
        double[][] five = new double[N][];
        double[][] columns = new double[3][N];
        for (int i = 0; i < N; i++) {
            double[] r = x[i];
            middle[i] = new double[] {r[1]};
            ends[i] = new double[] {r[0], r[2]};
            put[i] = new double[] {r[0], z[i][0], r[2]};
            joined[i] = new double[] {r[0], r[1], r[2], z[i][0]};
            repeated[i] = new double[] {z[i][0], z[i][0], z[i][0]};
            five[i] = new double[] {z[i][0], z[i][0], z[i][0], z[i][0], z[i][0]};
            for (int j = 0; j < 3; j++) {
                columns[j][i] = r[j];
            }
        }
        check(middle, tx.slice(1, 1, 2));
        check(ends, tx.slice(1, 0, 3, 2));
        check(put, tx.withSlice(1, 1, 2, tz));
        check(joined, Tensor.concat(1, tx, tz));
        check(middle, tx.split(1, 1, 1, 1)[1]);
        check(repeated, tz.broadcastTo(Shape.of(N, 3)));
        check(five, tz.broadcastTo(Shape.of(N, 5)));
        check(columns, tx.permute(1, 0));
        check(x, tensor(columns).permute(1, 0));
    }

    @Test
    void movesOfBlocks() {
        Tensor x = numbers(Shape.of(N, 2, 3), 1);
        double[] from = x.toArray();
        double[] turned = new double[N * 6];
        double[] part = new double[N * 4];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 3; k++) {
                    double element = from[(i * 2 + j) * 3 + k];
                    turned[(i * 3 + k) * 2 + j] = element;
                    if (k > 0) {
                        part[(i * 2 + j) * 2 + k - 1] = element;
                    }
                }
            }
        }
        assertEquals(NdArray.of(Shape.of(N, 3, 2), turned), x.permute(0, 2, 1).value());
        assertEquals(NdArray.of(Shape.of(N, 2, 2), part), x.slice(2, 1, 3).value());
    }

    @Test
    void selections() {
        double[][] x = rows(3, 1);
        double[][] chosen = new double[N][];
        double[][] added = new double[N][];
        for (int i = 0; i < N; i++) {
            chosen[i] = new double[] {x[i][2], x[i][0], x[i][2], x[i][2]};
            added[i] = new double[] {x[i][1], 0, x[i][0] + x[i][2]};
        }
        check(chosen, tensor(x).indexSelect(1, Index.of(2, 0, 2, -1)));
        check(added, Tensor.zeros(Shape.of(N, 3)).indexAdd(1, Index.of(2, 0, 2), tensor(x)));
    }

    private static double[][] rows(int columns, int seed) {
        double[] all = numbers(Shape.of(N, columns), seed).toArray();
        double[][] rows = new double[N][columns];
        for (int i = 0; i < all.length; i++) {
            rows[i / columns][i % columns] = all[i];
        }
        return rows;
    }

    private static Tensor numbers(Shape shape, int seed) {
        return new Draw(seed).tensor(shape);
    }

    private static Tensor tensor(double[][] rows) {
        return Tensor.of(NdArray.of(rows));
    }

    private static void check(double[][] expected, Tensor y) {
        assertEquals(NdArray.of(expected), y.value());
    }
}
