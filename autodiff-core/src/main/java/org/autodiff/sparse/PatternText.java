package org.autodiff.sparse;

import java.util.Locale;
import java.util.StringTokenizer;

/** Patterns as text: a picture to look at, and the Matrix Market format. */
final class PatternText {
    private static final int PICTURE_ROWS = 40;
    private static final int PICTURE_COLUMNS = 100;

    private PatternText() {}

    static String summary(SparsityPattern p) {
        return p.rows() + "x" + p.columns() + ", " + counted(p.entries(), "entry", "entries");
    }

    static String counted(int n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }

    /** A line for each row, an x for each entry; nothing if there is no room. */
    static String picture(SparsityPattern p) {
        StringBuilder text = new StringBuilder();
        if (p.rows() <= PICTURE_ROWS && p.columns() <= PICTURE_COLUMNS && p.columns() > 0) {
            for (int i = 0; i < p.rows(); i++) {
                text.append('\n');
                int next = p.start(i);
                for (int j = 0; j < p.columns(); j++) {
                    boolean entry = next < p.start(i + 1) && p.column(next) == j;
                    text.append(entry ? 'x' : '.');
                    next += entry ? 1 : 0;
                }
            }
        }
        return text.toString();
    }

    static String matrixMarket(SparsityPattern p) {
        StringBuilder text = new StringBuilder("%%MatrixMarket matrix coordinate pattern general\n");
        text.append(p.rows() + " " + p.columns() + " " + p.entries() + "\n");
        for (int i = 0; i < p.rows(); i++) {
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                text.append(i + 1).append(' ').append(p.column(k) + 1).append('\n');
            }
        }
        return text.toString();
    }

    static SparsityPattern ofMatrixMarket(String text) {
        String[] lines = text.split("\\R", -1);
        String[] header = lines[0].trim().toLowerCase(Locale.ROOT).split("\\s+");
        if (header.length != 5
                || !header[0].equals("%%matrixmarket")
                || !header[1].equals("matrix")
                || !header[2].equals("coordinate")) {
            throw new IllegalArgumentException("sparsity: the text does not begin with \"%%MatrixMarket matrix"
                    + " coordinate\" and two more words, but with: " + lines[0]);
        }
        boolean mirrored = !header[4].equals("general");
        int[] sizes = null;
        int[] rows = null;
        int[] columns = null;
        int n = 0;
        for (int l = 1; l < lines.length; l++) {
            String line = lines[l].trim();
            if (line.isEmpty() || line.startsWith("%")) {
                continue;
            }
            if (sizes == null) {
                sizes = numbers(line, 3, l);
                int most = mirrored ? Math.multiplyExact(2, sizes[2]) : sizes[2];
                rows = new int[most];
                columns = new int[most];
                continue;
            }
            int[] entry = numbers(line, 2, l);
            if (n + (mirrored ? 2 : 1) > rows.length) {
                throw new IllegalArgumentException("sparsity: more than the " + sizes[2] + " entries announced");
            }
            rows[n] = entry[0] - 1;
            columns[n++] = entry[1] - 1;
            if (mirrored) {
                rows[n] = entry[1] - 1;
                columns[n++] = entry[0] - 1;
            }
        }
        if (sizes == null || n != rows.length) {
            throw new IllegalArgumentException("sparsity: the text ends before all entries have come");
        }
        return SparsityPattern.of(sizes[0], sizes[1], rows, columns);
    }

    private static int[] numbers(String line, int count, int number) {
        StringTokenizer words = new StringTokenizer(line);
        int[] numbers = new int[count];
        try {
            for (int k = 0; k < count; k++) {
                numbers[k] = Integer.parseInt(words.nextToken());
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "sparsity: line " + (number + 1) + " does not begin with " + count + " whole numbers: " + line, e);
        }
        return numbers;
    }
}
