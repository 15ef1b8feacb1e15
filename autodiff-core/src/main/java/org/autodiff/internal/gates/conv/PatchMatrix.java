package org.autodiff.internal.gates.conv;

import org.autodiff.options.Window2d;

/**
 * What a window sees at each of its places in the channels of one group of one picture, as the columns of a matrix
 * {@code (channels * height * width, places)} (im2col). The matrix is scratch, used for one picture after the other;
 * where the window is a single element that sees all, the picture is its own matrix and nothing is copied.
 */
final class PatchMatrix {
    private final Sliding vertical;
    private final Sliding horizontal;
    private final int channels;
    private final int rows;
    private final int columns;
    private final int down;
    private final int across;

    /** Null where the picture serves. Under padding it stays as it was made, zero. */
    private final double[] scratch;

    PatchMatrix(ConvolutionShape s) {
        this(s, s.w().dim(-3));
    }

    /** The same for some channels of a group only; what is read begins with the first of them. */
    PatchMatrix(ConvolutionShape s, int channels) {
        this.channels = channels;
        Window2d w = s.window();
        vertical = Sliding.rows(w);
        horizontal = Sliding.columns(w);
        rows = s.x().dim(-2);
        columns = s.x().dim(-1);
        down = s.u().dim(-2);
        across = s.u().dim(-1);
        boolean same = seesAll(vertical) && seesAll(horizontal);
        scratch = same ? null : new double[channels * w.height() * w.width() * s.places()];
    }

    private static boolean seesAll(Sliding axis) {
        return axis.size() == 1 && axis.stride() == 1 && axis.padding() == 0;
    }

    /** The array that holds the matrix, given the one that holds the picture. */
    double[] data(double[] picture) {
        return scratch == null ? picture : scratch;
    }

    /** Where in it the matrix begins, given where the picture does. */
    int at(int picture) {
        return scratch == null ? picture : 0;
    }

    /** Fills the matrix from a picture. */
    void read(double[] picture, int from) {
        if (scratch != null) {
            move(picture, from, true);
        }
    }

    /** Adds each element of the matrix to where the window saw it (col2im). */
    void addTo(double[] picture, int from) {
        if (scratch != null) {
            move(picture, from, false);
        }
    }

    private void move(double[] picture, int from, boolean read) {
        int step = horizontal.stride();
        int row = 0;
        for (int c = 0; c < channels; c++) {
            for (int a = 0; a < vertical.size(); a++) {
                int dy = vertical.offset(a);
                int firstDown = vertical.firstPlace(dy);
                int endDown = vertical.endOfPlaces(dy, rows, down);
                for (int b = 0; b < horizontal.size(); b++, row++) {
                    int dx = horizontal.offset(b);
                    int first = horizontal.firstPlace(dx);
                    int n = horizontal.endOfPlaces(dx, columns, across) - first;
                    for (int i = firstDown; i < endDown && n > 0; i++) {
                        int y = i * vertical.stride() + dy;
                        int inPicture = from + (c * rows + y) * columns + first * step + dx;
                        int inMatrix = (row * down + i) * across + first;
                        if (read) {
                            copy(picture, inPicture, step, inMatrix, n);
                        } else {
                            add(picture, inPicture, step, inMatrix, n);
                        }
                    }
                }
            }
        }
    }

    private void copy(double[] picture, int from, int step, int to, int n) {
        if (step == 1) {
            System.arraycopy(picture, from, scratch, to, n);
        } else {
            for (int j = 0; j < n; j++) {
                scratch[to + j] = picture[from + j * step];
            }
        }
    }

    private void add(double[] picture, int to, int step, int from, int n) {
        if (step == 1) { // a loop that the compiler vectorises
            for (int j = 0; j < n; j++) {
                picture[to + j] += scratch[from + j];
            }
        } else {
            for (int j = 0; j < n; j++) {
                picture[to + j * step] += scratch[from + j];
            }
        }
    }
}
