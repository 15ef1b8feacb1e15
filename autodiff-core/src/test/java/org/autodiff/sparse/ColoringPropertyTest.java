package org.autodiff.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Colourings of random patterns: they obey the definitions, written out here for dense matrices, and what is read from
 * the products of a random matrix is that matrix, number for number.
 */
class ColoringPropertyTest {
    private static boolean[][] random(int rows, int columns, double density, long seed) {
        Random random = new Random(seed);
        boolean[][] all = new boolean[rows][columns];
        for (boolean[] row : all) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextDouble() < density;
            }
        }
        if (rows > 3 && seed % 3 == 0) { // a dense row and a dense column
            Arrays.fill(all[(int) (Math.abs(seed) % rows)], true);
            for (boolean[] row : all) {
                row[(int) (Math.abs(seed) % columns)] = true;
            }
        }
        return all;
    }

    private static boolean[][] symmetric(int n, double density, long seed) {
        boolean[][] all = random(n, n, density / 2, seed);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                all[i][j] |= all[j][i];
                all[j][i] = all[i][j];
            }
        }
        return all;
    }

    // ---- definitions

    @Property
    void columnsOfOneColourShareNoRow(
            @ForAll @IntRange(min = 1, max = 12) int m,
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @IntRange(min = 0, max = 10) int tenths,
            @ForAll long seed,
            @ForAll Coloring.Order order) {
        boolean[][] all = random(m, n, tenths / 10.0, seed);
        SparsityPattern p = SparsityPattern.of(all);
        requireColumns(all, Coloring.columns(p, order).columnColors());
        requireColumns(transposed(all), Coloring.rows(p, order).rowColors());
        int fewest = Arrays.stream(Coloring.Order.values())
                .mapToInt(o -> Coloring.columns(p, o).colors())
                .min()
                .orElseThrow();
        assertEquals(fewest, Coloring.columns(p).colors());
        recovers(all, Coloring.columns(p, order), seed);
        recovers(all, Coloring.rows(p, order), seed);
    }

    private static void requireColumns(boolean[][] all, int[] colors) {
        for (int j = 0; j < colors.length; j++) {
            boolean empty = true;
            for (boolean[] row : all) {
                empty &= !row[j];
                for (int k = 0; k < j; k++) {
                    assertFalse(row[j] && row[k] && colors[j] == colors[k], "columns " + j + " and " + k);
                }
            }
            assertEquals(empty, colors[j] == 0, "an empty column needs no colour");
        }
    }

    @Property
    void aStarColouringHasNoPathOfFourInTwoColours(
            @ForAll @IntRange(min = 1, max = 11) int n,
            @ForAll @IntRange(min = 0, max = 10) int tenths,
            @ForAll long seed,
            @ForAll Coloring.Order order) {
        boolean[][] all = symmetric(n, tenths / 10.0, seed);
        Coloring coloring = Coloring.symmetric(SparsityPattern.of(all), order);
        int[] c = coloring.columnColors();
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                if (a == b || !all[a][b]) {
                    continue;
                }
                assertTrue(c[a] != c[b], a + " beside " + b);
                for (int d = 0; d < n; d++) {
                    for (int e = 0; e < n; e++) {
                        boolean path = d != a && d != b && e != a && e != b && e != d && all[b][d] && all[d][e];
                        assertFalse(path && c[a] == c[d] && c[b] == c[e], a + " - " + b + " - " + d + " - " + e);
                    }
                }
            }
        }
        recovers(all, coloring, seed);
    }

    @Property
    void bothWaysTogetherRecoverEverything(
            @ForAll @IntRange(min = 1, max = 12) int m,
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @IntRange(min = 0, max = 10) int tenths,
            @ForAll long seed) {
        boolean[][] all = random(m, n, tenths / 10.0, seed);
        SparsityPattern p = SparsityPattern.of(all);
        recovers(all, Coloring.mixed(p), seed);
        Coloring best = Coloring.best(p);
        recovers(all, best, seed);
        int least = Math.min(
                Coloring.mixed(p).colors(),
                Math.min(Coloring.columns(p).colors(), Coloring.rows(p).colors()));
        assertTrue(best.colors() <= least, best + " of " + p + ", but " + least);
    }

    /** Rows take at least 5 colours, as both together do; but they need 6, and both together do not. */
    @Example
    void bothWaysTogetherMayBeBetterAfterAll() {
        bothWaysTogetherRecoverEverything(9, 8, 4, 2);
    }

    // ---- exact recovery, by dense products

    private static void recovers(boolean[][] all, Coloring coloring, long seed) {
        Random random = new Random(seed);
        int m = all.length;
        int n = all[0].length;
        double[][] matrix = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                boolean mirrored = coloring.kind() == Coloring.Kind.SYMMETRIC && j < i;
                matrix[i][j] = mirrored ? matrix[j][i] : all[i][j] ? random.nextGaussian() : 0;
            }
        }
        int[] columnColors = coloring.columnColors();
        int[] rowColors = coloring.rowColors();
        double[] values = new double[coloring.pattern().entries()];
        Arrays.fill(values, Double.NaN);
        for (int d = 0; d < coloring.colors(); d++) {
            boolean forward = d < coloring.columnDirections();
            int color = forward ? d + 1 : d + 1 - coloring.columnDirections();
            double[] product = new double[forward ? m : n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    if (forward ? columnColors[j] == color : rowColors[i] == color) {
                        product[forward ? i : j] += matrix[i][j];
                    }
                }
            }
            coloring.recovery().read(d, d + 1, product, product.length, values);
        }
        double[] expected = new double[values.length];
        int k = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                if (all[i][j]) {
                    expected[k++] = matrix[i][j];
                }
            }
        }
        assertArrayEquals(expected, values, coloring::toString);
    }

    private static boolean[][] transposed(boolean[][] all) {
        boolean[][] t = new boolean[all[0].length][all.length];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = all[i][j];
            }
        }
        return t;
    }

    // ---- colourings of one's own

    @Property
    void whatIsAcceptedRecoversAndWhatIsRefusedDoesNot(
            @ForAll @IntRange(min = 1, max = 5) int m,
            @ForAll @IntRange(min = 1, max = 5) int n,
            @ForAll @IntRange(min = 0, max = 10) int tenths,
            @ForAll long seed) {
        boolean[][] all = random(m, n, tenths / 10.0, seed);
        Random random = new Random(~seed);
        int[] columns = random.ints(n, 0, 3).toArray();
        int[] rows = random.ints(m, 0, 3).toArray();
        if (hasGap(columns) || hasGap(rows)) {
            return;
        }
        SparsityPattern p = SparsityPattern.of(all);
        if (canBeRead(all, columns, rows)) {
            recovers(all, Coloring.of(Coloring.Kind.MIXED, p, columns, rows), seed);
        } else {
            org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalArgumentException.class, () -> Coloring.of(Coloring.Kind.MIXED, p, columns, rows));
        }
    }

    private static boolean hasGap(int[] colors) {
        return Arrays.stream(colors).anyMatch(c -> c == 2)
                && Arrays.stream(colors).noneMatch(c -> c == 1);
    }

    private static boolean canBeRead(boolean[][] all, int[] columns, int[] rows) {
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                boolean byColumn = columns[j] > 0;
                boolean byRow = rows[i] > 0;
                for (int k = 0; k < columns.length; k++) {
                    byColumn &= k == j || !all[i][k] || columns[k] != columns[j];
                }
                for (int k = 0; k < rows.length; k++) {
                    byRow &= k == i || !all[k][j] || rows[k] != rows[i];
                }
                if (all[i][j] && !byColumn && !byRow) {
                    return false;
                }
            }
        }
        return true;
    }

    @Property
    void bytesBringBackPatternsAndColours(
            @ForAll @IntRange(min = 1, max = 12) int m,
            @ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @IntRange(min = 0, max = 10) int tenths,
            @ForAll long seed) {
        SparsityPattern p = SparsityPattern.of(random(m, n, tenths / 10.0, seed));
        assertEquals(p, SparsityPattern.ofBytes(p.toBytes()));
        assertEquals(p, SparsityPattern.ofMatrixMarket(p.toMatrixMarket()));
        Coloring best = Coloring.best(p);
        assertEquals(best, Coloring.ofBytes(best.toBytes()));
        byte[] damaged = Arrays.copyOf(best.toBytes(), best.toBytes().length - 1);
        org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, () -> Coloring.ofBytes(damaged));
    }
}
