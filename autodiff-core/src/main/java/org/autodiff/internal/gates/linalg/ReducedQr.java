package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Householder;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code A = Q R} of matrices with at least as many rows as columns: Q has orthonormal columns, R is upper triangular.
 *
 * <p>With upstreams p of Q and u of R, and {@code M = R u' - p' Q}: {@code dA = (p + Q low(M)) R'^-1}, where low copies
 * the lower triangle to the upper one (S. Walter and L. Lehmann, Algorithmic differentiation of linear algebra
 * functions, 2010; in this form M. Seeger et al., Auto-differentiating linear algebra, 2017, section 5).
 */
@Formula(
        value = "Q, R with x = Q R",
        derivative = "(u_Q + Q low(M)) R'^-1, M = R u_R' - u_Q' Q, low: lower triangle, mirrored")
public record ReducedQr() implements OfMatrices {
    @Override
    public String name() {
        return "qr";
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape a = Matrices.require(name(), inputs[0]);
        int n = a.dim(-1);
        if (a.dim(-2) < n) {
            throw new IllegalArgumentException(name() + ": needs at least as many rows as columns, got shape " + a);
        }
        return new Shape[] {a, Matrices.resized(a, n, n)};
    }

    /** Returns what {@link #dependent} says. */
    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray a = inputs[0];
        Matrices.requireFinite(name(), a);
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        double[] q = ArrayAccess.data(outputs[0]);
        double[] r = ArrayAccess.data(outputs[1]);
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            Householder.qr(ArrayAccess.data(a), i * m * n, m, n, q, i * m * n, r, i * n * n);
        }
        return dependent(a, outputs[1]);
    }

    /**
     * Where a column is a combination of those before it, to working precision; the derivative does not exist there.
     *
     * @return what to say of the first such column; null if there is none
     */
    public static String dependent(NdArray a, NdArray r) {
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            int column =
                    Householder.dependentColumn(ArrayAccess.data(a), i * m * n, m, n, ArrayAccess.data(r), i * n * n);
            if (column >= 0) {
                return Matrices.which(a.shape(), i) + " does not have full rank, to working precision: column " + column
                        + " depends on those before it";
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
