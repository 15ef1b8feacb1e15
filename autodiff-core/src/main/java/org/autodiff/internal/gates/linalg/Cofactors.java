package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The matrices of cofactors - the derivative of the determinant - in three forms; {@link NearSingular} knows which one
 * keeps its digits.
 */
final class Cofactors {
    private Cofactors() {}

    /** {@code det(A) A'^-1}, of matrices that can be inverted well. */
    static Tensor byInverse(Tensor a, Tensor det) {
        return inverseTransposed(a).mul(perMatrix(det));
    }

    /** {@code A'^-1}. */
    static Tensor inverseTransposed(Tensor a) {
        return new Systems.Solve(true).on(a, Tensor.eye(a.shape().dim(-1)));
    }

    /** One number per matrix, as matrices of one element: it broadcasts against the batch. */
    static Tensor perMatrix(Tensor x) {
        return x.unsqueeze(-1).unsqueeze(-1);
    }

    /**
     * Of matrices that are singular, or nearly so. {@code det(A) A'^-1} is 0 times infinity there, and near there its
     * derivatives lose their digits. So A is bordered until it can be inverted well:
     *
     * <pre>
     *     M = [ A   B ]        W = M^-1 = [ W11  W12 ]        det A = det M  det W22
     *         [ C'  0 ]                   [ W21  W22 ]
     * </pre>
     *
     * (Jacobi's complementary minor), with the singular vectors of A's r smallest singular values as the columns of B
     * and C. As det M and W are smooth functions of A, so is this form of det A; its derivative, of every order, is
     * right however singular A is:
     *
     * <pre>
     *     cofactors' = det M (det(W22) W11 - W12 adj(W22) W21)
     * </pre>
     *
     * For a matrix with one singular value of 0 this is the product of the others times {@code v u'}; for more of them,
     * 0 with higher derivatives that are not. {@code det} and {@code adj} of the small W22, itself about 0, need no
     * division: they come from the recursion of Faddeev and LeVerrier.
     */
    static Tensor bordered(Tensor a, int r) {
        int n = a.shape().dim(-1);
        Tensor[] border = Tensor.applyAll(new SmallestSingularVectors(r), a);
        Tensor corner = Tensor.zeros(Matrices.resized(a.shape(), r, r));
        Tensor m = Tensor.concat(
                -2, Tensor.concat(-1, a, border[0]), Tensor.concat(-1, Matrices.transposed(border[1]), corner));
        Tensor w = new Systems.Solve(false).on(m, Tensor.eye(n + r));
        Tensor top = w.narrow(-2, 0, n);
        Tensor bottom = w.narrow(-2, n, r);
        Tensor w22 = bottom.narrow(-1, n, r);
        // adj and det of W22: N_1 = I, c_k = -tr(W22 N_k) / k, N_(k + 1) = W22 N_k + c_k I.
        Tensor adjugate = Tensor.eye(r).broadcastTo(w22.shape());
        Tensor coefficient = trace(w22).neg();
        for (int k = 2; k <= r; k++) {
            adjugate = w22.matmul(adjugate).add(Tensor.eye(r).mul(coefficient));
            coefficient = trace(w22.matmul(adjugate)).div(-k);
        }
        double sign = r % 2 == 0 ? 1 : -1;
        Tensor det = coefficient.mul(sign);
        adjugate = adjugate.mul(-sign);
        Tensor inner = top.narrow(-1, 0, n)
                .mul(det)
                .sub(top.narrow(-1, n, r).matmul(adjugate).matmul(bottom.narrow(-1, 0, n)));
        Tensor outer = perMatrix(Tensor.apply(new Determinants.Det(false), m));
        return Matrices.transposed(inner.mul(outer));
    }

    private static Tensor trace(Tensor a) {
        return perMatrix(a.diagonal().sum(-1));
    }

    /** By their definition: each is a determinant, of what is left without a row and a column. */
    static Tensor byMinors(Tensor a) {
        Shape shape = a.shape();
        int n = shape.dim(-1);
        if (n == 1) {
            return Tensor.ones(shape);
        }
        int[] kept = new int[n * n * (n - 1) * (n - 1)];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int row = 0; row < n; row++) {
                    for (int column = 0; column < n; column++) {
                        if (row != i && column != j) {
                            kept[next++] = row * n + column;
                        }
                    }
                }
            }
        }
        Shape batch = shape.dropLast(2);
        Tensor minors = a.reshape(batch.concat(Shape.of(n * n)))
                .indexSelect(-1, Index.of(kept))
                .reshape(batch.concat(Shape.of(n, n, n - 1, n - 1)));
        Tensor half = Tensor.arange(n).div(2);
        Tensor signs = half.sub(half.floor()).mul(-4).add(1); // 1, -1, 1, -1 ...
        return Tensor.apply(new Determinants.Det(true), minors).mul(signs.mul(signs.unsqueeze(-1)));
    }
}
