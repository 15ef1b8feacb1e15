package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.Grading;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Cofactors by their definition: each is a determinant, of what is left without a row and a column. For small matrices
 * whose rows or columns differ much in size, or whose determinant is out of range: there every other form loses the
 * small ones, in the first or in the second derivative.
 */
final class Minors {
    /** The determinants take {@code n^5} operations, and their derivatives more. */
    private static final int LARGEST = 12;

    private Minors() {}

    /** Whether a matrix of a batch has to be treated so. */
    static boolean areWanted(NdArray a, Factors factors, NdArray determinants) {
        int n = a.shape().dim(-1);
        if (n > LARGEST) {
            return false;
        }
        for (int i = 0; i < Matrices.count(a.shape()); i++) {
            double det = Math.abs(Raw.data(determinants)[i]);
            boolean inRange = det >= Double.MIN_NORMAL && det <= Double.MAX_VALUE;
            if (n == 1
                    || !inRange && !factors.matrices().get(i).singular()
                    || Grading.isLarge(Raw.data(a), i * n * n, n, n)
                    || productsLeaveTheRange(Raw.data(a), i * n * n, n)) {
                return true;
            }
        }
        return false;
    }

    private static boolean productsLeaveTheRange(double[] a, int from, int n) {
        double largest = 0;
        for (int i = from; i < from + n * n; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
        }
        return largest > 0 && Math.abs(Math.getExponent(largest)) * (n + 1) > 900;
    }

    /** The matrices of cofactors. */
    static Tensor cofactors(Tensor a) {
        Shape shape = a.shape();
        int n = shape.dim(-1);
        if (n == 1) {
            return Tensor.ones(shape);
        }
        int[] kept = new int[n * n * (n - 1) * (n - 1)];
        double[] signs = new double[n * n];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                signs[i * n + j] = (i + j) % 2 == 0 ? 1 : -1;
                for (int row = 0; row < n; row++) {
                    for (int column = 0; column < n; column++) {
                        if (row != i && column != j) {
                            kept[next++] = row * n + column;
                        }
                    }
                }
            }
        }
        Shape batch = shape.dropLast(2);
        Tensor minors = a.reshape(batch.concat(Shape.of(n * n)))
                .indexSelect(-1, Index.of(kept))
                .reshape(batch.concat(Shape.of(n, n, n - 1, n - 1)));
        return Tensor.apply(new Determinants.Det(true), minors).mul(Tensor.of(Shape.of(n, n), signs));
    }
}
