package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.BlockedCholesky;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The lower triangular L with {@code A = L L'} of symmetric positive definite matrices, of which the lower triangle is
 * read.
 *
 * <p>In its derivative phi takes the lower triangle with half of the diagonal, and {@code sym(X) = (X + X') / 2} (I.
 * Murray, Differentiation of the Cholesky decomposition, 2016, section 3).
 */
@Formula(value = "L with x = L L'", derivative = "sym(y'^-1 phi(y' u) y^-1), phi: lower triangle, half the diagonal")
public record Cholesky() implements UnaryGate, OfMatrices {
    @Override
    public Shape shape(Shape a) {
        return Matrices.requireSquare(name(), a);
    }

    @Override
    public void compute(NdArray a, NdArray l) {
        Matrices.requireFiniteTriangle(name(), a, false, true);
        int n = a.shape().dim(-1);
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            int order = BlockedCholesky.factor(ArrayAccess.data(a), i * n * n, n, ArrayAccess.data(l), i * n * n);
            if (order > 0) {
                throw new IllegalArgumentException(name() + ": " + Matrices.which(a.shape(), i)
                        + " is not positive definite, to working precision: its leading minor of order " + order
                        + " is not positive");
            }
        }
    }

    @Override
    public Tensor backward(Tensor a, Tensor l, Tensor upstream) {
        Tensor product = Matrices.innerProduct(l, upstream);
        Tensor phi = product.tril().sub(product.diagonal().mul(0.5).diagEmbed());
        Systems.SolveTriangular left = new Systems.SolveTriangular(false, true, false);
        Tensor half = left.on(l, phi); // L'^-1 phi
        return Matrices.symmetric(left.on(l, Matrices.transposed(half)));
    }

    @Override
    public Reads reads() {
        return Reads.OUTPUT;
    }
}
