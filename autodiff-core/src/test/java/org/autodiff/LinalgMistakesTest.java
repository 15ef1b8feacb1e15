package org.autodiff;

import static org.autodiff.LinalgTest.A;
import static org.autodiff.LinalgTest.INF;
import static org.autodiff.LinalgTest.matrix;
import static org.autodiff.LinalgTest.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Linear algebra on what is refused, and in which words. */
class LinalgMistakesTest {
    private record Mistake(String message, Runnable call) {}

    private static Stream<DynamicTest> refused(Mistake... mistakes) {
        return Arrays.stream(mistakes)
                .map(m -> DynamicTest.dynamicTest(
                        m.message,
                        () -> assertEquals(
                                m.message,
                                assertThrowsExactly(IllegalArgumentException.class, m.call::run)
                                        .getMessage())));
    }

    @TestFactory
    Stream<DynamicTest> mistakes() {
        Tensor wide = Tensor.zeros(Shape.of(2, 3));
        Tensor vector = Tensor.zeros(Shape.of(3));
        Tensor eye = Tensor.eye(3);
        Tensor second = Tensor.stack(0, A, eye.mul(Double.NaN), A);
        Tensor singular = Tensor.stack(0, eye, matrix(row(1, 2, 3), row(4, 5, 6), row(7, 8, 9)));
        Tensor indefinite = Tensor.of(1, -1, 1).diag().broadcastTo(Shape.of(1, 2, 3, 3));
        return refused(
                new Mistake("inv: needs square matrices, got shape (2, 3)", () -> Linalg.inv(wide)),
                new Mistake("det: needs a matrix, or a batch of matrices, got shape (3)", () -> Linalg.det(vector)),
                new Mistake(
                        "solve: matrix 1 of the batch at (0, 0) is NaN: must be finite",
                        () -> Linalg.solve(second, vector)),
                new Mistake(
                        "solve: right-hand side: element 1 is Infinity: must be finite",
                        () -> Linalg.solve(eye, Tensor.of(1, INF, 2))),
                new Mistake(
                        "solve: (3, 3) and right-hand side (2): needs 3 rows on the right",
                        () -> Linalg.solve(eye, Tensor.of(1, 2))),
                new Mistake(
                        "inv: matrix 1 of the batch is singular to working precision: pivot 2 is 0.0 of the largest"
                                + " element in its column",
                        () -> Linalg.inv(singular)),
                new Mistake(
                        "matrixPower: matrix 1 of the batch is singular to working precision: pivot 2 is 0.0 of the"
                                + " largest element in its column",
                        () -> Linalg.matrixPower(singular, -1)),
                new Mistake(
                        "solveTriangular: the matrix is singular: 0 on its diagonal at 1",
                        () -> Linalg.solveTriangular(Tensor.of(1, 0, 1).diag(), vector)),
                new Mistake(
                        "cholesky: matrix (0, 0) of the batch is not positive definite, to working precision: "
                                + "its leading minor of order 2"
                                + " is not positive",
                        () -> Linalg.cholesky(indefinite)),
                new Mistake("eigh: needs square matrices, got shape (2, 3)", () -> Linalg.eigh(wide)),
                new Mistake(
                        "svd: the matrix at (1, 2) is -Infinity: must be finite",
                        () -> Linalg.svd(matrix(row(1, 2, 3), row(4, 5, -INF)))),
                new Mistake("pinv: the cutoff must be in [0, 1), got 1.0", () -> Linalg.pinv(wide, 1)),
                new Mistake(
                        "lstsq: (2, 3) and right-hand side (3): needs 2 rows on the right",
                        () -> Linalg.lstsq(wide, vector)),
                new Mistake(
                        "cond: shape (0, 3) has no singular values", () -> Linalg.cond(Tensor.zeros(Shape.of(0, 3)))));
    }

    @Test
    void whatOverflowsIsSaid() {
        assertEquals(
                "matrixExp: the exponential of the matrix overflows",
                assertThrowsExactly(
                                IllegalArgumentException.class,
                                () -> Linalg.matrixExp(Tensor.of(1000, 1).diag()))
                        .getMessage());
        assertThrowsExactly(
                IllegalArgumentException.class,
                () -> Linalg.solve(Tensor.of(1e-300, 1).diag(), Tensor.of(1e300, 1)));
        assertThrowsExactly(
                IllegalArgumentException.class,
                () -> Linalg.matrixPower(Tensor.of(1e200, 1).diag(), 4));
        assertThrowsExactly(
                IllegalArgumentException.class,
                () -> Linalg.pinv(Tensor.of(1e-310, 1e-310).diag()));
    }

    @Test
    void nullIsNamed() {
        assertEquals(
                "inv: the matrix is null",
                assertThrowsExactly(NullPointerException.class, () -> Linalg.inv(null))
                        .getMessage());
        assertEquals(
                "solve: the right-hand side is null",
                assertThrowsExactly(NullPointerException.class, () -> Linalg.solve(A, null))
                        .getMessage());
    }

    /** An inverse that overflows on the way is the fault of the operation that was called. */
    @Test
    void powersNameThemselves() {
        String message = assertThrowsExactly(
                        IllegalArgumentException.class,
                        () -> Linalg.matrixPower(Tensor.of(new double[][] {{Double.MIN_VALUE}}), -4))
                .getMessage();
        assertTrue(message.startsWith("matrixPower: "), message);

        String ofLeastSquares = assertThrowsExactly(
                        IllegalArgumentException.class,
                        () -> Linalg.lstsq(
                                Tensor.of(new double[][] {{Double.MIN_VALUE}}),
                                Tensor.of(1.0, 2.0).slice(0, 0, 1)))
                .getMessage();
        assertTrue(ofLeastSquares.startsWith("lstsq: "), ofLeastSquares);
    }
}
