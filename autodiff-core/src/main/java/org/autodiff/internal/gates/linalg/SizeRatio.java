package org.autodiff.internal.gates.linalg;

import org.autodiff.gate.Formula;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.MatrixExponential;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * For each matrix, as (..., 1, 1), the power of two that brings b to the size of a. {@link MatrixExp} puts both into
 * one block, which a large b would have scaled down and squared up again, and a lose digits.
 */
@Formula("2^(exponent of max(|a|, 1) - exponent of max|b|)")
public record SizeRatio() implements Constant {
    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape a = Matrices.requireSquare(name(), inputs[0]);
        if (!a.equals(inputs[1])) {
            throw new IllegalArgumentException(name() + ": shapes " + a + " and " + inputs[1] + ": must be the same");
        }
        return new Shape[] {Matrices.resized(a, 1, 1)};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        int size = inputs[0].shape().dim(-1) * inputs[0].shape().dim(-1);
        for (int i = 0; i < outputs[0].size(); i++) {
            ArrayAccess.data(outputs[0])[i] = MatrixExponential.sizeRatio(
                    ArrayAccess.data(inputs[0]), ArrayAccess.data(inputs[1]), i * size, size);
        }
        return null;
    }
}
