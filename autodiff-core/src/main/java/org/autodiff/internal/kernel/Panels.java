package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.load;

import java.util.Arrays;

/** The panels of {@link BlockedMatmul}: parts of a matrix in the order in which a tile reads them. */
final class Panels {

    private Panels() {}

    /**
     * Copies {@code count} lines (rows of a, columns of b) of {@code depth} elements into panels of {@code width}
     * lines; within a panel the elements of one inner index lie side by side. Lines missing from the last panel are
     * zeros.
     */
    static void pack(
            double[] x, int xo, int lineStep, int innerStep, int count, int depth, int width, double[] y, int yo) {
        int whole = count / width * width;
        for (int line = 0; line < whole; line += width) {
            int from = xo + line * lineStep;
            int to = yo + line * depth;
            if (lineStep != 1) {
                transpose(x, from, lineStep, width, depth, y, to);
            } else if (width % LANES == 0) {
                copyColumns(x, from, innerStep, depth, width, y, to);
            } else {
                copyFourColumns(x, from, innerStep, depth, y, to);
            }
        }
        if (whole < count) {
            int to = yo + whole * depth;
            Arrays.fill(y, to, to + width * depth, 0.0);
            for (int line = whole; line < count; line++) {
                copyLine(x, xo + line * lineStep, innerStep, depth, width, y, to + line - whole);
            }
        }
    }

    private static void copyColumns(double[] x, int xo, int innerStep, int depth, int width, double[] y, int yo) {
        for (int end = yo + width * depth; yo < end; xo += innerStep, yo += width) {
            for (int i = 0; i < width; i += LANES) {
                load(x, xo + i).intoArray(y, yo + i);
            }
        }
    }

    /**
     * A panel of half a vector's width, which is one of a with 512 bits. It is copied by whole vectors, whose second
     * half the next one overwrites: vectors of a second length anywhere in the program would make C2 box those of the
     * first, as it no longer knew their class at the head of a loop. What is loaded too much lies before the end of
     * the next line, which begins {@code innerStep >= 4} further on; the last line is copied by itself.
     */
    private static void copyFourColumns(double[] x, int xo, int innerStep, int depth, double[] y, int yo) {
        for (int last = yo + 4 * (depth - 1); yo < last; xo += innerStep, yo += 4) {
            load(x, xo).intoArray(y, yo);
        }
        System.arraycopy(x, xo, y, yo, 4);
    }

    private static void transpose(double[] x, int xo, int lineStep, int width, int depth, double[] y, int yo) {
        for (int line = 0; line < width; line += 4) { // a width is a multiple of four, or two on the narrowest vectors
            if (width - line >= 4) {
                copyFourLines(x, xo + line * lineStep, lineStep, depth, width, y, yo + line);
            } else {
                copyLine(x, xo + line * lineStep, 1, depth, width, y, yo + line);
                copyLine(x, xo + (line + 1) * lineStep, 1, depth, width, y, yo + line + 1);
            }
        }
    }

    /** Four lines at a time share the lines of the cache that they write. */
    private static void copyFourLines(double[] x, int xo, int lineStep, int depth, int width, double[] y, int yo) {
        int x1 = xo + lineStep;
        int x2 = x1 + lineStep;
        int x3 = x2 + lineStep;
        for (int p = 0, to = yo; p < depth; p++, to += width) {
            y[to] = x[xo + p];
            y[to + 1] = x[x1 + p];
            y[to + 2] = x[x2 + p];
            y[to + 3] = x[x3 + p];
        }
    }

    private static void copyLine(double[] x, int xo, int innerStep, int depth, int width, double[] y, int yo) {
        for (int p = 0; p < depth; p++) {
            y[yo + p * width] = x[xo + p * innerStep];
        }
    }
}
