package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.MatrixExponential;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code exp A = I + A + A^2 / 2 + ...} of square matrices.
 *
 * <p>Its derivative in direction D, and with upstream D for A its gradient at A', is the upper right block of an
 * exponential of twice the size (R. Mathias, A chain rule for matrix functions and applications, SIAM J. Matrix Anal.
 * Appl. 17, 1996):
 *
 * <pre>
 *     exp [ A  D ]  =  [ exp A   L(A, D) ]
 *         [ 0  A ]     [   0     exp A   ]
 * </pre>
 */
@Formula(value = "exp(x)", derivative = "derivative of exp at x' in the direction u")
public record MatrixExp() implements UnaryGate, OfMatrices {
    @Override
    public Shape shape(Shape a) {
        return Matrices.requireSquare(name(), a);
    }

    @Override
    public void compute(NdArray a, NdArray y) {
        Matrices.requireFinite(name(), a);
        int n = a.shape().dim(-1);
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            if (!MatrixExponential.of(ArrayAccess.data(a), i * n * n, n, ArrayAccess.data(y), i * n * n)) {
                throw new IllegalArgumentException(
                        name() + ": the exponential of " + Matrices.which(a.shape(), i) + " overflows");
            }
        }
    }

    @Override
    public Tensor backward(Tensor a, Tensor y, Tensor upstream) {
        return along(Matrices.transposed(a), upstream);
    }

    @Override
    public Reads reads() {
        return Reads.INPUT;
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        return new Tensor[] {along(saved.input(0), tangents[0])};
    }

    /** {@code L(a, d)}. */
    private Tensor along(Tensor a, Tensor d) {
        int n = a.shape().dim(-1);
        Tensor scale = Tensor.apply(new SizeRatio(), a, d);
        Tensor zeros = Tensor.zeros(a.shape());
        Tensor block = Tensor.concat(-2, Tensor.concat(-1, a, d.mul(scale)), Tensor.concat(-1, zeros, a));
        return on(block).narrow(-2, 0, n).narrow(-1, n, n).div(scale);
    }
}
