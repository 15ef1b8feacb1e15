package org.autodiff.nn.data;

/**
 * Changes the size of a picture by linear interpolation along each axis; where it gets smaller, the triangle is as wide
 * as what falls on one new pixel, so that all old ones count (as Pillow's BILINEAR, and PyTorch's bilinear with
 * antialias).
 */
final class Resize {
    private Resize() {}

    /** A plane of another size. */
    static double[] plane(double[] plane, int rows, int columns, int newRows, int newColumns) {
        double[] wide = new double[rows * newColumns];
        along(plane, wide, columns, newColumns, rows, 1, columns, newColumns);
        double[] result = new double[newRows * newColumns];
        along(wide, result, rows, newRows, newColumns, newColumns, 1, 1);
        return result;
    }

    /** Lines of n numbers become lines of m numbers. */
    private static void along(double[] from, double[] to, int n, int m, int lines, int step, int fromLine, int toLine) {
        double scale = (double) n / m;
        double reach = Math.max(1, scale);
        for (int i = 0; i < m; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max(0, (int) Math.floor(centre - reach));
            int last = Math.min(n, (int) Math.ceil(centre + reach));
            double sum = 0;
            double[] weights = new double[last - first];
            for (int k = first; k < last; k++) {
                weights[k - first] = Math.max(0, 1 - Math.abs(k + 0.5 - centre) / reach);
                sum += weights[k - first];
            }
            for (int line = 0; line < lines; line++) {
                double value = 0;
                for (int k = first; k < last; k++) {
                    value += weights[k - first] * from[line * fromLine + k * step];
                }
                to[line * toLine + i * step] = value / sum;
            }
        }
    }
}
