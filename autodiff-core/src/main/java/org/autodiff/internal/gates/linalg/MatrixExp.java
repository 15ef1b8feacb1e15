package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.MatrixExponential;
import org.autodiff.ndarray.NdArray;

/**
 * {@code exp A = I + A + A^2 / 2 + ...} of square matrices.
 *
 * <p>Its derivative in direction D, and with upstream D for A its gradient at A', is the upper right block of an exponential of
 * twice the size (R. Mathias, A chain rule for matrix functions and applications, SIAM J. Matrix Anal. Appl. 17, 1996):
 *
 * <pre>
 *     exp [ A  D ]  =  [ exp A   L(A, D) ]
 *         [ 0  A ]     [   0     exp A   ]
 * </pre>
 */
public record MatrixExp() implements UnaryGate {
    @Override
    public NdArray forward(NdArray a) {
        Matrices.requireSquare(name(), a.shape());
        Matrices.requireFinite(name(), a);
        NdArray y = Raw.allocate(a.shape());
        int n = a.shape().dim(-1);
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            MatrixExponential.of(Raw.data(a), i * n * n, n, Raw.data(y), i * n * n);
            for (int at = i * n * n; at < (i + 1) * n * n; at++) {
                if (!(Math.abs(Raw.data(y)[at]) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException(
                            name() + ": the exponential of " + Matrices.which(a.shape(), i) + " overflows");
                }
            }
        }
        return y;
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
        Tensor scale = new Balance().on(a, d);
        Tensor zeros = Tensor.zeros(a.shape());
        Tensor block = Tensor.concat(-2, Tensor.concat(-1, a, d.mul(scale)), Tensor.concat(-1, zeros, a));
        return on(block).narrow(-2, 0, n).narrow(-1, n, n).div(scale);
    }

    /**
     * For each matrix, as (..., 1, 1), the power of two that brings d to the size of a: L is linear in d, but a large block
     * would be scaled down and squared up again together with a, and a lose digits. A constant to every derivative.
     */
    public record Balance() implements BinaryGate {
        @Override
        public NdArray forward(NdArray a, NdArray d) {
            Matrices.requireSquare(name(), a.shape());
            if (!a.shape().equals(d.shape())) {
                throw new IllegalArgumentException(
                        name() + ": shapes " + a.shape() + " and " + d.shape() + ": must be the same");
            }
            NdArray y = Raw.allocate(Matrices.resized(a.shape(), 1, 1));
            int size = a.shape().dim(-1) * a.shape().dim(-1);
            for (int i = 0; i < y.size(); i++) {
                double sizeA = largest(Raw.data(a), i * size, size);
                double sizeD = largest(Raw.data(d), i * size, size);
                int exponent = sizeD == 0 ? 0 : Math.getExponent(Math.max(sizeA, 1)) - Math.getExponent(sizeD);
                Raw.data(y)[i] = Math.scalb(1.0, Math.max(-1000, Math.min(1000, exponent)));
            }
            return y;
        }

        private static double largest(double[] x, int from, int n) {
            double largest = 0;
            for (int i = from; i < from + n; i++) {
                largest = Math.max(largest, Math.abs(x[i]));
            }
            return largest;
        }

        @Override
        public boolean differentiable(int input) {
            return false;
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor d, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor d, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public Reads readsForA() {
            return Reads.NONE;
        }

        @Override
        public Reads readsForB() {
            return Reads.NONE;
        }
    }
}
