package org.autodiff.sparse;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/**
 * Where a matrix may have entries that are not zero. It is a value: it never changes, and two patterns with the same
 * entries are equal. It takes four bytes an entry and four a row.
 *
 * <p>{@link #ofJacobian} and {@link #ofHessian} find the pattern of a derivative from a recording of the function; the
 * other ways are for those who know it: {@link #of(int, int, int[], int[]) triplets}, {@link #banded}, {@link #blocks}.
 * A pattern with too many entries costs time; one that lacks an entry gives wrong derivatives, which
 * {@link SparseJacobian#verify} finds out.
 */
public final class SparsityPattern {
    private final int rows;
    private final int columns;
    private final int[] starts; // of each row in the indices, and where the last one ends
    private final int[] indices; // the columns of each row, ascending
    private SparsityPattern transposed; // made when it is asked for; two threads make the same one

    private SparsityPattern(int rows, int columns, int[] starts, int[] indices) {
        this.rows = rows;
        this.columns = columns;
        this.starts = starts;
        this.indices = indices;
    }

    /** Of rows whose columns are known to ascend. The arrays become the pattern's own. */
    static SparsityPattern ofRows(int rows, int columns, int[] starts, int[] indices) {
        return new SparsityPattern(rows, columns, starts, indices);
    }

    // ---- found from the function

    /**
     * The pattern of the Jacobian of {@code f}: which elements of the result depend on which elements of {@code x},
     * both in row-major order. It is found by running {@code f} once at {@code x} and following indices, not numbers,
     * through what it did; so an entry that happens to be zero at {@code x} is there, and the pattern holds at other
     * points: both branches of {@code where} count, and elements that are moved by indices computed from {@code x}, as
     * sorting does, may come from anywhere. What cannot be followed is taken for dense: a gate of one's own without a
     * {@link org.autodiff.gate.Gate#structure structure}.
     *
     * <p>It holds only for the way that the program took: if {@code f} branches on numbers ({@code item()}) or reads
     * shapes that change, another point may have another pattern. A constant counts as any number, even where it is
     * zero; see {@link #ofJacobian(TensorFunction, Zeros, Tensor...)}.
     *
     * @throws IllegalArgumentException if the pattern would have more than about 2^28 entries: the Jacobian is not
     *     sparse
     * @throws IllegalStateException if this thread is recording a tape
     */
    public static SparsityPattern ofJacobian(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "sparsity: the function is null");
        return ofJacobian((TensorFunction) xs -> f.apply(xs[0]), x);
    }

    /**
     * The pattern of the Jacobian of a function of several tensors. Its columns are the elements of the first tensor,
     * after these those of the second, and so on.
     */
    public static SparsityPattern ofJacobian(TensorFunction f, Tensor... xs) {
        return ofJacobian(f, Zeros.ARE_NUMBERS, xs);
    }

    /** The same, with a choice what zeros in constant matrices mean. */
    public static SparsityPattern ofJacobian(TensorFunction f, Zeros zeros, Tensor... xs) {
        return Dependencies.of(f, zeros, xs);
    }

    /** What a zero in a constant factor of a matrix product or a convolution means. */
    public enum Zeros {
        /** It is a number like others, which may be another one next time. */
        ARE_NUMBERS,
        /**
         * It stays zero: what it is multiplied by leaves no entry. Right for matrices of finite differences and
         * incidence; wrong for data that is exchanged, or weights that are trained.
         */
        STAY_ZERO
    }

    /**
     * The pattern of the Hessian of {@code f}, which maps a tensor to a scalar: which pairs of elements of {@code x}
     * interact other than by a sum. It is that of the Jacobian of the gradient, whose backward pass consists of
     * operations like any others; made symmetric, if the program was not.
     *
     * @throws IllegalArgumentException if {@code f} gives no scalar; and see {@link #ofJacobian(Function, Tensor)},
     *     which also says where the pattern holds
     */
    public static SparsityPattern ofHessian(Function<Tensor, Tensor> f, Tensor x) {
        Objects.requireNonNull(f, "sparsity: the function is null");
        return ofHessian((TensorFunction) xs -> f.apply(xs[0]), x);
    }

    /** The pattern of the Hessian of a function of several tensors, with respect to all of their elements. */
    public static SparsityPattern ofHessian(TensorFunction f, Tensor... xs) {
        return ofHessian(f, Zeros.ARE_NUMBERS, xs);
    }

    /** The same, with a choice what zeros in constant matrices mean. */
    public static SparsityPattern ofHessian(TensorFunction f, Zeros zeros, Tensor... xs) {
        SparsityPattern found = Dependencies.of(gradient(f), zeros, xs);
        return found.union(found.transpose());
    }

    /** The gradient as one vector. */
    static TensorFunction gradient(TensorFunction f) {
        Objects.requireNonNull(f, "sparsity: the function is null");
        return xs -> Tensor.concat(
                0,
                Autodiff.valueAndGrad(f, xs).gradients().stream()
                        .map(g -> g.reshape(g.size()))
                        .toArray(Tensor[]::new));
    }

    // ---- made

    /**
     * The pattern with an entry at each {@code (rowIndices[k], columnIndices[k])}, in any order; an entry may be named
     * more than once.
     *
     * @throws IllegalArgumentException if the two arrays have different lengths, or a size is negative
     * @throws IndexOutOfBoundsException if an index is outside of the matrix
     */
    public static SparsityPattern of(int rows, int columns, int[] rowIndices, int[] columnIndices) {
        requireSizes(rows, columns);
        Objects.requireNonNull(rowIndices, "sparsity: the row indices are null");
        Objects.requireNonNull(columnIndices, "sparsity: the column indices are null");
        if (rowIndices.length != columnIndices.length) {
            throw new IllegalArgumentException(
                    "sparsity: " + rowIndices.length + " row indices, but " + columnIndices.length + " column indices");
        }
        long[] entries = new long[rowIndices.length];
        for (int k = 0; k < entries.length; k++) {
            requireWithin(rows, columns, rowIndices[k], columnIndices[k]);
            entries[k] = (long) rowIndices[k] << 32 | columnIndices[k];
        }
        Arrays.sort(entries);
        int[] starts = new int[rows + 1];
        int[] indices = new int[entries.length];
        int n = 0;
        for (int k = 0; k < entries.length; k++) {
            if (k == 0 || entries[k] != entries[k - 1]) {
                starts[(int) (entries[k] >>> 32) + 1]++;
                indices[n++] = (int) entries[k];
            }
        }
        return new SparsityPattern(rows, columns, PatternOperations.summed(starts), Arrays.copyOf(indices, n));
    }

    /**
     * The pattern with an entry wherever the matrix is true.
     *
     * @throws IllegalArgumentException if the rows have different lengths
     */
    public static SparsityPattern of(boolean[][] matrix) {
        Objects.requireNonNull(matrix, "sparsity: the matrix is null");
        int columns = matrix.length == 0 ? 0 : matrix[0].length;
        Rows rows = new Rows(matrix.length, columns);
        for (boolean[] row : matrix) {
            if (row.length != columns) {
                throw new IllegalArgumentException(
                        "sparsity: a row of " + row.length + " in a matrix of " + columns + " columns");
            }
            for (int j = 0; j < columns; j++) {
                if (row[j]) {
                    rows.add(j);
                }
            }
            rows.endRow();
        }
        return rows.pattern();
    }

    /** Every entry of a matrix. */
    public static SparsityPattern dense(int rows, int columns) {
        requireSizes(rows, columns);
        return PatternOperations.band(rows, columns, rows, columns);
    }

    /** The diagonal of a square matrix. */
    public static SparsityPattern diagonal(int n) {
        return banded(n, 0, 0);
    }

    /**
     * A band around the diagonal of a square matrix: entries {@code (i, j)} with {@code i - lower <= j <= i + upper}.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public static SparsityPattern banded(int n, int lower, int upper) {
        requireSizes(n, n);
        if (lower < 0 || upper < 0) {
            throw new IllegalArgumentException(
                    "banded: " + lower + " diagonals below and " + upper + " above: must not be negative");
        }
        return PatternOperations.band(n, n, lower, upper);
    }

    /**
     * Each entry replaced by a dense block of so many rows and columns. So {@code diagonal(n).blocks(2, 3)} is block
     * diagonal.
     *
     * @throws IllegalArgumentException if a size is negative, or the result is too large
     */
    public SparsityPattern blocks(int blockRows, int blockColumns) {
        requireSizes(blockRows, blockColumns);
        return PatternOperations.blocks(this, blockRows, blockColumns);
    }

    /** The pattern of the transposed matrix. */
    public SparsityPattern transpose() {
        SparsityPattern known = transposed;
        if (known == null) {
            known = PatternOperations.transpose(this);
            known.transposed = this;
            transposed = known;
        }
        return known;
    }

    /**
     * Every entry of this pattern or of another one.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public SparsityPattern union(SparsityPattern other) {
        requireSameSize("union", other);
        return PatternOperations.includes(this, other) ? this : PatternOperations.union(this, other);
    }

    // ---- read

    /** How many rows the matrix has. */
    public int rows() {
        return rows;
    }

    /** How many columns the matrix has. */
    public int columns() {
        return columns;
    }

    /** How many entries there are. */
    public int entries() {
        return indices.length;
    }

    /**
     * Whether there is an entry.
     *
     * @throws IndexOutOfBoundsException if an index is outside of the matrix
     */
    public boolean contains(int row, int column) {
        requireWithin(rows, columns, row, column);
        return find(row, column) >= 0;
    }

    /** The columns in which a row has entries, ascending. */
    public int[] columnsOf(int row) {
        Objects.checkIndex(row, rows);
        return Arrays.copyOfRange(indices, starts[row], starts[row + 1]);
    }

    /** The rows in which a column has entries, ascending. */
    public int[] rowsOf(int column) {
        Objects.checkIndex(column, columns);
        return transpose().columnsOf(column);
    }

    /**
     * Whether it has every entry that another one has.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public boolean includes(SparsityPattern other) {
        requireSameSize("includes", other);
        return PatternOperations.includes(this, other);
    }

    /** Whether the matrix is square, and each entry has its mirror image. */
    public boolean isSymmetric() {
        return rows == columns && equals(transpose());
    }

    /** Where a row's entries begin, counted row by row; for the row after the last one, how many there are. */
    int start(int row) {
        return starts[row];
    }

    /** The column of an entry. */
    int column(int entry) {
        return indices[entry];
    }

    /** How many entries a row has. */
    int degree(int row) {
        return starts[row + 1] - starts[row];
    }

    /** The number of an entry, counted row by row; negative if there is none. */
    int find(int row, int column) {
        return Arrays.binarySearch(indices, starts[row], starts[row + 1], column);
    }

    /** The most entries that a row has. */
    int longestRow() {
        int longest = 0;
        for (int i = 0; i < rows; i++) {
            longest = Math.max(longest, degree(i));
        }
        return longest;
    }

    int[] starts() {
        return starts.clone();
    }

    int[] indices() {
        return indices.clone();
    }

    // ---- written

    /** The pattern in bytes, as {@link #ofBytes} reads it: one or two an entry. */
    public byte[] toBytes() {
        return PatternBytes.write(this);
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static SparsityPattern ofBytes(byte[] bytes) {
        return PatternBytes.read(Objects.requireNonNull(bytes, "sparsity: the bytes are null"));
    }

    /** The pattern as text in the Matrix Market format, which other tools read. */
    public String toMatrixMarket() {
        return PatternText.matrixMarket(this);
    }

    /**
     * Reads a pattern in the Matrix Market coordinate format, general or symmetric; the numbers of a matrix that has
     * some are skipped, zeros too.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static SparsityPattern ofMatrixMarket(String text) {
        return PatternText.ofMatrixMarket(Objects.requireNonNull(text, "sparsity: the text is null"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparsityPattern p
                && rows == p.rows
                && columns == p.columns
                && Arrays.equals(starts, p.starts)
                && Arrays.equals(indices, p.indices);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(indices);
    }

    /** {@code 49x50, 98 entries}; below it a picture, if there is room for one. */
    @Override
    public String toString() {
        return PatternText.summary(this) + PatternText.picture(this);
    }

    // ---- checks

    private static void requireSizes(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "sparsity: a matrix of " + rows + " rows and " + columns + " columns: must not be negative");
        }
    }

    private static void requireWithin(int rows, int columns, int row, int column) {
        if (row < 0 || row >= rows || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException(
                    "sparsity: entry (" + row + ", " + column + ") is outside of " + rows + "x" + columns);
        }
    }

    private void requireSameSize(String operation, SparsityPattern other) {
        Objects.requireNonNull(other, operation + ": the other pattern is null");
        if (rows != other.rows || columns != other.columns) {
            throw new IllegalArgumentException(operation + ": a pattern of " + rows + "x" + columns + " and one of "
                    + other.rows + "x" + other.columns + ": must have the same size");
        }
    }
}
