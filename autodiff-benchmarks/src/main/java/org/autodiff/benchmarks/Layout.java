package org.autodiff.benchmarks;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** How {@code n} short vectors lie in an array: the same numbers, and what should take the same time. */
public enum Layout {
    /** Each vector is a row of {@code (n, k)}: they lie along a small last axis. */
    ROWS(1) {
        @Override
        Tensor cross(Tensor a, Tensor b) {
            return a.cross(b);
        }
    },

    /** Each vector is a column of {@code (k, n)}: all first elements lie together, then all second ones. */
    COLUMNS(0) {
        @Override
        Tensor cross(Tensor a, Tensor b) {
            Tensor[] u = a.unbind(axis);
            Tensor[] v = b.unbind(axis);
            return Tensor.stack(
                    axis,
                    u[1].mul(v[2]).sub(u[2].mul(v[1])),
                    u[2].mul(v[0]).sub(u[0].mul(v[2])),
                    u[0].mul(v[1]).sub(u[1].mul(v[0])));
        }
    };

    /** The axis along which the vectors lie. */
    final int axis;

    Layout(int axis) {
        this.axis = axis;
    }

    /** The cross products of vectors of three elements. */
    abstract Tensor cross(Tensor a, Tensor b);

    /** The array that holds the vectors, which are all of one size. */
    Tensor of(double[][] vectors) {
        int n = vectors.length;
        int k = vectors[0].length;
        double[] data = new double[n * k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                data[axis == 1 ? i * k + j : j * n + i] = vectors[i][j];
            }
        }
        return Tensor.of(axis == 1 ? Shape.of(n, k) : Shape.of(k, n), data);
    }
}
