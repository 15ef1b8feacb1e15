package org.autodiff.sparse;

import java.io.ByteArrayOutputStream;

/** Patterns and colours as bytes: numbers of seven bits a byte, columns as distances from the one before. */
final class PatternBytes {
    private static final int PATTERN = 'P';
    private static final int COLORING = 'C';
    private static final int VERSION = 1;

    private final byte[] bytes;
    private final ByteArrayOutputStream out;
    private int at;

    private PatternBytes(byte[] bytes, ByteArrayOutputStream out) {
        this.bytes = bytes;
        this.out = out;
    }

    private static PatternBytes writer() {
        return new PatternBytes(new byte[0], new ByteArrayOutputStream());
    }

    static byte[] write(SparsityPattern p) {
        PatternBytes w = writer();
        w.begin(PATTERN);
        w.pattern(p);
        return w.out.toByteArray();
    }

    static SparsityPattern read(byte[] bytes) {
        PatternBytes r = new PatternBytes(bytes, new ByteArrayOutputStream());
        r.requireBegin(PATTERN, "a pattern");
        SparsityPattern p = r.pattern();
        r.requireEnd();
        return p;
    }

    static byte[] write(Coloring c) {
        PatternBytes w = writer();
        w.begin(COLORING);
        w.number(c.kind().ordinal());
        w.pattern(c.pattern());
        w.numbers(c.columnColors());
        w.numbers(c.rowColors());
        return w.out.toByteArray();
    }

    static Coloring readColoring(byte[] bytes) {
        PatternBytes r = new PatternBytes(bytes, new ByteArrayOutputStream());
        r.requireBegin(COLORING, "a colouring");
        int kind = r.number();
        if (kind >= Coloring.Kind.values().length) {
            throw r.broken();
        }
        SparsityPattern p = r.pattern();
        int[] columns = r.numbers(p.columns());
        int[] rows = r.numbers(p.rows());
        r.requireEnd();
        return Coloring.of(Coloring.Kind.values()[kind], p, columns, rows);
    }

    // ---- parts

    private void begin(int what) {
        out.write(what);
        out.write(VERSION);
    }

    private void requireBegin(int what, String name) {
        if (bytes.length < 2 || bytes[0] != what || bytes[1] != VERSION) {
            throw new IllegalArgumentException("sparsity: these " + bytes.length + " bytes are not " + name
                    + " that this version of the library wrote");
        }
        at = 2;
    }

    private void requireEnd() {
        if (at != bytes.length) {
            throw broken();
        }
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("sparsity: the bytes are damaged, at " + at + " of " + bytes.length);
    }

    private void pattern(SparsityPattern p) {
        number(p.rows());
        number(p.columns());
        for (int i = 0; i < p.rows(); i++) {
            number(p.degree(i));
            int before = -1;
            for (int k = p.start(i); k < p.start(i + 1); k++) {
                number(p.column(k) - before - 1);
                before = p.column(k);
            }
        }
    }

    private SparsityPattern pattern() {
        int m = number();
        int n = number();
        if (m > bytes.length - at) { // each row takes a byte at least
            throw broken();
        }
        Rows rows = new Rows(m, n);
        for (int i = 0; i < m; i++) {
            int degree = number();
            long column = -1;
            for (int k = 0; k < degree; k++) {
                column += number() + 1L;
                if (column >= n) {
                    throw broken();
                }
                rows.add((int) column);
            }
            rows.endRow();
        }
        return rows.pattern();
    }

    private void numbers(int[] numbers) {
        for (int x : numbers) {
            number(x);
        }
    }

    private int[] numbers(int count) {
        if (count > bytes.length - at) {
            throw broken();
        }
        int[] numbers = new int[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = number();
        }
        return numbers;
    }

    private void number(int x) {
        int rest = x;
        while (rest > 127) {
            out.write(rest & 127 | 128);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private int number() {
        long x = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at == bytes.length) {
                throw broken();
            }
            int b = bytes[at++];
            x |= (b & 127L) << shift;
            if (b >= 0) {
                if (x > Integer.MAX_VALUE) {
                    throw broken();
                }
                return (int) x;
            }
        }
        throw broken();
    }
}
