package org.autodiff.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixSparseCSC;
import org.junit.jupiter.api.Test;

class SparseJacobianTest {
    /** Reaction and diffusion with fixed ends: y_i = x_(i-1) - 2 x_i + x_(i+1) + x_i^3. */
    private static Tensor reaction(Tensor x) {
        Tensor padded = x.pad(new int[] {1, 1});
        int n = x.size();
        return padded.narrow(0, 0, n)
                .sub(x.mul(2))
                .add(padded.narrow(0, 2, n))
                .add(x.square().mul(x));
    }

    private static Tensor points(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> 0.25 * (i % 7) - 0.5);
        return Tensor.of(x);
    }

    @Test
    void aTridiagonalJacobianTakesThreeDirections() {
        Tensor x = points(6);
        SparseJacobian jacobian = SparseJacobian.prepare(SparseJacobianTest::reaction, x);
        assertEquals("""
                6x6, 16 entries
                xx....
                xxx...
                .xxx..
                ..xxx.
                ...xxx
                ....xx""", jacobian.pattern().toString());
        assertEquals("6x6, 16 entries, 3 colours", jacobian.toString());
        SparseMatrix j = jacobian.at(x);
        for (int r = 0; r < 6; r++) {
            for (int c = 0; c < 6; c++) {
                double at = x.toArray()[r];
                double expected = r == c ? 3 * at * at - 2 : Math.abs(r - c) == 1 ? 1 : 0;
                assertEquals(expected, j.get(r, c), 1e-15, r + ", " + c);
            }
        }
    }

    @Test
    void aBandOfAHundredThousandCostsAsManyDirectionsAsItIsWide() {
        int n = 100_000;
        Tensor x = points(n);
        AtomicInteger runs = new AtomicInteger();
        SparseJacobian jacobian = SparseJacobian.prepare(
                z -> {
                    runs.incrementAndGet();
                    return reaction(z);
                },
                x);
        assertEquals(1, runs.get());
        assertEquals("100000x100000, 299998 entries, 3 colours", jacobian.toString());
        SparseMatrix j = jacobian.at(x);
        assertEquals(2, runs.get(), "three directions in one batch");
        double[] at = x.toArray();
        double[] values = j.values();
        int k = 0;
        for (int r = 0; r < n; r++) {
            for (int c = Math.max(0, r - 1); c < Math.min(n, r + 2); c++) {
                assertEquals(r == c ? 3 * at[r] * at[r] - 2 : 1, values[k++], 1e-15);
            }
        }
    }

    @Test
    void theValueComesWithTheJacobian() {
        Tensor x = points(9);
        SparseJacobian.ValueAndJacobian both =
                SparseJacobian.prepare(SparseJacobianTest::reaction, x).valueAndJacobian(x);
        assertEquals(reaction(x).value(), both.value().value());
        assertEquals(25, both.jacobian().entries());
    }

    // ---- arrows

    /** Each element times the first, and the sum of all squares. */
    private static Tensor arrow(Tensor x) {
        Tensor first = x.narrow(0, 0, 1);
        Tensor rest = x.narrow(0, 1, x.size() - 1);
        return Tensor.concat(0, x.square().sum().reshape(1), rest.mul(first));
    }

    @Test
    void anArrowTakesThreeDirectionsBothWaysTogether() {
        int n = 1000;
        Tensor x = points(n).add(1);
        SparseJacobian jacobian = SparseJacobian.prepare(SparseJacobianTest::arrow, x);
        assertEquals(
                "1000x1000, 2998 entries, 3 colours (2 of columns, 1 of rows)",
                jacobian.coloring().toString());
        assertEquals(n, Coloring.columns(jacobian.pattern()).colors());
        assertEquals(n, Coloring.rows(jacobian.pattern()).colors());
        SparseMatrix j = jacobian.at(x);
        double[] at = x.toArray();
        for (int c = 0; c < n; c++) {
            assertEquals(2 * at[c], j.get(0, c));
            if (c > 0) {
                assertEquals(at[0], j.get(c, c));
                assertEquals(at[c], j.get(c, 0));
            }
        }
    }

    @Test
    void fewRowsOfManyColumnsGoByRows() {
        Tensor x = points(1000);
        TensorFunction f = xs -> xs[0].reshape(2, 500).sin().sum(1);
        SparseJacobian jacobian = SparseJacobian.prepare(f, x);
        assertEquals(
                "2x1000, 1000 entries, 1 colour of rows", jacobian.coloring().toString());
        double[] expected = Arrays.stream(x.toArray()).map(Math::cos).toArray();
        assertArrayEquals(expected, jacobian.at(x).values(), 1e-15);
    }

    // ---- several arguments

    /** What cameras of nine numbers see of points in space: two numbers for each observation. */
    private static Tensor reprojected(Tensor cameras, Tensor points, Index camera, Index point) {
        Tensor c = cameras.indexSelect(0, camera);
        Tensor p = points.indexSelect(0, point)
                .sub(c.narrow(1, 0, 3))
                .mul(c.narrow(1, 3, 3).cos());
        Tensor flat = p.narrow(1, 0, 2).div(p.narrow(1, 2, 1));
        Tensor r2 = flat.square().sum(true, 1);
        Tensor distortion = r2.mul(c.narrow(1, 7, 1))
                .add(r2.square().mul(c.narrow(1, 8, 1)))
                .add(1);
        return flat.mul(distortion).mul(c.narrow(1, 6, 1));
    }

    @Test
    void theBlocksOfBundleAdjustmentAreFound() {
        int cameras = 4;
        int points = 10;
        int[] camera = new int[cameras * points];
        int[] point = new int[cameras * points];
        for (int o = 0; o < camera.length; o++) {
            camera[o] = o % cameras;
            point[o] = o / cameras;
        }
        Tensor c = points(cameras * 9).add(2).reshape(cameras, 9);
        Tensor p = points(points * 3).add(5).reshape(points, 3);
        TensorFunction f = xs -> reprojected(xs[0], xs[1], Index.of(camera), Index.of(point));
        SparseJacobian jacobian = SparseJacobian.prepare(f, c, p);
        for (int o = 0; o < camera.length; o++) {
            int[] columns = new int[12];
            for (int k = 0; k < 9; k++) {
                columns[k] = camera[o] * 9 + k;
            }
            for (int k = 0; k < 3; k++) {
                columns[9 + k] = cameras * 9 + point[o] * 3 + k;
            }
            for (int r = 0; r < 2; r++) {
                // The angle and the place across do not turn the other coordinate, but the distortion mixes all.
                assertArrayEquals(columns, jacobian.pattern().columnsOf(2 * o + r));
            }
        }
        assertEquals(12, jacobian.coloring().colors());
        SparseMatrix j = jacobian.at(c, p);
        Tensor dense = numeric(f, c, p);
        double[] all = j.toTensor().toArray();
        double[] expected = dense.toArray();
        for (int k = 0; k < all.length; k++) {
            assertEquals(expected[k], all[k], 1e-5 * (1 + Math.abs(expected[k])));
        }
    }

    private static Tensor numeric(TensorFunction f, Tensor... xs) {
        int m = f.apply(xs).size();
        int n = Arrays.stream(xs).mapToInt(Tensor::size).sum();
        double[] all = new double[m * n];
        int column = 0;
        for (int i = 0; i < xs.length; i++) {
            for (int k = 0; k < xs[i].size(); k++, column++) {
                double h = 1e-6;
                double[] up = moved(f, xs, i, k, h);
                double[] down = moved(f, xs, i, k, -h);
                for (int r = 0; r < m; r++) {
                    all[r * n + column] = (up[r] - down[r]) / (2 * h);
                }
            }
        }
        return Tensor.of(Shape.of(m, n), all);
    }

    private static double[] moved(TensorFunction f, Tensor[] xs, int i, int k, double h) {
        Tensor[] moved = xs.clone();
        double[] numbers = xs[i].toArray();
        numbers[k] += h;
        moved[i] = Tensor.of(xs[i].shape(), numbers);
        return f.apply(moved).toArray();
    }

    // ---- patterns that are given

    @Test
    void aPatternThatIsGivenServes() {
        Tensor x = points(8);
        SparseMatrix found = Autodiff.sparseJacobian(SparseJacobianTest::reaction, x);
        SparseMatrix given = Autodiff.sparseJacobian(SparseJacobianTest::reaction, x, SparsityPattern.banded(8, 1, 1));
        assertEquals(found, given);
        SparseMatrix wide = Autodiff.sparseJacobian(SparseJacobianTest::reaction, x, SparsityPattern.banded(8, 2, 1));
        assertEquals(0, wide.get(5, 3));
        assertEquals(found.toTensor().value(), wide.toTensor().value());
    }

    @Test
    void aPatternThatLacksEntriesIsRefused() {
        Tensor x = points(8);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> Autodiff.sparseJacobian(SparseJacobianTest::reaction, x, SparsityPattern.banded(8, 1, 0)));
        assertTrue(e.getMessage().contains("lacks (0, 1) = 1.0: the numbers would be wrong"), e.getMessage());
        // And one that is coloured by rows.
        SparsityPattern rows = SparsityPattern.of(2, 1000, new int[] {0, 1}, new int[] {0, 500});
        IllegalArgumentException byRows = assertThrows(
                IllegalArgumentException.class,
                () -> SparseJacobian.prepare(z -> z.reshape(2, 500).sin().sum(1), Coloring.rows(rows), points(1000))
                        .at(points(1000)));
        assertTrue(byRows.getMessage().contains("lacks (0, 1) = "), byRows.getMessage());
    }

    @Test
    void aPatternIsComparedOnceAndWhenAsked() {
        AtomicInteger runs = new AtomicInteger();
        Tensor x = points(8);
        SparseJacobian jacobian = SparseJacobian.prepare(
                z -> {
                    runs.incrementAndGet();
                    return reaction(z);
                },
                SparsityPattern.banded(8, 1, 1),
                x);
        jacobian.at(x);
        assertEquals(2, runs.get());
        jacobian.at(x);
        assertEquals(3, runs.get());
        jacobian.verify(x);
        assertEquals(5, runs.get());
    }

    @Test
    void aWayThatThePatternHasNotSeenIsNoticedWhenAsked() {
        // Beyond 1 the function looks elsewhere: what a recording at 0 cannot know.
        SparseJacobian jacobian = SparseJacobian.prepare(
                z -> z.select(0, 0).item() > 1 ? z.flip(0).square() : z.square(), Tensor.of(0, 0, 0));
        jacobian.verify(Tensor.of(0.5, 2, 3));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> jacobian.verify(Tensor.of(2, 3, 4)));
        assertTrue(e.getMessage().contains("lacks (0, 2) = 8.0"), e.getMessage());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Tensor x = points(8);
        SparseJacobian jacobian = SparseJacobian.prepare(SparseJacobianTest::reaction, x);
        assertMessage("prepared for arguments of shape (8), got (9)", () -> jacobian.at(points(9)));
        assertMessage(
                "a pattern of 8x9, 16 entries for arguments with 8 elements",
                () -> SparseJacobian.prepare(SparseJacobianTest::reaction, band(8, 9), x));
        assertMessage(
                "the function gave 8 elements, for a pattern of 9x8",
                () -> SparseJacobian.prepare(SparseJacobianTest::reaction, band(9, 8), x)
                        .at(x));
    }

    private static SparsityPattern band(int rows, int columns) {
        boolean[][] all = new boolean[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                all[i][j] = j == i || j == i + 1;
            }
        }
        return SparsityPattern.of(all);
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable what) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, what);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    // ---- random numbers

    @Test
    void drawsAreTheSameForAllDirectionsOrRefused() {
        Rng rng = Rng.of(7);
        Tensor x = points(6);
        SparseJacobian jacobian =
                SparseJacobian.prepare(z -> reaction(z).mul(Tensor.of(rng.uniform(Shape.of(6), 1, 2))), x);
        SparseMatrix j = jacobian.at(x);
        for (int r = 1; r < 5; r++) {
            assertEquals(j.get(r, r - 1), j.get(r, r + 1));
            assertTrue(j.get(r, r + 1) > 1 && j.get(r, r + 1) < 2);
        }
        // Many directions go by chunks, each of which would draw other numbers.
        Tensor many = points(150);
        SparseJacobian chunks =
                SparseJacobian.prepare(z -> z.sum().mul(z).mul(Tensor.of(rng.uniform(Shape.of(150), 1, 2))), many);
        assertThrows(IllegalStateException.class, () -> chunks.at(many));
    }

    // ---- within other transforms

    @Test
    void itServesWithinAGradient() {
        Tensor x = points(6);
        SparseMatrix outside = Autodiff.sparseJacobian(SparseJacobianTest::reaction, x);
        SparseMatrix[] inside = new SparseMatrix[1];
        Autodiff.grad(
                z -> {
                    inside[0] = Autodiff.sparseJacobian(SparseJacobianTest::reaction, z);
                    return z.square().sum();
                },
                x);
        assertEquals(outside, inside[0]);
    }

    @Test
    void aFunctionThatReadsTheVariableInsteadOfItsArgumentIsRefused() {
        Tensor v = Tensor.variable(1, 2);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Autodiff.sparseJacobian(z -> v.exp(), v));
        assertTrue(e.getMessage().contains("jvp"), e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Autodiff.sparseJacobian(z -> v.exp(), v, SparsityPattern.diagonal(2)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Autodiff.sparseHessian(z -> v.exp().sum(), v));
        assertThrows(
                IllegalArgumentException.class, () -> Autodiff.sparseJacobian(xs -> xs[0].mul(v), Tensor.of(3, 4), v));
        assertEquals(0, Autodiff.sparseHessian(z -> z.sum(), v).entries());
        assertEquals(0, Autodiff.sparseJacobian(z -> Tensor.of(3), v).entries());
    }

    // ---- shapes at the edge

    @Test
    void aFunctionThatDependsOnNothingHasNoEntries() {
        SparseMatrix j = Autodiff.sparseJacobian(z -> Tensor.of(1, 2), Tensor.of(3, 4, 5));
        assertEquals("2x3, 0 entries", j.toString());
    }

    @Test
    void matricesInAndOutAreCountedRowByRow() {
        Tensor x = points(6).reshape(2, 3);
        SparseMatrix j = Autodiff.sparseJacobian(z -> z.transpose(0, 1).mul(2), x);
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, j.rowIndices());
        assertArrayEquals(new int[] {0, 3, 1, 4, 2, 5}, j.columnIndices());
        assertArrayEquals(new double[] {2, 2, 2, 2, 2, 2}, j.values());
    }

    @Test
    void manyColoursGoByChunks() {
        int n = 150;
        Tensor x = points(n);
        AtomicInteger runs = new AtomicInteger();
        SparseJacobian jacobian = SparseJacobian.prepare(
                z -> {
                    runs.incrementAndGet();
                    return z.reshape(1, n).mul(z.reshape(n, 1)).sum(1).add(z.square());
                },
                x);
        runs.set(0);
        double[] at = x.toArray();
        double sum = Arrays.stream(at).sum();
        SparseMatrix j = jacobian.at(x);
        assertEquals(3, runs.get(), "150 directions, 64 at a time");
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                double expected = at[r] + (r == c ? sum + 2 * at[r] : 0);
                assertEquals(expected, j.get(r, c), 1e-12);
            }
        }
    }

    @Test
    void ejmlGetsTheSameMatrix() {
        Tensor x = points(6);
        SparseMatrix j = Autodiff.sparseJacobian(SparseJacobianTest::reaction, x);
        DMatrixSparseCSC csc = j.toCSC();
        assertEquals(16, csc.getNonZeroLength());
        for (int r = 0; r < 6; r++) {
            for (int c = 0; c < 6; c++) {
                assertEquals(j.get(r, c), csc.get(r, c));
            }
        }
        double[] v = {1, -2, 3, 0.5, 7, -1};
        double[] product = j.times(v);
        double[] back = j.transposeTimes(v);
        for (int r = 0; r < 6; r++) {
            double sum = 0;
            double sumBack = 0;
            for (int c = 0; c < 6; c++) {
                sum += csc.get(r, c) * v[c];
                sumBack += csc.get(c, r) * v[c];
            }
            assertEquals(sum, product[r], 1e-14);
            assertEquals(sumBack, back[r], 1e-14);
        }
    }
}
