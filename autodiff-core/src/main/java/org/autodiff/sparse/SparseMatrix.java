package org.autodiff.sparse;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixSparseCSC;

/**
 * A matrix by its entries: a pattern, and a number for each entry, row by row. It is a value: it never changes. It has
 * no history; there are no derivatives with respect to what it was computed from.
 *
 * <p>To compute with it hand it on: {@link #toCSC} gives a matrix of EJML, for whose decompositions a program needs
 * {@code ejml-dsparse} beside this library; {@link #rowIndices}, {@link #columnIndices} and {@link #values} are the
 * triplets that any other library takes.
 */
public final class SparseMatrix {
    private final SparsityPattern pattern;
    private final double[] values;

    SparseMatrix(SparsityPattern pattern, double[] values) {
        this.pattern = pattern;
        this.values = values;
    }

    /**
     * The matrix with these numbers in the places of a pattern, row by row.
     *
     * @throws IllegalArgumentException if there is not one number for each entry
     */
    public static SparseMatrix of(SparsityPattern pattern, double... values) {
        Objects.requireNonNull(pattern, "sparse matrix: the pattern is null");
        Objects.requireNonNull(values, "sparse matrix: the numbers are null");
        if (values.length != pattern.entries()) {
            throw new IllegalArgumentException(
                    "sparse matrix: " + values.length + " numbers for a pattern of " + PatternText.summary(pattern));
        }
        return new SparseMatrix(pattern, values.clone());
    }

    /** Where the entries are. Some of them may be 0. */
    public SparsityPattern pattern() {
        return pattern;
    }

    /** How many rows it has. */
    public int rows() {
        return pattern.rows();
    }

    /** How many columns it has. */
    public int columns() {
        return pattern.columns();
    }

    /** How many entries it has. */
    public int entries() {
        return values.length;
    }

    /**
     * The number at a place; 0 where there is no entry.
     *
     * @throws IndexOutOfBoundsException if there is no such place
     */
    public double get(int row, int column) {
        return pattern.contains(row, column) ? values[pattern.find(row, column)] : 0;
    }

    /** The numbers of the entries, row by row. */
    public double[] values() {
        return values.clone();
    }

    /** The row of each entry. */
    public int[] rowIndices() {
        int[] all = new int[values.length];
        for (int i = 0; i < rows(); i++) {
            Arrays.fill(all, pattern.start(i), pattern.start(i + 1), i);
        }
        return all;
    }

    /** The column of each entry. */
    public int[] columnIndices() {
        return pattern.indices();
    }

    /**
     * The product with a vector.
     *
     * @throws IllegalArgumentException if the vector has not as many numbers as this has columns
     */
    public double[] times(double... vector) {
        requireLength("times", columns(), vector);
        double[] product = new double[rows()];
        for (int i = 0; i < product.length; i++) {
            for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
                product[i] += values[k] * vector[pattern.column(k)];
            }
        }
        return product;
    }

    /**
     * The product of the transposed matrix with a vector.
     *
     * @throws IllegalArgumentException if the vector has not as many numbers as this has rows
     */
    public double[] transposeTimes(double... vector) {
        requireLength("transposeTimes", rows(), vector);
        double[] product = new double[columns()];
        for (int i = 0; i < vector.length; i++) {
            for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
                product[pattern.column(k)] += values[k] * vector[i];
            }
        }
        return product;
    }

    /** The sum of the absolute values of the entries in each row, each times that of a number. */
    double[] scale(double[] vector) {
        double[] scale = new double[rows()];
        for (int i = 0; i < scale.length; i++) {
            for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
                scale[i] += Math.abs(values[k] * vector[pattern.column(k)]);
            }
        }
        return scale;
    }

    /** Whether some of these columns have an entry that is not zero. */
    boolean hasEntries(int firstColumn, int endColumn) {
        for (int k = 0; k < values.length; k++) {
            int j = pattern.column(k);
            if (j >= firstColumn && j < endColumn && values[k] != 0) {
                return true;
            }
        }
        return false;
    }

    SparseMatrix transpose() {
        SparsityPattern t = pattern.transpose();
        double[] moved = new double[values.length];
        int[] next = t.starts();
        for (int k = 0; k < moved.length; k++) {
            moved[next[pattern.column(k)]++] = values[k];
        }
        return new SparseMatrix(t, moved);
    }

    /** The matrix as EJML keeps it, by columns; its zeros that are entries stay entries. A copy. */
    public DMatrixSparseCSC toCSC() {
        SparseMatrix t = transpose();
        DMatrixSparseCSC csc = new DMatrixSparseCSC(rows(), columns(), values.length);
        csc.col_idx = t.pattern.starts();
        csc.nz_rows = t.pattern.indices();
        csc.nz_values = t.values;
        csc.nz_length = values.length;
        csc.indicesSorted = true;
        return csc;
    }

    /** The matrix with all of its zeros, as a constant of shape {@code (rows, columns)}. */
    public Tensor toTensor() {
        return Tensor.of(NdArray.build(Shape.of(rows(), columns()), data -> {
            for (int i = 0; i < rows(); i++) {
                for (int k = pattern.start(i); k < pattern.start(i + 1); k++) {
                    data[i * columns() + pattern.column(k)] = values[k];
                }
            }
        }));
    }

    private static void requireLength(String operation, int n, double[] vector) {
        Objects.requireNonNull(vector, operation + ": the vector is null");
        if (vector.length != n) {
            throw new IllegalArgumentException(
                    operation + ": a vector of " + vector.length + " numbers: must have " + n);
        }
    }

    /** Whether the other one has the same pattern and the same numbers, bit by bit. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SparseMatrix m && pattern.equals(m.pattern) && Arrays.equals(values, m.values);
    }

    @Override
    public int hashCode() {
        return 31 * pattern.hashCode() + Arrays.hashCode(values);
    }

    /** {@code 2x2, 3 entries}, and the first of them. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(PatternText.summary(pattern));
        int shown = Math.min(10, values.length);
        int[] rows = rowIndices();
        for (int k = 0; k < shown; k++) {
            text.append(k == 0 ? ": " : ", ").append("(" + rows[k] + ", " + pattern.column(k) + ") " + values[k]);
        }
        return text + (shown < values.length ? ", ..." : "");
    }
}
