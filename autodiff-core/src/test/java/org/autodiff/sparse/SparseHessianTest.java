package org.autodiff.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.junit.jupiter.api.Test;

class SparseHessianTest {
    private static Tensor points(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> i + 0.125 * (i % 5));
        return Tensor.of(x);
    }

    /** A chain of springs of length 1 that stiffen: sum of d^2 / 2 + d^4 / 4, d = x_(i+1) - x_i - 1. */
    private static Tensor energy(Tensor x) {
        Tensor d =
                x.narrow(0, 1, x.size() - 1).sub(x.narrow(0, 0, x.size() - 1)).sub(1);
        return d.square().mul(0.5).add(d.square().square().mul(0.25)).sum();
    }

    @Test
    void aChainOfSpringsTakesThreeDirections() {
        int n = 1000;
        Tensor x = points(n);
        SparseHessian hessian = SparseHessian.prepare(SparseHessianTest::energy, x);
        assertEquals("1000x1000, 2998 entries, 3 colours", hessian.toString());
        SparseMatrix h = hessian.at(x);
        double[] at = x.toArray();
        double[] stiffness = new double[n - 1];
        Arrays.setAll(stiffness, i -> 1 + 3 * Math.pow(at[i + 1] - at[i] - 1, 2));
        for (int i = 0; i < n; i++) {
            double left = i == 0 ? 0 : stiffness[i - 1];
            double right = i == n - 1 ? 0 : stiffness[i];
            assertEquals(left + right, h.get(i, i), 1e-13);
            if (i > 0) {
                assertEquals(-left, h.get(i, i - 1), 1e-13);
                assertEquals(h.get(i, i - 1), h.get(i - 1, i));
            }
        }
        assertEquals(2998, h.entries());
    }

    @Test
    void secondNeighboursMakeFiveDiagonals() {
        Tensor x = points(30);
        // Each bend of three neighbours, cubed.
        SparsityPattern p = SparsityPattern.ofHessian(
                z -> {
                    Tensor bend =
                            z.narrow(0, 0, 28).sub(z.narrow(0, 1, 28).mul(2)).add(z.narrow(0, 2, 28));
                    return bend.square().mul(bend).sum();
                },
                x);
        assertEquals(SparsityPattern.banded(30, 2, 2), p);
    }

    @Test
    void whatIsAddedDoesNotInteract() {
        Tensor x = points(5);
        assertEquals(0, SparsityPattern.ofHessian(z -> z.mul(3).sum(), x).entries());
        assertEquals(
                SparsityPattern.diagonal(5),
                SparsityPattern.ofHessian(z -> z.exp().sum(), x));
        assertEquals(
                SparsityPattern.dense(5, 5),
                SparsityPattern.ofHessian(z -> z.sum().square(), x));
        assertEquals(
                SparsityPattern.of(5, 5, new int[] {0, 4}, new int[] {4, 0}),
                SparsityPattern.ofHessian(z -> z.select(0, 0).mul(z.select(0, 4)), x));
    }

    @Test
    void aLoopOverNumbersGivesTheSamePatternAsArrays() {
        int n = 300;
        Tensor x = points(n);
        SparsityPattern loop = SparsityPattern.ofHessian(
                z -> {
                    Tensor sum = Tensor.of(0);
                    for (int i = 0; i + 1 < n; i++) {
                        sum = sum.add(
                                z.select(0, i + 1).sub(z.select(0, i)).square().square());
                    }
                    return sum;
                },
                x);
        assertEquals(SparsityPattern.banded(n, 1, 1), loop);
    }

    @Test
    void anArrowTakesTwoDirections() {
        int n = 200;
        Tensor x = points(n).mul(0.01).add(1);
        AtomicInteger runs = new AtomicInteger();
        SparseHessian hessian = SparseHessian.prepare(
                z -> {
                    runs.incrementAndGet();
                    return z.square().mul(z.select(0, 0)).sum();
                },
                x);
        assertEquals(2, hessian.coloring().colors());
        runs.set(0);
        SparseHessian.GradientAndHessian all = hessian.gradientAndHessian(x);
        assertEquals(1, runs.get());
        double[] at = x.toArray();
        double[] gradient = all.gradient().toArray();
        double squares = Arrays.stream(at).map(v -> v * v).sum();
        assertEquals(squares + 2 * at[0] * at[0], gradient[0], 1e-10);
        for (int i = 1; i < n; i++) {
            assertEquals(2 * at[0] * at[i], gradient[i], 1e-13);
            assertEquals(2 * at[0], all.hessian().get(i, i), 1e-13);
            assertEquals(2 * at[i], all.hessian().get(0, i), 1e-13);
            assertEquals(2 * at[i], all.hessian().get(i, 0), 1e-13);
        }
        assertEquals(6 * at[0], all.hessian().get(0, 0), 1e-12);
    }

    @Test
    void severalArgumentsInteract() {
        TensorFunction f =
                xs -> xs[0].mul(xs[1]).sum().add(xs[0].square().mul(xs[0]).sum());
        SparseMatrix h = Autodiff.sparseHessian(f, Tensor.of(1, 2), Tensor.of(3, 4));
        assertEquals("""
                4x4, 6 entries
                x.x.
                .x.x
                x...
                .x..""", h.pattern().toString());
        assertArrayEquals(new double[] {6, 1, 12, 1, 1, 1}, h.values());
    }

    @Test
    void aHundredThousandSpringsTakeThreeDirections() {
        int n = 100_000;
        Tensor x = points(n);
        AtomicInteger runs = new AtomicInteger();
        SparseHessian hessian = SparseHessian.prepare(
                z -> {
                    runs.incrementAndGet();
                    return energy(z);
                },
                x);
        assertEquals("100000x100000, 299998 entries, 3 colours", hessian.toString());
        SparseMatrix h = hessian.at(x);
        assertEquals(2, runs.get());
        double[] at = x.toArray();
        for (int i = 1; i < n; i++) {
            double stiffness = 1 + 3 * Math.pow(at[i] - at[i - 1] - 1, 2);
            assertEquals(-stiffness, h.get(i, i - 1), 1e-13);
        }
    }

    @Test
    void patternsThatAreGivenAreCompared() {
        Tensor x = points(12);
        SparseMatrix found = Autodiff.sparseHessian(SparseHessianTest::energy, x);
        SparseMatrix given = Autodiff.sparseHessian(SparseHessianTest::energy, x, SparsityPattern.banded(12, 1, 1));
        assertEquals(found, given);
        refused(
                "lacks (0, 1) = ",
                () -> Autodiff.sparseHessian(SparseHessianTest::energy, x, SparsityPattern.diagonal(12)));
        refused(
                "is not symmetric",
                () -> Autodiff.sparseHessian(SparseHessianTest::energy, x, SparsityPattern.banded(12, 1, 0)));
        refused(
                "a colouring of rows",
                () -> SparseHessian.prepare(
                        SparseHessianTest::energy, Coloring.rows(SparsityPattern.banded(12, 1, 1)), x));
        refused("must return a scalar", () -> Autodiff.sparseHessian(z -> z.square(), x));
        SparseHessian byColumns =
                SparseHessian.prepare(SparseHessianTest::energy, Coloring.columns(SparsityPattern.banded(12, 1, 1)), x);
        assertArrayEquals(found.values(), byColumns.at(x).values(), 1e-14);
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable what) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, what);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
