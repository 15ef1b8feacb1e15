package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Linalg.Diagonal;
import org.autodiff.Linalg.Transpose;
import org.autodiff.Linalg.Triangle;
import org.autodiff.internal.gates.linalg.Factors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Linear algebra on matrices whose answers are known, and on singular ones. */
class LinalgTest {
    static final double INF = Double.POSITIVE_INFINITY;
    static final Tensor A = Tensor.of(new double[][] {{4, -2, 1}, {-2, 4, -2}, {1, -2, 4}});

    static Tensor matrix(double[]... rows) {
        return Tensor.of(rows);
    }

    static double[] row(double... x) {
        return x;
    }

    private static Tensor random(long seed, int... dims) {
        return Tensor.of(Rng.of(seed).normal(Shape.of(dims), 0, 1));
    }

    private static void assertClose(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), tolerance);
    }

    // ---- systems

    @Test
    void solvesForVectorsMatricesAndBatches() {
        Tensor a = matrix(row(2, 1), row(1, 3));
        assertClose(Tensor.of(1, 2), Linalg.solve(a, Tensor.of(4, 7)), 1e-15);
        assertClose(matrix(row(1, 0), row(2, 1)), Linalg.solve(a, matrix(row(4, 1), row(7, 3))), 1e-15);
        Tensor batch = Tensor.stack(0, a, Tensor.eye(2).mul(2));
        assertClose( // a batch of vectors
                matrix(row(1, 2), row(3, 4)), Linalg.solve(batch, matrix(row(4, 7), row(6, 8))), 1e-15);
        assertEquals(Shape.of(2, 2, 3), Linalg.solve(batch, random(0, 2, 3)).shape()); // one matrix for both
        assertEquals(
                Shape.of(5, 2, 2, 3), Linalg.solve(batch, random(0, 5, 1, 2, 3)).shape());
        assertEquals(
                Shape.of(0),
                Linalg.solve(Tensor.zeros(Shape.of(0, 0)), Tensor.zeros(Shape.of(0)))
                        .shape());
    }

    @Test
    void aSolutionSolves() {
        Tensor a = random(1, 4, 30, 30);
        Tensor b = random(2, 4, 30, 3);
        assertClose(b, a.matmul(Linalg.solve(a, b)), 1e-10);
        assertClose(Tensor.eye(30).broadcastTo(a.shape()), a.matmul(Linalg.inv(a)), 1e-10);
    }

    /** Large enough that several blocks work together. */
    @Test
    void largeTriangularSystemsAndFactors() {
        int n = 77;
        Tensor t = random(21, n, n).mul(0.1).add(Tensor.eye(n).mul(3));
        Tensor b = random(22, n, 9);
        for (boolean upper : new boolean[] {false, true}) {
            for (boolean transposed : new boolean[] {false, true}) {
                for (boolean unit : new boolean[] {false, true}) {
                    Tensor strict = upper ? t.triu(1) : t.tril(-1);
                    Tensor triangle = unit
                            ? strict.add(Tensor.eye(n))
                            : strict.add(t.diagonal().diagEmbed());
                    Tensor x = Linalg.solveTriangular(
                            t,
                            b,
                            upper ? Triangle.UPPER : Triangle.LOWER,
                            transposed ? Transpose.YES : Transpose.NO,
                            unit ? Diagonal.UNIT : Diagonal.STORED);
                    assertClose(b, (transposed ? triangle.transpose() : triangle).matmul(x), 1e-12);
                }
            }
        }
        Tensor l = t.tril();
        assertClose(l, Linalg.cholesky(l.matmul(l.transpose())), 1e-12);
        Tensor indefinite = l.matmul(l.transpose())
                .sub(Tensor.eye(n).narrow(1, 0, 50).pad(new int[] {0, 27}).mul(1e3));
        assertThrowsExactly(IllegalArgumentException.class, () -> Linalg.cholesky(indefinite));
        Tensor late = Tensor.ones(Shape.of(n))
                .sub(Tensor.oneHot(org.autodiff.ndarray.Index.of(60), n)
                        .reshape(n)
                        .mul(2))
                .diag();
        assertTrue(assertThrowsExactly(IllegalArgumentException.class, () -> Linalg.cholesky(late))
                .getMessage()
                .endsWith("its leading minor of order 61 is not positive"));
    }

    @Test
    void rowsOfVeryDifferentSizeAreNoReasonToGiveUp() {
        Tensor a = matrix(row(1e20, 1), row(1, 2e-20)); // det = 1
        assertClose(Tensor.of(1, 1e20), Linalg.solve(a, Tensor.of(2e20, 3)), 1e6);
        assertEquals(1, Linalg.det(a).item(), 1e-15);
        assertClose(Tensor.of(1e300, 1), Linalg.solve(Tensor.of(1e-300, 1).diag(), Tensor.of(1, 1)), 1e285);
    }

    @Test
    void triangularSystemsReadOneTriangle() {
        Tensor t = matrix(row(2, 7), row(4, 5));
        Tensor b = Tensor.of(2, 14);
        assertClose(Tensor.of(1, 2), Linalg.solveTriangular(t, b), 1e-15);
        assertClose(Tensor.of(-8.8, 2.8), Linalg.solveTriangular(t, b, Triangle.UPPER), 1e-14);
        assertClose(
                Tensor.of(-4.6, 2.8),
                Linalg.solveTriangular(t, b, Triangle.LOWER, Transpose.YES, Diagonal.STORED),
                1e-14);
        assertClose(
                Tensor.of(1, 1.4), Linalg.solveTriangular(t, b, Triangle.UPPER, Transpose.YES, Diagonal.STORED), 1e-14);
        assertClose(Tensor.of(2, 6), Linalg.solveTriangular(t, b, Triangle.LOWER, Transpose.NO, Diagonal.UNIT), 1e-14);
        Tensor g = Autodiff.grad(x -> Linalg.solveTriangular(x, b).sum(), t);
        assertEquals(0, g.value().get(0, 1), 0.0);
        assertTrue(g.value().get(1, 0) != 0);
    }

    @Test
    void oneFactorisationServesAll() {
        NdArray a = random(3, 5, 5).value();
        Factors factors = Factors.of("first", a);
        Tensor x = Tensor.variable(a);
        Linalg.solve(x, Tensor.ones(Shape.of(5)))
                .sum()
                .add(Linalg.det(x))
                .add(Linalg.inv(x).sum())
                .backward();
        assertSame(factors, Factors.of("again", a));
    }

    @Test
    void aParameterThatWasAssignedIsFactoredAgain() {
        Parameter p = Parameter.of("p", Tensor.eye(2).value());
        assertEquals(1, Linalg.det(p).item());
        p.assign(Tensor.eye(2).mul(3).value());
        assertEquals(9, Linalg.det(p).item(), 1e-15);
    }

    // ---- determinants

    @Test
    void determinants() {
        assertEquals(-2, Linalg.det(matrix(row(1, 2), row(3, 4))).item(), 1e-15);
        assertEquals(36, Linalg.det(A).item(), 1e-14);
        assertEquals(0, Linalg.det(matrix(row(1, 2), row(2, 4))).item());
        assertEquals(1, Linalg.det(Tensor.zeros(Shape.of(0, 0))).item());
        assertEquals(-1, Linalg.det(matrix(row(0, 1), row(1, 0))).item());
        assertClose(
                Tensor.of(1, 4),
                Linalg.det(Tensor.stack(0, Tensor.eye(2), Tensor.eye(2).mul(2))),
                0);
        // The product of the first pivots overflows, that of all does not.
        assertEquals(
                4, Linalg.det(Tensor.of(1e200, 2e200, 1e-200, 2e-200).diag()).item(), 1e-14);
        assertEquals(INF, Linalg.det(Tensor.of(1e200, 2e200).diag()).item());
    }

    @Test
    void logarithmsOfDeterminants() {
        Linalg.Slogdet huge =
                Linalg.slogdet(Tensor.full(Shape.of(4), -1e200).diag().matmul(permutation()));
        assertEquals(-1, huge.sign().item());
        assertEquals(800 * Math.log(10), huge.logabsdet().item(), 1e-12);
        Linalg.Slogdet singular = Linalg.slogdet(Tensor.zeros(Shape.of(2, 2)));
        assertEquals(0, singular.sign().item());
        assertEquals(-INF, singular.logabsdet().item());
        Tensor x = Tensor.variable(Tensor.ones(Shape.of(2, 2)).value());
        Tensor y = Linalg.slogdet(x).logabsdet();
        assertTrue(assertThrowsExactly(IllegalArgumentException.class, y::backward)
                .getMessage()
                .startsWith("slogdet: the matrix is singular"));
    }

    /** One swap: determinant -1. */
    private static Tensor permutation() {
        return matrix(row(0, 1, 0, 0), row(1, 0, 0, 0), row(0, 0, 1, 0), row(0, 0, 0, 1));
    }

    /** The determinant by Laplace's expansion along the first row: a polynomial, that is differentiable everywhere. */
    private static Tensor laplace(Tensor a) {
        int n = a.shape().dim(0);
        if (n == 0) {
            return Tensor.of(1);
        }
        Tensor sum = Tensor.of(0);
        for (int j = 0; j < n; j++) {
            Tensor rest = a.narrow(0, 1, n - 1);
            Tensor minor = Tensor.concat(1, rest.narrow(1, 0, j), rest.narrow(1, j + 1, n - 1 - j));
            Tensor term = a.select(0, 0).select(0, j).mul(laplace(minor));
            sum = j % 2 == 0 ? sum.add(term) : sum.sub(term);
        }
        return sum;
    }

    @TestFactory
    Stream<DynamicTest> derivativesOfTheDeterminantOfEveryRankAndOrder() {
        Tensor base = random(4, 4, 4);
        Tensor[] directions = {random(5, 4, 4), random(6, 4, 4), random(7, 4, 4)};
        return Stream.of(4, 3, 2, 1, 0)
                .map(rank -> DynamicTest.dynamicTest("rank " + rank, () -> {
                    Tensor a =
                            base.narrow(1, 0, rank).matmul(random(8, rank, 4)).detach();
                    Function<Tensor, Tensor> f = Linalg::det;
                    Function<Tensor, Tensor> g = LinalgTest::laplace;
                    for (int order = 1; order <= 3; order++) {
                        Tensor v = directions[order - 1];
                        Function<Tensor, Tensor> f0 = f;
                        Function<Tensor, Tensor> g0 = g;
                        assertClose(Autodiff.grad(g0, a), Autodiff.grad(f0, a), 1e-11);
                        f = x -> Autodiff.grad(f0, x).mul(v).sum();
                        g = x -> Autodiff.grad(g0, x).mul(v).sum();
                    }
                }));
    }

    /** Near singular matrices the second derivatives of det(A) A'^-1 would cancel. */
    @Test
    void secondDerivativesOfTheDeterminantKeepTheirDigits() {
        Tensor v = random(20, 3, 3);
        double[] small = {1e-3, 1e-6, 1e-8, 1e-9, 2e-10, 1e-13};
        for (double e : small) {
            for (Tensor a : new Tensor[] {
                matrix(row(1, 2, 3), row(4, 5, 6), row(7, 8, 9 + 8 * e)),
                matrix(row(e, 1, 3), row(0, e * e, 1), row(e, 0, 2)),
                Tensor.of(1, e, e * e).diag()
            }) {
                Tensor expected = Autodiff.hvp(LinalgTest::laplace, a, v);
                double largest =
                        Arrays.stream(expected.toArray()).map(Math::abs).max().orElseThrow();
                assertClose(expected, Autodiff.hvp(Linalg::det, a, v), 1e-10 * largest);
                Tensor gradient = Autodiff.grad(LinalgTest::laplace, a);
                double large =
                        Arrays.stream(gradient.toArray()).map(Math::abs).max().orElseThrow();
                assertClose(gradient, Autodiff.grad(Linalg::det, a), 1e-12 * large);
            }
        }
        Tensor twoByTwo = matrix(row(1e-12, 1), row(1, 2e12));
        assertClose(
                matrix(row(4, -3), row(-2, 1)),
                Autodiff.hvp(Linalg::det, twoByTwo, matrix(row(1, 2), row(3, 4))),
                1e-11);
    }

    @Test
    void aBatchOfSingularAndRegularMatrices() {
        Tensor a = Tensor.stack(0, A, matrix(row(1, 2, 3), row(4, 5, 6), row(7, 8, 9)), Tensor.zeros(Shape.of(3, 3)));
        Tensor g = Autodiff.grad(x -> Linalg.det(x).sum(), a);
        assertClose(Autodiff.grad(LinalgTest::laplace, A), g.select(0, 0), 1e-13);
        Tensor cofactors = matrix(row(-3, 6, -3), row(6, -12, 6), row(-3, 6, -3));
        assertClose(cofactors, g.select(0, 1), 1e-13);
        assertClose(Tensor.zeros(Shape.of(3, 3)), g.select(0, 2), 0);
    }

    // ---- factorisations

    @Test
    void choleskyReadsTheLowerTriangle() {
        Tensor l = matrix(row(2, 0, 0), row(-1, 3, 0), row(0.5, 1, 4));
        Tensor a = l.matmul(l.transpose());
        assertClose(l, Linalg.cholesky(a), 1e-15);
        assertClose(
                l, Linalg.cholesky(a.tril().add(Tensor.full(Shape.of(3, 3), 99).triu(1))), 1e-15);
        Tensor g = Autodiff.grad(x -> Linalg.cholesky(x).square().sum(), a); // = trace
        assertClose(Tensor.eye(3), g, 1e-14);
    }

    @Test
    void qrHasTheSignsOfLapack() {
        Linalg.Qr qr = Linalg.qr(matrix(row(12, -51, 4), row(6, 167, -68), row(-4, 24, -41)));
        assertClose(matrix(row(-14, -21, 14), row(0, -175, 70), row(0, 0, -35)), qr.r(), 1e-13);
        Linalg.Qr identity = Linalg.qr(Tensor.eye(3));
        assertClose(Tensor.eye(3), identity.q(), 0);
        assertClose(Tensor.eye(3), identity.r(), 0);
    }

    @Test
    void columnsOfVeryDifferentSizeAreOrthogonalToo() {
        Tensor a = matrix(row(1, 0), row(0, 1e-170), row(0, 1e-170));
        Linalg.Qr qr = Linalg.qr(a);
        assertClose(a, qr.q().matmul(qr.r()), 1e-185);
        assertClose(Tensor.eye(2), qr.q().transpose().matmul(qr.q()), 1e-15);
    }

    @Test
    void withoutFullRankQrHasNoDerivative() {
        Tensor x = Tensor.variable(matrix(row(1, 2), row(2, 4), row(3, 6)).value());
        Tensor r = Linalg.qr(x).r().sum();
        assertEquals(
                "qr: no derivative: the matrix does not have full rank, to working precision: column 1 depends on those"
                        + " before it",
                assertThrowsExactly(IllegalArgumentException.class, r::backward).getMessage());
    }

    @Test
    void qrOfTallAndWideMatrices() {
        for (int[] dims : new int[][] {{5, 3}, {3, 5}, {4, 4}, {0, 3}, {3, 0}}) {
            Tensor a = random(9, 2, dims[0], dims[1]);
            Linalg.Qr qr = Linalg.qr(a);
            int k = Math.min(dims[0], dims[1]);
            assertClose(a, qr.q().matmul(qr.r()), 1e-14);
            assertClose(qr.r(), qr.r().triu(), 0);
            assertClose(
                    Tensor.eye(k).broadcastTo(Shape.of(2, k, k)),
                    qr.q().transpose(-1, -2).matmul(qr.q()),
                    1e-14);
        }
    }

    @Test
    void svdOfTallAndWideMatrices() {
        for (int[] dims : new int[][] {{5, 3}, {3, 5}, {4, 4}, {1, 1}, {0, 3}, {3, 0}}) {
            Tensor a = random(10, 2, dims[0], dims[1]).mul(1e-200);
            Linalg.Svd svd = Linalg.svd(a);
            int k = Math.min(dims[0], dims[1]);
            assertEquals(Shape.of(2, k), svd.s().shape());
            assertClose(a, svd.u().mul(svd.s().unsqueeze(-2)).matmul(svd.vh()), 1e-213);
            Tensor eye = Tensor.eye(k).broadcastTo(Shape.of(2, k, k));
            assertClose(eye, svd.u().transpose(-1, -2).matmul(svd.u()), 1e-13);
            assertClose(eye, svd.vh().matmul(svd.vh().transpose(-1, -2)), 1e-13);
            double[] s = svd.s().select(0, 0).toArray();
            assertTrue(Arrays.stream(s).allMatch(x -> x >= 0));
            for (int i = 1; i < k; i++) {
                assertTrue(s[i] <= s[i - 1]);
            }
        }
    }

    @Test
    void eigenvaluesOfSymmetricMatrices() {
        Linalg.Eigh e = Linalg.eigh(matrix(row(2, 77), row(1, 2))); // the 77 is not read
        assertClose(Tensor.of(1, 3), e.values(), 1e-15);
        Tensor a = random(11, 6, 6);
        Tensor s = a.add(a.transpose());
        Linalg.Eigh f = Linalg.eigh(s);
        assertClose(s, f.vectors().mul(f.values()).matmul(f.vectors().transpose()), 1e-13);
        assertClose(Tensor.eye(6), f.vectors().transpose().matmul(f.vectors()), 1e-13);
        assertEquals(Shape.of(0), Linalg.eigvalsh(Tensor.zeros(Shape.of(0, 0))).shape());
    }

    @Test
    void equalEigenvaluesDoNotHarmALossOfEigenvalues() {
        Tensor q = Linalg.qr(random(12, 4, 4)).q();
        Tensor a = q.mul(Tensor.of(1, 1, 1, 3)).matmul(q.transpose());
        Tensor g = Autodiff.grad(x -> Linalg.eigvalsh(x).square().sum(), a); // tr(a a)
        assertClose(a.mul(2), g, 1e-13);
        Tensor v = a.matmul(a).add(0.5);
        Tensor t = Autodiff.jvp(x -> Linalg.eigvalsh(x).square().sum(), a, v).tangent();
        assertEquals(a.mul(2).mul(v).sum().item(), t.item(), 1e-12);
        Tensor s = Autodiff.grad(x -> Linalg.svdvals(x).square().sum(), Tensor.eye(3));
        assertClose(Tensor.eye(3).mul(2), s, 1e-15);
        // Norms that are sums of singular values, at a matrix that is orthogonal.
        assertClose(q, Autodiff.grad(x -> Linalg.norm(x, Linalg.Norm.NUCLEAR), q), 1e-13);
    }

    @Test
    void vectorsOfEqualValuesHaveNoDerivativeOthersHave() {
        Tensor x = Tensor.variable(Tensor.of(1, 1, 3).diag().value());
        Linalg.Eigh e = Linalg.eigh(x);
        assertTrue(e.vectors()
                        .select(1, 2)
                        .mul(Tensor.of(1, 2, 3))
                        .sum()
                        .backward()
                        .of(x)
                        .value()
                        .get(0, 2)
                != 0);
        Tensor loss = e.vectors().select(1, 0).mul(Tensor.of(1, 2, 3)).sum();
        assertEquals(
                "eigh: the vectors 1 and 0 of the matrix belong to equal values (1.0 and 1.0), so they have no"
                        + " derivative; a function of the values alone has one",
                assertThrowsExactly(IllegalArgumentException.class, loss::backward)
                        .getMessage());
        Tensor tall = Tensor.variable(matrix(row(1, 0), row(0, 0), row(0, 0)).value());
        Tensor outside = Linalg.svd(tall).u().select(1, 1).sum();
        assertThrowsExactly(IllegalArgumentException.class, outside::backward);
    }

    // ---- functions

    @Test
    void pseudoInversesObeyPenrose() {
        Tensor a = random(13, 5, 2).matmul(random(14, 2, 4)); // of rank 2
        Tensor p = Linalg.pinv(a);
        assertClose(a, a.matmul(p).matmul(a), 1e-13);
        assertClose(p, p.matmul(a).matmul(p), 1e-13);
        assertClose(a.matmul(p).transpose(), a.matmul(p), 1e-13);
        assertClose(p.matmul(a).transpose(), p.matmul(a), 1e-13);
        assertClose(Tensor.zeros(Shape.of(4, 5)), Linalg.pinv(Tensor.zeros(Shape.of(5, 4))), 0);
        assertEquals(Shape.of(3, 0), Linalg.pinv(Tensor.zeros(Shape.of(0, 3))).shape());
        // Along changes that keep the rank the gradient is that of differences.
        Tensor v = random(15, 5, 2).matmul(random(14, 2, 4));
        double h = 1e-6;
        double difference = Linalg.pinv(a.add(v.mul(h)), 1e-9)
                        .sub(Linalg.pinv(a.sub(v.mul(h)), 1e-9))
                        .sum()
                        .item()
                / (2 * h);
        Tensor g = Autodiff.grad(x -> Linalg.pinv(x, 1e-9).sum(), a);
        assertEquals(difference, g.mul(v).sum().item(), 1e-6 * Math.abs(difference));
    }

    @Test
    void leastSquaresOfLeastNorm() {
        assertClose(Tensor.of(new double[] {1.5}), Linalg.lstsq(matrix(row(1), row(1)), Tensor.of(1, 2)), 1e-15);
        assertClose(Tensor.of(1, 1), Linalg.lstsq(matrix(row(1, 1)), Tensor.of(new double[] {2})), 1e-15);
    }

    @Test
    void exponentialsOfMatrices() {
        double t = 100.3;
        assertClose(
                matrix(row(Math.cos(t), -Math.sin(t)), row(Math.sin(t), Math.cos(t))),
                Linalg.matrixExp(matrix(row(0, -t), row(t, 0))),
                1e-12);
        assertClose(
                matrix(row(1, 2, 3.5), row(0, 1, 1), row(0, 0, 1)),
                Linalg.matrixExp(matrix(row(0, 2, 2.5), row(0, 0, 1), row(0, 0, 0))),
                1e-15);
        Tensor a = random(16, 3, 4, 4);
        assertClose(Tensor.eye(4).broadcastTo(a.shape()), Linalg.matrixExp(a).matmul(Linalg.matrixExp(a.neg())), 1e-11);
        assertEquals(
                Shape.of(0, 0), Linalg.matrixExp(Tensor.zeros(Shape.of(0, 0))).shape());
    }

    @Test
    void exponentialsOfMatricesFarFromNormal() {
        assertClose(
                matrix(row(Math.E, 1e10 * Math.sinh(1)), row(0, 1 / Math.E)),
                Linalg.matrixExp(matrix(row(1, 1e10), row(0, -1))),
                1e-4); // 1e-14 of the largest
    }

    @Test
    void aLargeUpstreamDoesNotCostDigitsOfTheExponential() {
        Tensor a = random(17, 4, 4);
        Tensor g = Autodiff.grad(x -> Linalg.matrixExp(x).sum(), a);
        Tensor large = Autodiff.grad(x -> Linalg.matrixExp(x).mul(1e12).sum(), a);
        assertClose(g, large.div(1e12), 1e-13);
    }

    @Test
    void powersOfMatrices() {
        Tensor a = matrix(row(1, 1), row(1, 0));
        assertClose(matrix(row(89, 55), row(55, 34)), Linalg.matrixPower(a, 10), 0);
        assertClose(Tensor.eye(2), Linalg.matrixPower(a, 0), 0);
        assertClose(a, Linalg.matrixPower(a, 1), 0);
        assertClose(matrix(row(2, -3), row(-3, 5)), Linalg.matrixPower(a, -4), 1e-14);
    }

    @Test
    void sizes() {
        Tensor a = matrix(row(3, 0, 4), row(0, -2, 0));
        assertEquals(Math.sqrt(29), Linalg.norm(a, Linalg.Norm.FROBENIUS).item(), 1e-15);
        assertEquals(4, Linalg.norm(a, Linalg.Norm.ONE).item());
        assertEquals(7, Linalg.norm(a, Linalg.Norm.INFINITY).item());
        assertEquals(5, Linalg.norm(a, Linalg.Norm.SPECTRAL).item(), 1e-14);
        assertEquals(7, Linalg.norm(a, Linalg.Norm.NUCLEAR).item(), 1e-14);
        assertEquals(2.5, Linalg.cond(a).item(), 1e-14);
        assertEquals(INF, Linalg.cond(Tensor.of(1, 0).diag()).item());
        assertEquals(INF, Linalg.cond(Tensor.zeros(Shape.of(2, 2))).item());
        assertEquals(1, Linalg.trace(a).item());
        assertEquals(2, Linalg.matrixRank(a).item());
        assertEquals(
                2,
                Linalg.matrixRank(matrix(row(1, 2, 3), row(4, 5, 6), row(7, 8, 9)))
                        .item());
        assertEquals(1, Linalg.matrixRank(Tensor.of(1, 1e-3).diag(), 0.01).item());
        assertEquals(0, Linalg.matrixRank(Tensor.zeros(Shape.of(0, 3))).item());
    }

    @Test
    void normsOfMatricesWithoutElements() {
        for (Linalg.Norm norm : Linalg.Norm.values()) {
            for (Shape shape : new Shape[] {Shape.of(0, 3), Shape.of(3, 0), Shape.of(0, 0)}) {
                Tensor none = Tensor.variable(shape);
                Tensor y = Linalg.norm(none, norm);
                assertEquals(0, y.item(), norm + " of " + shape);
                assertEquals(shape, y.backward().of(none).shape());
            }
            assertArrayEquals(
                    new double[] {0, 0},
                    Linalg.norm(Tensor.zeros(Shape.of(2, 0, 3)), norm).toArray());
            assertEquals(
                    Shape.of(0),
                    Linalg.norm(Tensor.zeros(Shape.of(0, 2, 3)), norm).shape());
        }
    }

    @Test
    void theOtherTriangleIsNobodysBusiness() {
        Tensor lower = matrix(row(1, Double.NaN), row(2, 3));
        assertClose(Tensor.of(1, 0), Linalg.solveTriangular(lower, Tensor.of(1, 2)), 0);
        assertClose(matrix(row(1, 0), row(2, 1)), Linalg.cholesky(matrix(row(1, INF), row(2, 5))), 1e-15);
        assertClose(Tensor.of(1, 3), Linalg.eigvalsh(matrix(row(2, Double.NaN), row(1, 2))), 1e-15);
        assertClose(
                Tensor.of(1, 0),
                Linalg.solveTriangular(
                        matrix(row(Double.NaN, 5), row(2, INF)),
                        Tensor.of(1, 2),
                        Triangle.LOWER,
                        Transpose.NO,
                        Diagonal.UNIT),
                0);
        assertEquals(
                "solveTriangular: the matrix at (1, 0) is NaN: must be finite",
                assertThrowsExactly(
                                IllegalArgumentException.class,
                                () -> Linalg.solveTriangular(matrix(row(1, 0), row(Double.NaN, 1)), Tensor.of(1, 2)))
                        .getMessage());
    }
}
