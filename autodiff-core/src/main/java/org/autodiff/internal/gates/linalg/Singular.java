package org.autodiff.internal.gates.linalg;

import org.autodiff.internal.kernel.linalg.Orthogonal;
import org.autodiff.ndarray.Shape;

/** Singular values and vectors of one matrix of a batch, in its place in the results. */
final class Singular {
    private Singular() {}

    /**
     * Decomposes the i-th matrix.
     *
     * @throws ArithmeticException if the iteration does not converge
     */
    static void decompose(String operation, Shape shape, int i, double[] a, double[] u, double[] s, double[] vt) {
        int m = shape.dim(-2);
        int n = shape.dim(-1);
        int k = Math.min(m, n);
        if (!Orthogonal.svd(a, i * m * n, m, n, u, i * m * k, s, i * k, vt, i * k * n)) {
            throw new ArithmeticException(
                    operation + ": the singular values of " + Matrices.which(shape, i) + " did not converge");
        }
    }
}
