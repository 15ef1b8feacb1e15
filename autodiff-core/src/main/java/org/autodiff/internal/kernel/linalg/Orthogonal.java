package org.autodiff.internal.kernel.linalg;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Eigenvalues and singular values, in the form people know from LAPACK: reduced, sorted. They come from EJML, with
 * matrices scaled by a power of two so that squares of their elements neither overflow nor vanish; where rows or
 * columns differ much in size, from Jacobi's methods, which do not lose the small ones. The sign of a vector is free;
 * here its largest element is positive, so that vectors move smoothly with the matrix, and differences can be taken of
 * them.
 */
public final class Orthogonal {
    private Orthogonal() {}

    /**
     * Eigenvalues, ascending, and eigenvectors, as columns, of the symmetric n x n matrix at {@code ao}, of which the
     * lower triangle is read.
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
        double[] values = new double[n];
        double[] vectors = new double[n * n];
        if (!graded(m.data, n, values, vectors) && !tridiagonal(m, values, vectors)) {
            return false;
        }
        int[] order = ascending(n, i -> values[i]);
        for (int k = 0; k < n; k++) {
            int from = order[k];
            w[wo + k] = values[from];
            double sign = sign(n, i -> vectors[i * n + from]);
            for (int i = 0; i < n; i++) {
                v[vo + i * n + k] = sign * vectors[i * n + from];
            }
        }
        return true;
    }

    /** By Jacobi's method, if the matrix wants it; false if not, or if it does not converge. */
    private static boolean graded(double[] a, int n, double[] values, double[] vectors) {
        if (!Grading.isLarge(a, 0, n, n)) {
            return false;
        }
        double[] rest = a.clone();
        if (!new JacobiEigen(rest, vectors, n).diagonalise()) {
            return false;
        }
        Arrays.setAll(values, i -> rest[i * n + i]);
        return true;
    }

    private static boolean tridiagonal(DMatrixRMaj m, double[] values, double[] vectors) {
        int n = m.numRows;
        int exponent = Scaling.normalise(m.data);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(m)) {
            return false;
        }
        for (int k = 0; k < n; k++) {
            values[k] = Math.scalb(eigen.getEigenvalue(k).getReal(), exponent);
            DMatrixRMaj vector = eigen.getEigenVector(k);
            for (int i = 0; i < n; i++) {
                vectors[i * n + k] = vector.data[i];
            }
        }
        return true;
    }

    /**
     * {@code A = U diag(s) V'} of the m x n matrix at {@code ao}, with {@code k = min(m, n)} singular values in
     * descending order; U is m x k, V' is k x n.
     *
     * @return whether the iteration converged
     */
    public static boolean svd(
            double[] a, int ao, int m, int n, double[] u, int uo, double[] s, int so, double[] vt, int vo) {
        int k = Math.min(m, n);
        double[] values = new double[k];
        Vectors vectors = graded(a, ao, m, n, values);
        vectors = vectors == null ? bidiagonal(a, ao, m, n, values) : vectors;
        if (vectors == null) {
            return false;
        }
        int[] order = ascending(k, i -> -values[i]);
        for (int c = 0; c < k; c++) {
            int from = order[c];
            Element left = vectors.left;
            s[so + c] = values[from];
            double sign = sign(m, i -> left.get(i, from));
            for (int i = 0; i < m; i++) {
                u[uo + i * k + c] = sign * left.get(i, from);
            }
            for (int j = 0; j < n; j++) {
                vt[vo + c * n + j] = sign * vectors.right.get(j, from);
            }
        }
        return true;
    }

    /** An element of a vector. */
    private interface Element {
        double get(int i, int vector);
    }

    private record Vectors(Element left, Element right) {}

    /** By Jacobi's method, if the matrix wants it; null if not, or if it does not converge. */
    private static Vectors graded(double[] a, int ao, int m, int n, double[] values) {
        if (!Grading.isLarge(a, ao, m, n)) {
            return null;
        }
        boolean byRows = Grading.ofRows(a, ao, m, n) > Grading.ofColumns(a, ao, m, n);
        boolean transposed = m < n || (m == n && byRows); // to columns of different size, not more than rows
        JacobiSvd svd = transposed ? new JacobiSvd(a, ao, n, m, 1, n) : new JacobiSvd(a, ao, m, n, n, 1);
        if (!svd.decompose(values)) {
            return null;
        }
        return transposed ? new Vectors(svd::right, svd::left) : new Vectors(svd::left, svd::right);
    }

    private static Vectors bidiagonal(double[] a, int ao, int m, int n, double[] values) {
        DMatrixRMaj matrix = copy(a, ao, m, n);
        int exponent = Scaling.normalise(matrix.data);
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(m, n, true, true, true);
        if (!svd.decompose(matrix)) {
            return null;
        }
        double[] scaled = svd.getSingularValues();
        Arrays.setAll(values, i -> Math.scalb(scaled[i], exponent));
        DMatrixRMaj left = svd.getU(null, false);
        DMatrixRMaj right = svd.getV(null, true);
        return new Vectors(left::get, (j, from) -> right.get(from, j));
    }

    /** What makes the largest of n elements positive. */
    private static double sign(int n, IntToDoubleFunction vector) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            double x = vector.applyAsDouble(i);
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
