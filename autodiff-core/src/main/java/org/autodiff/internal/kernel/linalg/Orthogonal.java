package org.autodiff.internal.kernel.linalg;

import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Eigenvalues and singular values, by EJML, in the form people know from LAPACK: reduced, sorted. Matrices are scaled by a power of
 * two first, so that squares of their elements neither overflow nor vanish. The sign of a vector is free; here its largest element is
 * positive, so that vectors move smoothly with the matrix, and differences can be taken of them.
 */
public final class Orthogonal {
    private Orthogonal() {}

    /**
     * Eigenvalues, ascending, and eigenvectors, as columns, of the symmetric n x n matrix at {@code ao}, of which the lower
     * triangle is read.
     *
     * @return whether the iteration converged
     */
    public static boolean eigen(double[] a, int ao, int n, double[] w, int wo, double[] v, int vo) {
        DMatrixRMaj m = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                m.data[i * n + j] = a[ao + i * n + j];
                m.data[j * n + i] = a[ao + i * n + j];
            }
        }
        int exponent = Scaling.normalise(m.data);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(m)) {
            return false;
        }
        int[] order = ascending(n, i -> eigen.getEigenvalue(i).getReal());
        for (int k = 0; k < n; k++) {
            w[wo + k] = Math.scalb(eigen.getEigenvalue(order[k]).getReal(), exponent);
            DMatrixRMaj vector = eigen.getEigenVector(order[k]);
            double sign = sign(vector, 0);
            for (int i = 0; i < n; i++) {
                v[vo + i * n + k] = sign * vector.data[i];
            }
        }
        return true;
    }

    /**
     * {@code A = U diag(s) V'} of the m x n matrix at {@code ao}, with {@code k = min(m, n)} singular values in descending
     * order; U is m x k, V' is k x n.
     *
     * @return whether the iteration converged
     */
    public static boolean svd(
            double[] a, int ao, int m, int n, double[] u, int uo, double[] s, int so, double[] vt, int vo) {
        int k = Math.min(m, n);
        DMatrixRMaj matrix = copy(a, ao, m, n);
        int exponent = Scaling.normalise(matrix.data);
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(m, n, true, true, true);
        if (!svd.decompose(matrix)) {
            return false;
        }
        double[] values = svd.getSingularValues();
        DMatrixRMaj left = svd.getU(null, false);
        DMatrixRMaj right = svd.getV(null, true);
        int[] order = ascending(k, i -> -values[i]);
        for (int c = 0; c < k; c++) {
            int from = order[c];
            s[so + c] = Math.scalb(values[from], exponent);
            double sign = sign(left, from);
            for (int i = 0; i < m; i++) {
                u[uo + i * k + c] = sign * left.get(i, from);
            }
            for (int j = 0; j < n; j++) {
                vt[vo + c * n + j] = sign * right.get(from, j);
            }
        }
        return true;
    }

    /** What makes the largest element of a column positive. */
    private static double sign(DMatrixRMaj m, int column) {
        double largest = 0;
        for (int i = 0; i < m.numRows; i++) {
            double x = m.get(i, column);
            largest = Math.abs(x) > Math.abs(largest) ? x : largest;
        }
        return largest < 0 ? -1 : 1;
    }

    private static DMatrixRMaj copy(double[] a, int from, int rows, int columns) {
        DMatrixRMaj m = new DMatrixRMaj(rows, columns);
        System.arraycopy(a, from, m.data, 0, rows * columns);
        return m;
    }

    private static int[] ascending(int n, IntToDoubleFunction key) {
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(key::applyAsDouble))
                .mapToInt(i -> i)
                .toArray();
    }
}
