package org.autodiff.internal.gates.linalg;

import org.autodiff.gate.Formula;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The left and the right singular vectors of the smallest singular values of square matrices, as columns, and as long
 * as the largest singular value: the border of {@link Cofactors}. A constant to every derivative.
 *
 * @param count how many
 */
@Formula("s_1 u_k, s_1 v_k of the {count} smallest s_k, with x = U diag(s) V'")
public record SmallestSingularVectors(int count) implements Constant {
    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape a = Matrices.requireSquare(name(), inputs[0]);
        if (count > a.dim(-1)) {
            throw new IllegalArgumentException(
                    name() + ": matrices of shape " + a + " have fewer than " + count + " singular values");
        }
        Shape vectors = Matrices.resized(a, a.dim(-1), count);
        return new Shape[] {vectors, vectors};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray a = inputs[0];
        Matrices.requireFinite(name(), a);
        int n = a.shape().dim(-1);
        int matrices = n == 0 ? 0 : Matrices.count(a.shape());
        double[] u = new double[matrices * n * n];
        double[] s = new double[matrices * n];
        double[] vt = new double[matrices * n * n];
        double[] left = ArrayAccess.data(outputs[0]);
        double[] right = ArrayAccess.data(outputs[1]);
        for (int i = 0; i < matrices; i++) {
            Matrices.svd(name(), a.shape(), i, ArrayAccess.data(a), u, s, vt);
            double length = s[i * n] == 0 ? 1 : s[i * n];
            for (int k = 0; k < count; k++) {
                int from = n - count + k;
                for (int row = 0; row < n; row++) {
                    int at = (i * n + row) * count + k;
                    left[at] = length * u[(i * n + row) * n + from];
                    right[at] = length * vt[(i * n + from) * n + row];
                }
            }
        }
        return null;
    }
}
