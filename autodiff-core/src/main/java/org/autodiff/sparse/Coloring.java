package org.autodiff.sparse;

import java.util.Arrays;
import java.util.Objects;

/**
 * Which columns or rows of a matrix share a direction. The product of the matrix with the sum of several unit vectors
 * holds several columns at once; where these have no row in common, each entry can still be read. So a matrix takes as
 * many products as there are colours, however large it is: a tridiagonal Jacobian takes three.
 *
 * <p>All colourings here recover the entries <i>directly</i>: each is a number of one product, and no error adds up.
 * They are found greedily and always the same for the same pattern. The problems and the names are those of A.
 * Gebremedhin, F. Manne, A. Pothen, <i>What Color Is Your Jacobian? Graph Coloring for Computing Derivatives</i>, SIAM
 * Review 47 (2005); mixed directions those of T. Coleman, A. Verma, <i>The efficient computation of sparse Jacobian
 * matrices using automatic differentiation</i>, SIAM J. Sci. Comput. 19 (1998).
 *
 * <p>It is a value: it never changes, and two that colour the same pattern alike are equal.
 */
public final class Coloring {
    private final Kind kind;
    private final SparsityPattern pattern;
    private final int[] columnColors;
    private final int[] rowColors;
    private final int columnDirections;
    private final int rowDirections;
    private final Recovery recovery;

    private Coloring(Kind kind, SparsityPattern pattern, int[] columnColors, int[] rowColors) {
        this.kind = kind;
        this.pattern = pattern;
        this.columnColors = columnColors;
        this.rowColors = rowColors;
        columnDirections = colors("column", columnColors);
        rowDirections = colors("row", rowColors);
        recovery = Recovery.of(this);
    }

    /** What is coloured. */
    public enum Kind {
        /** Columns: each colour is a Jacobian-vector product (forward mode). */
        COLUMNS,
        /** Rows: each colour is a vector-Jacobian product (reverse mode). */
        ROWS,
        /** Both: some rows by reverse mode, what is in the other rows by forward mode. */
        MIXED,
        /** Columns of a symmetric matrix, an entry of which can be read in its place or in its mirror image's. */
        SYMMETRIC
    }

    /** In which order columns or rows get their colours; each gets the first that is free. */
    public enum Order {
        /** As they stand. Of a band it needs no more colours than the band is wide. */
        NATURAL,
        /** Those with the most neighbours first. */
        LARGEST_FIRST,
        /** Last the one with the fewest neighbours, before it the one with the fewest among the others, and so on. */
        SMALLEST_LAST
    }

    // ---- found

    /**
     * The colouring with the fewest colours of {@link #columns(SparsityPattern)}, {@link #rows(SparsityPattern)} and
     * {@link #mixed}; of equals the first.
     */
    public static Coloring best(SparsityPattern pattern) {
        return Choices.best(required(pattern));
    }

    /** Colours columns, in the order among {@link Order} that takes the fewest colours. */
    public static Coloring columns(SparsityPattern pattern) {
        return new Coloring(Kind.COLUMNS, pattern, Choices.columns(required(pattern)), new int[pattern.rows()]);
    }

    /**
     * Colours columns, so that two which have entries in one row have different colours: a partial distance-2 colouring
     * of the bipartite graph of columns and rows. It takes at least as many as the longest row has entries.
     */
    public static Coloring columns(SparsityPattern pattern, Order order) {
        return new Coloring(
                Kind.COLUMNS,
                pattern,
                GreedyColumns.color(required(pattern), required(order)),
                new int[pattern.rows()]);
    }

    /** Colours rows, in the order among {@link Order} that takes the fewest colours. */
    public static Coloring rows(SparsityPattern pattern) {
        int[] colors = Choices.columns(required(pattern).transpose());
        return new Coloring(Kind.ROWS, pattern, new int[pattern.columns()], colors);
    }

    /** Colours rows, so that two which have entries in one column have different colours. */
    public static Coloring rows(SparsityPattern pattern, Order order) {
        int[] colors = GreedyColumns.color(required(pattern).transpose(), required(order));
        return new Coloring(Kind.ROWS, pattern, new int[pattern.columns()], colors);
    }

    /**
     * Colours both, for a matrix in which a few dense rows and columns spoil either: an arrow of any size takes three
     * directions, where columns or rows alone take one for each. The longest rows are taken out, as many as seem to
     * pay, and read by reverse mode; the other rows by forward mode. Or the same with the longest columns, if that is
     * less.
     */
    public static Coloring mixed(SparsityPattern pattern) {
        return Choices.mixed(required(pattern));
    }

    /** Colours a symmetric pattern, in the order among {@link Order} that takes the fewest colours. */
    public static Coloring symmetric(SparsityPattern pattern) {
        return new Coloring(Kind.SYMMETRIC, pattern, Choices.symmetric(required(pattern)), new int[pattern.rows()]);
    }

    /**
     * Colours the columns of a symmetric pattern, so that neighbours have different colours and no path of four uses
     * two colours only: a star colouring of its graph. That is less than columns need by themselves: an arrow takes
     * two.
     *
     * @throws IllegalArgumentException if the pattern is not symmetric
     */
    public static Coloring symmetric(SparsityPattern pattern, Order order) {
        return new Coloring(
                Kind.SYMMETRIC,
                pattern,
                StarColoring.color(required(pattern), required(order)),
                new int[pattern.rows()]);
    }

    /**
     * A colouring of one's own.
     *
     * @param columnColors for each column its colour, from 1 on; 0 for none
     * @param rowColors the same for the rows
     * @throws IllegalArgumentException if there is an entry that it does not recover, a colour is missing in between,
     *     the kind does not fit, or the numbers of columns and rows do not
     */
    public static Coloring of(Kind kind, SparsityPattern pattern, int[] columnColors, int[] rowColors) {
        Objects.requireNonNull(kind, "coloring: the kind is null");
        required(pattern);
        Objects.requireNonNull(columnColors, "coloring: the colours of columns are null");
        Objects.requireNonNull(rowColors, "coloring: the colours of rows are null");
        if (columnColors.length != pattern.columns() || rowColors.length != pattern.rows()) {
            throw new IllegalArgumentException("coloring: " + columnColors.length + " colours of columns and "
                    + rowColors.length + " of rows for a pattern of " + pattern.rows() + "x" + pattern.columns());
        }
        if (kind == Kind.SYMMETRIC) {
            StarColoring.requireSymmetric(pattern);
        }
        Coloring made = new Coloring(kind, pattern, columnColors.clone(), rowColors.clone());
        if ((kind == Kind.ROWS && made.columnDirections > 0)
                || ((kind == Kind.COLUMNS || kind == Kind.SYMMETRIC) && made.rowDirections > 0)) {
            throw new IllegalArgumentException("coloring: " + kind + ", but there are " + made.columnDirections
                    + " colours of columns and " + made.rowDirections + " of rows");
        }
        return made;
    }

    private static SparsityPattern required(SparsityPattern pattern) {
        return Objects.requireNonNull(pattern, "coloring: the pattern is null");
    }

    private static Order required(Order order) {
        return Objects.requireNonNull(order, "coloring: the order is null");
    }

    /** How many colours there are: the largest. */
    private static int colors(String what, int[] colors) {
        int most = Math.max(0, Arrays.stream(colors).max().orElse(0));
        boolean[] used = new boolean[most + 1];
        for (int c : colors) {
            if (c < 0) {
                throw new IllegalArgumentException("coloring: a " + what + " has colour " + c + ": must be 0 or more");
            }
            used[c] = true;
        }
        for (int c = 1; c <= most; c++) {
            if (!used[c]) {
                throw new IllegalArgumentException(
                        "coloring: no " + what + " has colour " + c + ", but there are colours up to " + most);
            }
        }
        return most;
    }

    // ---- read

    /** What is coloured. */
    public Kind kind() {
        return kind;
    }

    /** The pattern that it recovers. */
    public SparsityPattern pattern() {
        return pattern;
    }

    /** How many directions the matrix takes. */
    public int colors() {
        return columnDirections + rowDirections;
    }

    /** How many of them are Jacobian-vector products, or Hessian-vector products. */
    public int columnDirections() {
        return columnDirections;
    }

    /** How many of them are vector-Jacobian products. */
    public int rowDirections() {
        return rowDirections;
    }

    /** The colour of each column, from 1 on; 0 for a column that takes part in no direction. */
    public int[] columnColors() {
        return columnColors.clone();
    }

    /** The colour of each row, from 1 on; 0 for a row that takes part in no direction. */
    public int[] rowColors() {
        return rowColors.clone();
    }

    int columnColor(int column) {
        return columnColors[column];
    }

    int rowColor(int row) {
        return rowColors[row];
    }

    Recovery recovery() {
        return recovery;
    }

    // ---- written

    /** The colouring and its pattern in bytes, as {@link #ofBytes} reads them. */
    public byte[] toBytes() {
        return PatternBytes.write(this);
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if it is something else, or does not recover its pattern
     */
    public static Coloring ofBytes(byte[] bytes) {
        return PatternBytes.readColoring(Objects.requireNonNull(bytes, "coloring: the bytes are null"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Coloring c
                && kind == c.kind
                && pattern.equals(c.pattern)
                && Arrays.equals(columnColors, c.columnColors)
                && Arrays.equals(rowColors, c.rowColors);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + Arrays.hashCode(columnColors)) + Arrays.hashCode(rowColors);
    }

    /** {@code 49x50, 98 entries, 2 colours}; of a mixed one also how many of columns and of rows. */
    @Override
    public String toString() {
        String parts = kind == Kind.MIXED
                ? " (" + columnDirections + " of columns, " + rowDirections + " of rows)"
                : kind == Kind.ROWS ? " of rows" : "";
        return PatternText.summary(pattern) + ", " + PatternText.counted(colors(), "colour", "colours") + parts;
    }
}
