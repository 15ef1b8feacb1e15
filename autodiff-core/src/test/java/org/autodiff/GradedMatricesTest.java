package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.ndarray.Shape;
import org.autodiff.stats.Estimation;
import org.junit.jupiter.api.Test;

/**
 * Matrices whose rows or columns are of very different size: what is small in the result is right to its own last
 * digits, not to those of the largest. Expected values are by hand, or those of ordinary matrices that were scaled.
 */
class GradedMatricesTest {
    private static final Tensor DIAGONAL = Tensor.of(1e-200, 1e200).diag();

    /** Of determinant 1. */
    private static final Tensor FULL = Tensor.of(new double[][] {{1e200, 1}, {1, 2e-200}});

    private static final Tensor INDEFINITE = Tensor.of(new double[][] {{0, 1}, {1, 1e200}});

    /** Each number to its own last digits. */
    private static void near(Tensor actual, double... expected) {
        double[] a = actual.toArray();
        assertEquals(expected.length, a.length);
        for (int i = 0; i < a.length; i++) {
            assertEquals(expected[i], a[i], 4e-15 * Math.abs(expected[i]), Arrays.toString(a));
        }
    }

    @Test
    void eigenvalues() {
        near(Linalg.eigvalsh(DIAGONAL), 1e-200, 1e200);
        near(Linalg.eigvalsh(Tensor.of(1e200, 1e-200).diag()), 1e-200, 1e200);
        near(Linalg.eigvalsh(Tensor.of(1e-300, 3, 0, 1e300, -2e-150).diag()), -2e-150, 0, 1e-300, 3, 1e300);
        near(Linalg.eigvalsh(FULL), 1e-200, 1e200);
        near(Linalg.eigvalsh(INDEFINITE), -1e-200, 1e200);
        near(Linalg.eigvalsh(Tensor.of(new double[][] {{1.5e308, 0}, {0, 1e-5}})), 1e-5, 1.5e308);
        near(
                Linalg.eigvalsh(Tensor.of(new double[][] {{1e200, 0, 0}, {0, 2e-200, 1e-200}, {0, 1e-200, 2e-200}})),
                1e-200,
                3e-200,
                1e200);
        near(Linalg.eigvalsh(Tensor.stack(0, DIAGONAL, Tensor.of(2, 1).diag())), 1e-200, 1e200, 1, 2);
    }

    @Test
    void eigenvectorsAndGradients() {
        near(Linalg.eigh(DIAGONAL).vectors(), 1, 0, 0, 1);
        near(Linalg.eigh(FULL).vectors().abs(), 1e-200, 1, 1, 1e-200);
        near(Autodiff.grad(a -> Linalg.eigvalsh(a).select(0, 0), DIAGONAL), 1, 0, 0, 0);
        near(Autodiff.grad(a -> Linalg.eigvalsh(a).log().sum(), DIAGONAL), 1e200, 0, 0, 1e-200);
    }

    @Test
    void singularValues() {
        near(Linalg.svdvals(DIAGONAL), 1e200, 1e-200);
        near(Linalg.svdvals(FULL), 1e200, 1e-200);
        near(Linalg.svdvals(Tensor.of(new double[][] {{1, 1e200}, {1, 2e200}})), Math.sqrt(5) * 1e200, Math.sqrt(0.2));
        near(Linalg.svdvals(Tensor.of(new double[][] {{1, 1}, {1e200, 2e200}})), Math.sqrt(5) * 1e200, Math.sqrt(0.2));
        near(Linalg.svdvals(Tensor.of(new double[][] {{1e-200, 0, 0}, {0, 0, -1e200}})), 1e200, 1e-200);
        near(Linalg.svdvals(Tensor.of(new double[][] {{0, 3e-250}, {0, 4e-250}, {1e100, 0}})), 1e100, 5e-250);
        near(Linalg.norm(DIAGONAL, Linalg.Norm.SPECTRAL), 1e200);
        near(Linalg.norm(DIAGONAL, Linalg.Norm.FROBENIUS), 1e200);
    }

    /** A matrix of rank 1 with a row of zeros: the vectors of 0 are still orthonormal. */
    @Test
    void singularVectorsOfZero() {
        Tensor a = Tensor.of(new double[][] {{1e200, 0, 1}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
        Linalg.Svd svd = Linalg.svd(a);
        near(svd.s(), 1e200, 0, 0);
        orthonormal(svd.u());
        orthonormal(svd.vh().transpose());
    }

    private static void orthonormal(Tensor columns) {
        double[] products = columns.transpose().matmul(columns).toArray();
        int n = columns.shape().dim(1);
        assertArrayEquals(Tensor.eye(n).toArray(), products, 1e-14);
    }

    /** The factors of D M D multiply back to it, element by element relative to the sizes of its row and its column. */
    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    void decompositionsOfScaledMatrices(@ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int n) {
        Rng rng = Rng.of(seed);
        double[] scale = Arrays.stream(rng.permutation(n))
                .mapToDouble(i -> Math.scalb(1.0, 100 * i + rng.nextInt(50) - 300))
                .toArray();
        Tensor d = Tensor.of(scale);
        Tensor b = Tensor.of(rng.normal(Shape.of(n, n), 0, 1));
        Tensor symmetric = b.matmul(b.transpose()).add(Tensor.eye(n));
        Tensor a = symmetric.mul(d).mul(d.unsqueeze(1));
        Linalg.Eigh eigh = Linalg.eigh(a);
        orthonormal(eigh.vectors());
        Tensor again = eigh.vectors().mul(eigh.values()).matmul(eigh.vectors().transpose());
        relative(symmetric, again.div(d).div(d.unsqueeze(1)), 1e-12);
        // The product of the eigenvalues is the determinant, in logarithms.
        double expected =
                2 * d.log().sum().item() + Linalg.slogdet(symmetric).logabsdet().item();
        assertEquals(expected, eigh.values().log().sum().item(), 1e-11 * (1 + Math.abs(expected)));

        Tensor columns = b.add(Tensor.eye(n).mul(3)).mul(d);
        Linalg.Svd svd = Linalg.svd(columns);
        orthonormal(svd.u());
        orthonormal(svd.vh().transpose());
        relative(columns.div(d), svd.u().mul(svd.s()).matmul(svd.vh()).div(d), 1e-12);
        double logarithm = d.log().sum().item()
                + Linalg.slogdet(columns.div(d)).logabsdet().item();
        assertEquals(logarithm, svd.s().log().sum().item(), 1e-11 * (1 + Math.abs(logarithm)));
        Linalg.Svd transposed = Linalg.svd(columns.transpose());
        assertArrayEquals(
                Tensor.ones(Shape.of(n)).toArray(), transposed.s().div(svd.s()).toArray(), 1e-12);
    }

    private static void relative(Tensor expected, Tensor actual, double tolerance) {
        double largest = expected.abs().max().item();
        assertArrayEquals(expected.toArray(), actual.toArray(), tolerance * largest);
    }

    // ---- determinants and factors

    @Test
    void determinantsAndTheirDerivatives() {
        near(Linalg.det(DIAGONAL), 1);
        near(Autodiff.grad(Linalg::det, DIAGONAL), 1e200, 0, 0, 1e-200);
        near(Autodiff.grad(Linalg::det, FULL), 2e-200, -1, -1, 1e200);
        near(Autodiff.grad(Linalg::det, INDEFINITE), 1e200, -1, -1, 0);
        near(Autodiff.grad(Linalg::det, Tensor.of(1e-200, 1e-200).diag()), 1e-200, 0, 0, 1e-200);
        near(Autodiff.grad(Linalg::det, Tensor.of(1e200, 2e200).diag()), 2e200, 0, 0, 1e200);
        near(Autodiff.grad(Linalg::det, Tensor.of(new double[][] {{Double.MIN_VALUE}})), 1);
        near(Autodiff.grad(Linalg::det, Tensor.full(Shape.of(2, 2), 1e200)), 1e200, -1e200, -1e200, 1e200);
        near(Autodiff.grad(Linalg::det, Tensor.full(Shape.of(2, 2), 1e-200)), 1e-200, -1e-200, -1e-200, 1e-200);
        Tensor four = Tensor.of(1e-100, 2, 3e100, 4).diag();
        near(Autodiff.grad(Linalg::det, four).diagonal(), 24e100, 12, 8e-100, 6);
        for (Tensor a : new Tensor[] {DIAGONAL, FULL, INDEFINITE}) {
            near(Autodiff.hvp(Linalg::det, a, Tensor.of(new double[][] {{1, 2}, {3, 4}})), 4, -3, -2, 1);
        }
        near(Linalg.slogdet(DIAGONAL).logabsdet(), 0);
        near(Linalg.slogdet(FULL).logabsdet(), 0);
        near(Autodiff.grad(a -> Linalg.slogdet(a).logabsdet(), DIAGONAL), 1e200, 0, 0, 1e-200);
    }

    @Test
    void solutionsAndFactors() {
        near(Linalg.inv(DIAGONAL), 1e200, 0, 0, 1e-200);
        near(Linalg.inv(FULL), 2e-200, -1, -1, 1e200);
        near(Linalg.solve(FULL, Tensor.of(1, 1e-200)), 1e-200, 0);
        near(Linalg.cholesky(FULL), 1e100, 0, 1e-100, 1e-100);
        near(Linalg.qr(DIAGONAL).r(), 1e-200, 0, 0, 1e200);
        near(Linalg.qr(FULL).r(), -1e200, -1, 0, 1e-200);
        near(Linalg.qr(Tensor.of(new double[][] {{3e-200, 0}, {4e-200, 5e200}})).r(), -5e-200, -4e200, 0, 3e200);
        near(Estimation.logdet(DIAGONAL), 0);
    }
}
