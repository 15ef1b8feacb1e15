package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The Moore-Penrose inverse P of matrices: {@code V S^+ U'}, where singular values of at most {@code cutoff} times the
 * largest one count as 0.
 *
 * <p>The derivative holds at matrices around which the rank does not change (G. Golub and V. Pereyra, The
 * differentiation of pseudo-inverses ..., SIAM J. Numer. Anal. 10, 1973).
 */
@Formula(value = "x^+", derivative = "-y' u y' + (I - x y) u' y y' + y' y u' (I - y x)")
public record Pinv(double cutoff) implements UnaryGate, OfMatrices {
    private static final Kernels K = Kernels.active();

    @Override
    public Shape shape(Shape a) {
        return Matrices.resized(Matrices.require(name(), a), a.dim(-1), a.dim(-2));
    }

    @Override
    public void compute(NdArray a, NdArray p) {
        Matrices.requireFinite(name(), a);
        Shape shape = a.shape();
        int m = shape.dim(-2);
        int n = shape.dim(-1);
        int k = Math.min(m, n);
        int count = k == 0 ? 0 : Matrices.count(shape);
        double[] u = new double[count * m * k];
        double[] s = new double[count * k];
        double[] vt = new double[count * k * n];
        for (int i = 0; i < count; i++) {
            Matrices.svd(name(), shape, i, ArrayAccess.data(a), u, s, vt);
            for (int j = 0; j < k; j++) {
                boolean zero = !(s[i * k + j] > cutoff * s[i * k]);
                for (int c = 0; c < n; c++) {
                    int at = (i * k + j) * n + c;
                    vt[at] = zero ? 0 : vt[at] / s[i * k + j];
                }
            }
            K.matmul(vt, i * k * n, true, u, i * m * k, true, ArrayAccess.data(p), i * n * m, n, k, m);
        }
    }

    @Override
    public Tensor backward(Tensor a, Tensor p, Tensor upstream) {
        Tensor byP = Matrices.outerProduct(upstream, p); // u P', n x n
        Tensor first = Matrices.innerProduct(p, byP); // P' u P', m x n
        Tensor left = Matrices.transposed(Matrices.innerProduct(p, upstream)).matmul(Matrices.transposed(p)); // u' P P'
        Tensor right = Matrices.innerProduct(p, Matrices.outerProduct(p, upstream)); // P' P u'
        return left.sub(a.matmul(p.matmul(left)))
                .add(right.sub(right.matmul(p).matmul(a)))
                .sub(first);
    }

    @Override
    public Reads reads() {
        return Reads.INPUT.and(Reads.OUTPUT);
    }
}
