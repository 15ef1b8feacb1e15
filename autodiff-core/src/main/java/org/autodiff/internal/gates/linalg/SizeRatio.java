package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.MatrixExponential;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * For each matrix, as (..., 1, 1), the power of two that brings b to the size of a; a constant to every derivative. {@link
 * MatrixExp} puts both into one block, which a large b would have scaled down and squared up again, and a lose digits.
 */
@Formula("2^(exponent of max(|a|, 1) - exponent of max|b|)")
public record SizeRatio() implements BinaryGate, OfMatrices {
    @Override
    public Shape shape(Shape a, Shape b) {
        Matrices.requireSquare(name(), a);
        if (!a.equals(b)) {
            throw new IllegalArgumentException(name() + ": shapes " + a + " and " + b + ": must be the same");
        }
        return Matrices.resized(a, 1, 1);
    }

    @Override
    public void compute(NdArray a, NdArray b, NdArray y) {
        int size = a.shape().dim(-1) * a.shape().dim(-1);
        for (int i = 0; i < y.size(); i++) {
            Raw.data(y)[i] = MatrixExponential.sizeRatio(Raw.data(a), Raw.data(b), i * size, size);
        }
    }

    @Override
    public boolean differentiable(int input) {
        return false;
    }

    @Override
    public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        return null;
    }

    @Override
    public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
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
