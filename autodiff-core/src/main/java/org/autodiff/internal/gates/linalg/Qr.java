package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.Householder;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code A = Q R} of matrices with at least as many rows as columns: Q has orthonormal columns, R is upper triangular.
 *
 * <p>With upstreams p of Q and u of R, and {@code M = R u' - p' Q}: {@code dA = (p + Q low(M)) R'^-1}, where low copies the
 * lower triangle to the upper one (S. Walter and L. Lehmann, Algorithmic differentiation of linear algebra functions, 2010;
 * in this form M. Seeger et al., Auto-differentiating linear algebra, 2017, section 5).
 */
public record Qr() implements Gate {
    @Override
    public Values forward(NdArray... inputs) {
        NdArray a = inputs[0];
        Shape shape = a.shape();
        Matrices.require(name(), shape);
        int m = shape.dim(-2);
        int n = shape.dim(-1);
        if (m < n) {
            throw new IllegalArgumentException(name() + ": needs at least as many rows as columns, got shape " + shape);
        }
        Matrices.requireFinite(name(), a);
        NdArray q = Raw.allocate(shape);
        NdArray r = Raw.allocate(Matrices.resized(shape, n, n));
        for (int i = 0; i < Matrices.count(shape); i++) {
            Householder.qr(Raw.data(a), i * m * n, m, n, Raw.data(q), i * m * n, Raw.data(r), i * n * n);
        }
        return new Values(new NdArray[] {q, r}, dependent(a, r));
    }

    /**
     * Where a column is a combination of those before it, to working precision: R has next to nothing on its diagonal there, and
     * the derivative does not exist.
     *
     * @return what to say of the first such column; null if there is none
     */
    public static String dependent(NdArray a, NdArray r) {
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            for (int j = 0; j < n; j++) {
                double length = 0;
                for (int row = 0; row < m; row++) {
                    length = Math.hypot(length, Raw.data(a)[(i * m + row) * n + j]);
                }
                double rest = Math.abs(Raw.data(r)[(i * n + j) * n + j]);
                if (!(rest > 4 * Math.sqrt(m) * Math.ulp(1.0) * length)) {
                    return Matrices.which(a.shape(), i) + " does not have full rank, to working precision: column " + j
                            + " depends on those before it";
                }
            }
        }
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        if (saved.residual() != null) {
            throw new IllegalArgumentException(name() + ": no derivative: " + saved.residual());
        }
        Tensor q = saved.output(0);
        Tensor r = saved.output(1);
        Tensor m = null;
        if (upstream[1] != null) {
            m = Matrices.outerProduct(r, upstream[1]);
        }
        if (upstream[0] != null) {
            Tensor fromQ = Matrices.innerProduct(upstream[0], q);
            m = m == null ? fromQ.neg() : m.sub(fromQ);
        }
        Tensor low = m.tril().add(Matrices.transposed(m.tril(-1)));
        Tensor inner = q.matmul(low);
        if (upstream[0] != null) {
            inner = inner.add(upstream[0]);
        }
        // X R' = inner, as R X' = inner'
        return new Tensor[] {
            Matrices.transposed(new Systems.SolveTriangular(true, false, false).on(r, Matrices.transposed(inner)))
        };
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.OUTPUT.and(Reads.output(1));
    }
}
