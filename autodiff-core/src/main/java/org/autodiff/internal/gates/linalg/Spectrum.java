package org.autodiff.internal.gates.linalg;

import java.util.Arrays;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.BlockedCholesky;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The eigenvalues, ascending, and eigenvectors, as columns, of every symmetric matrix of a batch. They stay beside the
 * array they were made of: a function of the matrix and its derivatives of all orders share them.
 *
 * @param shape of the batch
 * @param values one matrix after the other
 * @param vectors the same
 * @param definite whether each matrix is positive definite, to working precision
 */
record Spectrum(Shape shape, double[] values, double[] vectors, boolean[] definite) {

    /**
     * Decomposes all matrices, or finds what came of it.
     *
     * @throws IllegalArgumentException if they are not square, or an element of the lower triangle is not finite
     */
    static Spectrum of(String operation, NdArray a) {
        Matrices.requireSquare(operation, a.shape());
        return ArrayAccess.memo(a, Spectrum.class, x -> decompose(operation, x));
    }

    private static Spectrum decompose(String operation, NdArray a) {
        Matrices.requireFiniteTriangle(operation, a, false, true);
        int n = a.shape().dim(-1);
        int count = n == 0 ? 0 : Matrices.count(a.shape());
        double[] w = new double[count * n];
        double[] v = new double[count * n * n];
        boolean[] definite = new boolean[count];
        double[] factor = new double[n * n];
        for (int i = 0; i < count; i++) {
            Matrices.eigen(operation, a.shape(), i, ArrayAccess.data(a), w, v);
            definite[i] = w[i * n] > 0 && BlockedCholesky.factor(ArrayAccess.data(a), i * n * n, n, factor, 0) == 0;
        }
        return new Spectrum(a.shape(), w, v, definite);
    }

    /**
     * These, if no matrix has a negative eigenvalue, to working precision.
     *
     * @throws IllegalArgumentException if one has; the message says which
     */
    Spectrum semidefinite(String operation) {
        int n = shape.dim(-1);
        for (int i = 0; i < definite.length; i++) {
            if (values[i * n] < -negligible(i)) {
                throw new IllegalArgumentException(operation + ": " + Matrices.which(shape, i)
                        + " is not positive semi-definite: it has the eigenvalue " + values[i * n]);
            }
        }
        return this;
    }

    /**
     * These, if all matrices are positive definite, to working precision.
     *
     * @param why what a message says where one is not
     * @throws IllegalArgumentException if one is not; the message says which
     */
    Spectrum definite(String operation, String why) {
        for (int i = 0; i < definite.length; i++) {
            if (!definite[i]) {
                throw new IllegalArgumentException(operation + ": " + Matrices.which(shape, i)
                        + " is not positive definite, to working precision: its smallest eigenvalue is "
                        + values[i * shape.dim(-1)] + "; " + why);
            }
        }
        return this;
    }

    /** The eigenvalues of a matrix, but 0 where rounding has left nothing of one. */
    double[] values(int matrix) {
        int n = shape.dim(-1);
        double[] w = Arrays.copyOfRange(values, matrix * n, (matrix + 1) * n);
        double least = definite[matrix] ? 0 : negligible(matrix);
        for (int k = 0; k < n; k++) {
            w[k] = w[k] > least ? w[k] : 0;
        }
        return w;
    }

    /** Below this an eigenvalue of a matrix that is not definite is rounding. */
    private double negligible(int matrix) {
        int n = shape.dim(-1);
        double largest = Math.max(Math.abs(values[matrix * n]), Math.abs(values[matrix * n + n - 1]));
        return 4 * Math.sqrt(n) * Math.ulp(1.0) * largest;
    }
}
