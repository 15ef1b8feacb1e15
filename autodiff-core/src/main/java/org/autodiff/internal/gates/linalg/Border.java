package org.autodiff.internal.gates.linalg;

import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.Lu;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Finds out whether the determinants of a batch need a border for their derivatives, and which: the residual of {@link
 * Determinants.Det}. It costs more than the determinant, so it waits until a gradient is asked for.
 */
final class Border {
    /** Up to this condition number (of the Frobenius norm) the derivatives of {@code det(A) A'^-1} keep 11 digits. */
    private static final double WELL_CONDITIONED = 1e5;

    /** Singular values below this part of the largest one are bordered. */
    private static final double SMALL = 1e-4;

    private final NdArray a;
    private final Factors factors;
    private final NdArray determinants;
    private Cofactors cofactors;
    private boolean known;

    Border(NdArray a, Factors factors, NdArray determinants) {
        this.a = a;
        this.factors = factors;
        this.determinants = determinants;
    }

    /** Whether no border helps. */
    boolean wantsMinors() {
        return Minors.areWanted(a, factors, determinants);
    }

    /** The cofactors by a border; null if none is needed. */
    synchronized Cofactors get() {
        if (!known) {
            cofactors = find();
            known = true;
        }
        return cofactors;
    }

    private Cofactors find() {
        int n = a.shape().dim(-1);
        int count = Matrices.count(a.shape());
        boolean well = true;
        for (int i = 0; i < count && well; i++) {
            well = isWellConditioned(i, n);
        }
        return well ? null : make(n, count);
    }

    private boolean isWellConditioned(int i, int n) {
        Lu lu = factors.matrices().get(i);
        if (lu.singular()) {
            return false;
        }
        double[] inverse = new double[n * n];
        double[] eye = new double[n * n];
        for (int j = 0; j < n; j++) {
            eye[j * (n + 1)] = 1;
        }
        lu.solve(false, eye, 0, inverse, 0, n);
        return norm(Raw.data(a), i * n * n, n * n) * norm(inverse, 0, n * n) <= WELL_CONDITIONED;
    }

    private static double norm(double[] x, int from, int n) {
        double norm = 0;
        for (int i = from; i < from + n; i++) {
            norm = Math.hypot(norm, x[i]);
        }
        return norm;
    }

    private Cofactors make(int n, int count) {
        double[] u = new double[count * n * n];
        double[] s = new double[count * n];
        double[] vt = new double[count * n * n];
        int rank = 0; // of the border: that of the worst matrix, as a batch has one shape
        for (int i = 0; i < count; i++) {
            Singular.decompose("det", a.shape(), i, Raw.data(a), u, s, vt);
            int small = factors.matrices().get(i).singular() ? 1 : 0;
            while (small < n && !(s[i * n + n - 1 - small] > SMALL * s[i * n])) {
                small++;
            }
            rank = Math.max(rank, small);
        }
        if (rank == 0) {
            return null;
        }
        Shape shape = Matrices.resized(a.shape(), n, rank);
        NdArray b = Raw.allocate(shape);
        NdArray c = Raw.allocate(shape);
        for (int i = 0; i < count; i++) {
            double length = s[i * n] == 0 ? 1 : s[i * n]; // as large as the matrix
            for (int k = 0; k < rank; k++) {
                int from = n - rank + k;
                for (int row = 0; row < n; row++) {
                    int at = (i * n + row) * rank + k;
                    Raw.data(b)[at] = length * u[(i * n + row) * n + from];
                    Raw.data(c)[at] = length * vt[(i * n + from) * n + row];
                }
            }
        }
        return new Cofactors(b, c);
    }
}
