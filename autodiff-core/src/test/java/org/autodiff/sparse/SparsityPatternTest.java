package org.autodiff.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SparsityPatternTest {
    @Test
    void aBandIsShown() {
        assertEquals("""
                4x4, 10 entries
                xx..
                xxx.
                .xxx
                ..xx""", SparsityPattern.banded(4, 1, 1) + "");
        assertEquals("""
                3x3, 6 entries
                x..
                xx.
                xxx""", SparsityPattern.banded(3, 5, 0).toString());
    }

    @Test
    void aLargePatternIsCounted() {
        assertEquals(
                "1000000x1000000, 4999994 entries",
                SparsityPattern.banded(1_000_000, 2, 2).toString());
    }

    @Test
    void tripletsComeInAnyOrderAndMoreThanOnce() {
        SparsityPattern p = SparsityPattern.of(2, 3, new int[] {1, 0, 1, 1}, new int[] {2, 1, 0, 2});
        assertEquals(SparsityPattern.of(new boolean[][] {{false, true, false}, {true, false, true}}), p);
        assertEquals(3, p.entries());
        assertArrayEquals(new int[] {0, 2}, p.columnsOf(1));
        assertArrayEquals(new int[] {1}, p.rowsOf(2));
        assertTrue(p.contains(0, 1));
        assertFalse(p.contains(0, 2));
        assertNotEquals(p, SparsityPattern.of(2, 4, new int[] {1, 0, 1}, new int[] {2, 1, 0}));
        assertEquals(p.hashCode(), SparsityPattern.ofBytes(p.toBytes()).hashCode());
    }

    @Test
    void blocksAreDense() {
        assertEquals("""
                4x3, 6 entries
                xx.
                xx.
                ..x
                ..x""", SparsityPattern.of(4, 3, new int[] {0, 0, 1, 1, 2, 3}, new int[] {0, 1, 0, 1, 2, 2}) + "");
        assertEquals("""
                4x6, 12 entries
                xxx...
                xxx...
                ...xxx
                ...xxx""", SparsityPattern.diagonal(2).blocks(2, 3).toString());
        assertEquals(SparsityPattern.dense(2, 3), SparsityPattern.diagonal(1).blocks(2, 3));
    }

    @Test
    void unionAndTranspose() {
        SparsityPattern below = SparsityPattern.banded(5, 2, 0);
        SparsityPattern above = below.transpose();
        assertEquals(SparsityPattern.banded(5, 0, 2), above);
        SparsityPattern both = below.union(above);
        assertEquals(SparsityPattern.banded(5, 2, 2), both);
        assertTrue(both.isSymmetric());
        assertFalse(below.isSymmetric());
        assertTrue(both.includes(above));
        assertFalse(above.includes(both));
        assertFalse(SparsityPattern.dense(2, 3).isSymmetric());
    }

    @Test
    void theMatrixMarketFormatIsRead() {
        String symmetric = """
                %%MatrixMarket matrix coordinate real symmetric
                % the numbers are skipped
                3 3 3
                1 1 2.5
                2 1 -1e-3
                3 3 0
                """;
        assertEquals(
                SparsityPattern.of(3, 3, new int[] {0, 0, 1, 2}, new int[] {0, 1, 0, 2}),
                SparsityPattern.ofMatrixMarket(symmetric));
        assertEquals(
                "%%MatrixMarket matrix coordinate pattern general\n2 2 2\n1 1\n2 2\n",
                SparsityPattern.diagonal(2).toMatrixMarket());
        refused("does not begin with", () -> SparsityPattern.ofMatrixMarket("hello"));
        refused("ends before", () -> SparsityPattern.ofMatrixMarket(symmetric.replace("3 3 3", "3 3 4")));
        refused("more than the 2", () -> SparsityPattern.ofMatrixMarket(symmetric.replace("3 3 3", "3 3 2")));
        refused("line 5", () -> SparsityPattern.ofMatrixMarket(symmetric.replace("2 1 -1e-3", "2 x")));
    }

    @Test
    void bytesAreChecked() {
        SparsityPattern p = SparsityPattern.banded(300, 1, 200);
        byte[] bytes = p.toBytes();
        assertTrue(bytes.length < 1.1 * p.entries(), bytes.length + " bytes");
        refused("damaged", () -> SparsityPattern.ofBytes(java.util.Arrays.copyOf(bytes, bytes.length - 1)));
        refused("damaged", () -> SparsityPattern.ofBytes(java.util.Arrays.copyOf(bytes, bytes.length + 1)));
        refused("not a colouring", () -> Coloring.ofBytes(bytes));
        refused("not a pattern", () -> SparsityPattern.ofBytes(new byte[0]));
    }

    @Test
    void whatCannotBeIsRefused() {
        refused("2 row indices, but 1 column", () -> SparsityPattern.of(2, 2, new int[2], new int[1]));
        refused("a row of 1 in a matrix of 2", () -> SparsityPattern.of(new boolean[][] {{true, true}, {true}}));
        refused("must not be negative", () -> SparsityPattern.banded(3, -1, 1));
        refused("must not be negative", () -> SparsityPattern.dense(-1, 1));
        refused("are too many", () -> SparsityPattern.diagonal(1 << 16).blocks(1 << 16, 1));
        refused("must have the same size", () -> SparsityPattern.diagonal(2).union(SparsityPattern.diagonal(3)));
        assertThrows(IndexOutOfBoundsException.class, () -> SparsityPattern.of(2, 2, new int[] {2}, new int[] {0}));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> SparsityPattern.diagonal(2).contains(0, 2));
        refused("is not symmetric", () -> Coloring.symmetric(SparsityPattern.banded(3, 1, 0)));
        SparsityPattern row = SparsityPattern.dense(1, 2);
        refused(
                "entry (0, 0) cannot be recovered",
                () -> Coloring.of(Coloring.Kind.COLUMNS, row, new int[] {1, 1}, new int[1]));
        refused("no column has colour 1", () -> Coloring.of(Coloring.Kind.COLUMNS, row, new int[] {2, 3}, new int[1]));
        refused(
                "2 colours of columns and 1 of rows",
                () -> Coloring.of(Coloring.Kind.COLUMNS, row, new int[] {1, 2}, new int[] {1}));
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable what) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, what);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    // ---- colours of known matrices

    @Test
    void aBandTakesAsManyColoursAsItIsWide() {
        for (int width = 0; width < 6; width++) {
            SparsityPattern band = SparsityPattern.banded(100, width, width);
            assertEquals(2 * width + 1, Coloring.columns(band).colors());
            assertEquals(2 * width + 1, Coloring.rows(band).colors());
            assertEquals(2 * width + 1, Coloring.best(band).colors());
        }
    }

    @Test
    void coloursAreCounted() {
        SparsityPattern p = SparsityPattern.of(
                49,
                50,
                java.util.stream.IntStream.range(0, 98).map(k -> k / 2).toArray(),
                java.util.stream.IntStream.range(0, 98).map(k -> k / 2 + k % 2).toArray());
        assertEquals("49x50, 98 entries, 2 colours", Coloring.best(p).toString());
    }

    @Test
    void aSymmetricArrowTakesTwoAndAPathThree() {
        int n = 50;
        boolean[][] arrow = new boolean[n][n];
        for (int i = 0; i < n; i++) {
            arrow[i][i] = true;
            arrow[0][i] = true;
            arrow[i][0] = true;
        }
        assertEquals(2, Coloring.symmetric(SparsityPattern.of(arrow)).colors());
        assertEquals(3, Coloring.symmetric(SparsityPattern.banded(n, 1, 1)).colors());
        assertEquals(1, Coloring.symmetric(SparsityPattern.diagonal(n)).colors());
        assertEquals(
                0, Coloring.symmetric(SparsityPattern.of(new boolean[3][3])).colors());
        assertEquals(n, Coloring.symmetric(SparsityPattern.dense(n, n)).colors());
    }

    @Test
    void theFivePointsOfAGridTakeFiveColumnsAndFewerStars() {
        int n = 20;
        SparsityPattern line = SparsityPattern.banded(n, 1, 1);
        boolean[][] grid = new boolean[n * n][n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    grid[i * n + k][j * n + k] |= line.contains(i, j);
                    grid[k * n + i][k * n + j] |= line.contains(i, j);
                }
            }
        }
        SparsityPattern p = SparsityPattern.of(grid);
        assertTrue(Coloring.columns(p).colors() <= 8, () -> Coloring.columns(p).toString());
        assertTrue(
                Coloring.symmetric(p).colors() <= 6, () -> Coloring.symmetric(p).toString());
    }
}
