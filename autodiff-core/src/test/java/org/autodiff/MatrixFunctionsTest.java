package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Square root and logarithm of symmetric matrices: by what they are the inverse of, and by hand. */
class MatrixFunctionsTest {
    private static final Tensor SWAP = Tensor.of(new double[][] {{0, 1}, {1, 0}});

    private static void assertClose(Tensor expected, Tensor actual, double error) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), error);
    }

    private static Tensor symmetric(Tensor x) {
        return x.add(x.transpose()).mul(0.5).detach();
    }

    /** Of condition up to about 10^4, in every fourth case with equal eigenvalues or nearly so. */
    private static Tensor definite(Rng rng, int n) {
        Tensor q = Linalg.qr(Tensor.of(rng.normal(Shape.of(n, n), 0, 1))).q();
        double[] w = new double[n];
        boolean near = rng.nextInt(4) == 0;
        for (int i = 0; i < n; i++) {
            w[i] = near ? 2 + 1e-9 * rng.nextInt(3) : Math.pow(10, 4 * rng.nextDouble() - 2);
        }
        return symmetric(q.mul(Tensor.of(w)).matmul(q.transpose()));
    }

    // ---- values

    @Property(shrinking = ShrinkingMode.OFF)
    void theSquareOfTheRootIsTheMatrix(@ForAll long seed) {
        Rng rng = Rng.of(seed);
        Tensor a = definite(rng, 1 + rng.nextInt(6));
        Tensor s = Linalg.sqrtm(a);
        double size = a.abs().max().item();
        assertClose(a, s.matmul(s), 1e-13 * size);
        assertClose(s.transpose(), s, 0);
        assertTrue(Linalg.eigvalsh(s).min().item() > 0);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void theExponentialOfTheLogarithmIsTheMatrix(@ForAll long seed) {
        Rng rng = Rng.of(seed);
        Tensor a = definite(rng, 1 + rng.nextInt(6));
        assertClose(a, Linalg.matrixExp(Linalg.logm(a)), 1e-12 * a.abs().max().item());
    }

    @Test
    void byHand() {
        Tensor a = Tensor.of(new double[][] {{2, 1}, {1, 2}}); // eigenvalues 1 and 3
        double r = Math.sqrt(3);
        assertClose(
                Tensor.of(new double[][] {{(r + 1) / 2, (r - 1) / 2}, {(r - 1) / 2, (r + 1) / 2}}),
                Linalg.sqrtm(a),
                1e-15);
        double l = Math.log(3) / 2;
        assertClose(Tensor.of(new double[][] {{l, l}, {l, l}}), Linalg.logm(a), 1e-15);
        Tensor batch = Tensor.stack(0, a, Tensor.eye(2).mul(4));
        assertClose(Tensor.eye(2).mul(2), Linalg.sqrtm(batch).select(0, 1), 1e-15);
        assertEquals(
                Shape.of(3, 0, 0), Linalg.logm(Tensor.zeros(Shape.of(3, 0, 0))).shape());
        assertEquals(
                Shape.of(0, 2, 2), Linalg.sqrtm(Tensor.zeros(Shape.of(0, 2, 2))).shape());
        assertClose(
                Tensor.of(new double[][] {{1e-150, 0}, {0, 1e100}}),
                Linalg.sqrtm(Tensor.of(new double[][] {{1e-300, 0}, {0, 1e200}})),
                1e85);
    }

    /** The trace of the logarithm is the logarithm of the determinant, here of 1e-40 - 1e-42. */
    @Test
    void smallEigenvaluesOfRowsOfDifferentSizeKeepTheirDigits() {
        Tensor a = Tensor.of(new double[][] {{1e-40, 1e-21}, {1e-21, 1}});
        assertEquals(
                Math.log(99) - 42 * Math.log(10), Linalg.trace(Linalg.logm(a)).item(), 1e-13);
    }

    // ---- derivatives

    @Property(shrinking = ShrinkingMode.OFF)
    void theDerivativeOfTheRootSolvesSylvestersEquation(@ForAll long seed) {
        Rng rng = Rng.of(seed);
        int n = 1 + rng.nextInt(5);
        Tensor a = definite(rng, n);
        Tensor direction = symmetric(Tensor.of(rng.normal(Shape.of(n, n), 0, 1)));
        Autodiff.ValueAndTangent root = Autodiff.jvp(Linalg::sqrtm, a, direction);
        Tensor s = root.value();
        Tensor x = root.tangent();
        double size = s.abs().max().item() * x.abs().max().item();
        assertClose(direction, s.matmul(x).add(x.matmul(s)), 1e-13 * size + 1e-14);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void theDerivativeOfTheLogarithmIsUndoneByThatOfTheExponential(@ForAll long seed) {
        Rng rng = Rng.of(seed);
        int n = 1 + rng.nextInt(5);
        Tensor a = definite(rng, n);
        Tensor direction = symmetric(Tensor.of(rng.normal(Shape.of(n, n), 0, 1)));
        Autodiff.ValueAndTangent log = Autodiff.jvp(Linalg::logm, a, direction);
        Tensor back =
                Autodiff.jvp(Linalg::matrixExp, log.value(), log.tangent()).tangent();
        assertClose(direction, back, 1e-11 * (1 + a.abs().max().item()));
    }

    @Property(shrinking = ShrinkingMode.OFF, tries = 100)
    void derivativesAreThoseOfSmallMoves(@ForAll long seed) {
        Rng rng = Rng.of(seed);
        int n = 1 + rng.nextInt(3);
        Tensor x = Tensor.of(rng.normal(Shape.of(n, n + 2), 0, 1));
        Tensor weights = Tensor.of(rng.normal(Shape.of(n, n), 0, 1));
        Tensor ridge = Tensor.eye(n);
        for (UnaryOperator<Tensor> f : java.util.List.<UnaryOperator<Tensor>>of(Linalg::sqrtm, Linalg::logm)) {
            GradCheck.of(xs -> f.apply(xs[0].matmul(xs[0].transpose()).add(ridge))
                            .mul(weights)
                            .sum())
                    .input("x", x)
                    .order(2)
                    .maxCoordinates(5)
                    .absoluteTolerance(1e-9)
                    .assertPasses();
        }
    }

    /** {@code tr f(c I + t D)} with {@code D D = I} is {@code f(c + t) + f(c - t)}. */
    @Test
    void equalEigenvaluesHaveDerivativesOfEveryOrder() {
        UnaryOperator<Tensor> root =
                t -> Linalg.trace(Linalg.sqrtm(Tensor.eye(2).add(SWAP.mul(t))));
        double[] ofRoot = {0, -0.5, 0, -15.0 / 8, 0, -945.0 / 32}; // 2 f^(k)(1)
        UnaryOperator<Tensor> log = t -> Linalg.trace(Linalg.logm(Tensor.eye(2).add(SWAP.mul(t))));
        double[] ofLog = {0, -2, 0, -12, 0, -240};
        for (int k = 0; k < 6; k++) {
            root = derivative(root);
            log = derivative(log);
            assertEquals(ofRoot[k], root.apply(Tensor.of(0)).item(), 1e-12);
            assertEquals(ofLog[k], log.apply(Tensor.of(0)).item(), 1e-12);
        }
    }

    /** By both modes in turn. */
    private static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> f) {
        return x -> Autodiff.jvp(f::apply, x, Tensor.of(1)).tangent();
    }

    @Test
    void bothModesAgreeAtEqualEigenvalues() {
        Tensor a = Tensor.eye(3).mul(2);
        Tensor d = symmetric(Tensor.of(Rng.of(5).normal(Shape.of(3, 3), 0, 1)));
        Tensor w = symmetric(Tensor.of(Rng.of(6).normal(Shape.of(3, 3), 0, 1)));
        // f(cI + tD) = f(c) I + f'(c) t D + f''(c) t^2 D D / 2
        Tensor first = Autodiff.grad(x -> Linalg.sqrtm(x).mul(w).sum()).apply(a);
        assertClose(w.mul(1 / (2 * Math.sqrt(2))), first, 1e-15);
        Tensor second = Autodiff.hvp(x -> Linalg.logm(x).mul(w).sum(), a, d);
        assertClose(w.matmul(d).add(d.matmul(w)).mul(-1.0 / 8), second, 1e-15);
    }

    @Test
    void nearlyEqualEigenvaluesKeepTheirDigits() {
        for (double gap : new double[] {1e-15, 1e-12, 1e-8, 1e-4}) {
            Tensor a = Tensor.of(new double[][] {{1, 0}, {0, 1 + gap}});
            Tensor gradient = Autodiff.grad(x -> Linalg.logm(x).mul(SWAP).sum()).apply(a);
            double expected = Math.log1p(gap) / gap;
            assertEquals(expected, gradient.toArray()[1], 1e-14);
        }
    }

    // ---- at the edge

    @Test
    void aSingularMatrixHasARootWithoutADerivative() {
        Tensor x = Tensor.of(1, 2, 3);
        Tensor a = x.outer(x); // whose root is a / |x|
        assertClose(a.mul(1 / Math.sqrt(14)), Linalg.sqrtm(a), 1e-14);
        assertClose(Tensor.zeros(Shape.of(2, 2)), Linalg.sqrtm(Tensor.zeros(Shape.of(2, 2))), 0);
        Tensor v = Tensor.variable(a.value());
        Tensor y = Linalg.sqrtm(v).sum();
        String message =
                assertThrows(IllegalArgumentException.class, y::backward).getMessage();
        assertTrue(message.startsWith("sqrtm: the matrix is not positive definite, to working precision"), message);
        assertTrue(message.endsWith(
                "the square root has no derivative at a singular matrix; add a multiple of the identity"));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.jvp(Linalg::sqrtm, a, a));
    }

    @Test
    void whatHasNoRootOrLogarithmIsRefused() {
        Tensor indefinite = Tensor.stack(0, Tensor.eye(2), Tensor.of(new double[][] {{1, 2}, {2, 1}}));
        String root = assertThrows(IllegalArgumentException.class, () -> Linalg.sqrtm(indefinite))
                .getMessage();
        assertTrue(
                root.startsWith("sqrtm: matrix 1 of the batch is not positive semi-definite: it has the eigenvalue -"),
                root);
        String log = assertThrows(IllegalArgumentException.class, () -> Linalg.logm(indefinite))
                .getMessage();
        assertTrue(log.startsWith("logm: matrix 1 of the batch is not positive definite"), log);
        assertThrows(IllegalArgumentException.class, () -> Linalg.logm(Tensor.ones(Shape.of(2, 2))));
        assertThrows(IllegalArgumentException.class, () -> Linalg.sqrtm(Tensor.ones(Shape.of(2, 3))));
        Tensor nan = Tensor.of(new double[][] {{1, 0}, {Double.NaN, 1}});
        String message = assertThrows(IllegalArgumentException.class, () -> Linalg.sqrtm(nan))
                .getMessage();
        assertEquals("sqrtm: the matrix at (1, 0) is NaN: must be finite", message);
        assertClose(Tensor.eye(2), Linalg.sqrtm(nan.transpose()), 0); // the upper triangle is nobody's business
    }
}
