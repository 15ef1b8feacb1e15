package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * The cofactors - the derivative of the determinant - of matrices that are singular, or nearly so. {@code det(A) A'^-1} is 0
 * times infinity there, and near there its derivatives lose their digits. So A is bordered until it can be inverted well:
 *
 * <pre>
 *     M = [ A   B ]        W = M^-1 = [ W11  W12 ]        det A = det M  det W22       (Jacobi's complementary minor)
 *         [ C'  0 ]                   [ W21  W22 ]
 * </pre>
 *
 * with the singular vectors of A's r smallest singular values as the columns of B and C. As det M and W are smooth functions
 * of A, so is this form of det A; its derivative, of every order, is right however singular A is:
 *
 * <pre>
 *     cofactors' = det M (det(W22) W11 - W12 adj(W22) W21)
 * </pre>
 *
 * For a matrix with one singular value of 0 this is the product of the others times {@code v u'}; for more of them, 0 with
 * higher derivatives that are not. {@code det} and {@code adj} of the small W22, itself about 0, need no division: they
 * come from the recursion of Faddeev and LeVerrier.
 *
 * @param b the columns B of every matrix of the batch
 * @param c the columns C
 */
record Cofactors(NdArray b, NdArray c) {
    Tensor of(Tensor a) {
        int n = a.shape().dim(-1);
        int r = b.shape().dim(-1);
        Tensor corner = Tensor.zeros(Matrices.resized(b.shape(), r, r));
        Tensor m = Tensor.concat(
                -2, Tensor.concat(-1, a, Tensor.of(b)), Tensor.concat(-1, Matrices.transposed(Tensor.of(c)), corner));
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
        Tensor outer =
                Tensor.apply(new Determinants.Det(false), m).unsqueeze(-1).unsqueeze(-1);
        return Matrices.transposed(inner.mul(outer));
    }

    private static Tensor trace(Tensor a) {
        return a.diagonal().sum(-1).unsqueeze(-1).unsqueeze(-1);
    }
}
