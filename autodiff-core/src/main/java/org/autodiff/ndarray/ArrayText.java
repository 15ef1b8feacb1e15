package org.autodiff.ndarray;

/** Prints arrays in nested brackets, as NumPy does. */
final class ArrayText {
    private static final int EDGE = 3;

    private ArrayText() {}

    static String of(Shape shape, double[] data) {
        StringBuilder out = new StringBuilder();
        append(out, shape, data, 0, 0);
        return out.toString();
    }

    private static void append(StringBuilder out, Shape shape, double[] data, int axis, int at) {
        if (axis == shape.rank()) {
            out.append(data[at]);
            return;
        }
        int n = shape.dim(axis);
        int step = shape.sizeOf(axis + 1, shape.rank());
        boolean last = axis == shape.rank() - 1;
        out.append('[');
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                out.append(last ? ", " : ",\n" + " ".repeat(axis + 1));
            }
            if (n > 2 * EDGE && i == EDGE) {
                out.append("...");
                i = n - EDGE - 1;
                continue;
            }
            append(out, shape, data, axis + 1, at + i * step);
        }
        out.append(']');
    }
}
