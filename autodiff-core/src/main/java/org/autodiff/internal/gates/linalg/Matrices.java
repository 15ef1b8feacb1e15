package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Orthogonal;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * What the gates of linear algebra share: batches of matrices in the last two axes, and what is said about a bad one.
 */
public final class Matrices {
    private Matrices() {}

    /**
     * Requires two axes or more.
     *
     * @return the shape
     * @throws IllegalArgumentException if there are fewer
     */
    public static Shape require(String operation, Shape shape) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(
                    operation + ": needs a matrix, or a batch of matrices, got shape " + shape);
        }
        return shape;
    }

    /**
     * Requires that the last two axes have the same size.
     *
     * @return the shape
     * @throws IllegalArgumentException if they do not, or there are fewer than two axes
     */
    public static Shape requireSquare(String operation, Shape shape) {
        require(operation, shape);
        if (shape.dim(-1) != shape.dim(-2)) {
            throw new IllegalArgumentException(operation + ": needs square matrices, got shape " + shape);
        }
        return shape;
    }

    /**
     * Requires numbers that are neither infinite nor NaN.
     *
     * @throws IllegalArgumentException if one is; the message says where
     */
    public static void requireFinite(String operation, NdArray a) {
        if (ArrayAccess.isShapeOnly(a)) {
            return; // in a plan
        }
        Shape shape = a.shape();
        double[] x = ArrayAccess.data(a);
        for (int i = 0; i < a.size(); i++) {
            if (!(Math.abs(x[i]) <= Double.MAX_VALUE)) {
                int columns = shape.isScalar() ? 1 : shape.dim(-1);
                String where = shape.rank() < 2
                        ? "element " + i
                        : which(shape, i / shapeOfOne(shape).size()) + " at (" + i / columns % shape.dim(-2) + ", "
                                + i % columns + ")";
                throw new IllegalArgumentException(operation + ": " + where + " is " + x[i] + ": must be finite");
            }
        }
    }

    /**
     * The same for one triangle of square matrices; the other is not read.
     *
     * @param diagonal whether it is part of the triangle
     */
    public static void requireFiniteTriangle(String operation, NdArray a, boolean upper, boolean diagonal) {
        if (ArrayAccess.isShapeOnly(a)) {
            return; // in a plan
        }
        int n = a.shape().dim(-1);
        double[] x = ArrayAccess.data(a);
        int inside = diagonal ? 0 : 1;
        for (int line = 0; line < count(a.shape()) * n; line++) {
            int row = line % n;
            for (int j = upper ? row + inside : 0; j < (upper ? n : row + 1 - inside); j++) {
                double value = x[line * n + j];
                if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException(operation + ": " + which(a.shape(), line / n) + " at (" + row
                            + ", " + j + ") is " + value + ": must be finite");
                }
            }
        }
    }

    /** How many matrices a batch has. */
    static int count(Shape shape) {
        return shape.sizeOf(0, shape.rank() - 2);
    }

    private static Shape shapeOfOne(Shape shape) {
        return shape.dropFirst(shape.rank() - 2);
    }

    /** The same batch of matrices of another size. */
    static Shape resized(Shape shape, int rows, int columns) {
        return shape.dropLast(2).concat(Shape.of(rows, columns));
    }

    /** {@code "the matrix"}, {@code "matrix 3 of the batch"} or {@code "matrix (1, 2) of the batch"}. */
    static String which(Shape shape, int i) {
        Shape batch = shape.dropLast(2);
        if (batch.rank() == 0) {
            return "the matrix";
        }
        return "matrix " + position(batch, batch.strides(), i) + " of the batch";
    }

    private static String position(Shape batch, int[] strides, int i) {
        if (batch.rank() == 1) {
            return String.valueOf(i);
        }
        StringBuilder text = new StringBuilder("(");
        for (int axis = 0; axis < strides.length; axis++) {
            text.append(axis == 0 ? "" : ", ").append(i / strides[axis] % batch.dim(axis));
        }
        return text.append(')').toString();
    }

    /**
     * Writes the singular values of a matrix of a batch, and its vectors, in its place in the results.
     *
     * @throws ArithmeticException if the iteration does not converge
     */
    static void svd(String operation, Shape shape, int i, double[] a, double[] u, double[] s, double[] vt) {
        int m = shape.dim(-2);
        int n = shape.dim(-1);
        int k = Math.min(m, n);
        if (!Orthogonal.svd(a, i * m * n, m, n, u, i * m * k, s, i * k, vt, i * k * n)) {
            throw new ArithmeticException(
                    operation + ": the singular values of " + which(shape, i) + " did not converge");
        }
    }

    /** The same for the eigenvalues, ascending, and eigenvectors of a symmetric matrix of a batch. */
    static void eigen(String operation, Shape shape, int i, double[] a, double[] w, double[] v) {
        int n = shape.dim(-1);
        if (!Orthogonal.eigen(a, i * n * n, n, w, i * n, v, i * n * n)) {
            throw new ArithmeticException(operation + ": the eigenvalues of " + which(shape, i) + " did not converge");
        }
    }

    // ---- in tensor operations

    static Tensor transposed(Tensor a) {
        return a.transpose(-1, -2);
    }

    /** {@code (a + a') / 2}. */
    static Tensor symmetric(Tensor a) {
        return a.add(transposed(a)).mul(0.5);
    }

    /** {@code a' b}. */
    static Tensor innerProduct(Tensor a, Tensor b) {
        return new Matmul(true, false).on(a, b);
    }

    /** {@code a b'}. */
    static Tensor outerProduct(Tensor a, Tensor b) {
        return new Matmul(false, true).on(a, b);
    }

    /** {@code a diag(d)}: column j times d_j. */
    static Tensor scaleColumns(Tensor a, Tensor d) {
        return a.mul(d.unsqueeze(-2));
    }
}
