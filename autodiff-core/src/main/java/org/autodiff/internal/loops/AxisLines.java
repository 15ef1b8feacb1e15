package org.autodiff.internal.loops;

import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;

/**
 * The lines of an array along one axis, where they lie: nothing is copied, and the elements of a line are a stride
 * apart.
 */
public final class AxisLines {
    private AxisLines() {}

    /** A function of one line. */
    @FunctionalInterface
    public interface LineLoop {
        /** Makes of {@code x[from], x[from + stride], ...}, n of them, {@code y[to], y[to + stride], ...}. */
        void apply(double[] x, int from, int stride, int n, double[] y, int to);
    }

    /** Makes a line of y, which may have another length, of each line of x. */
    public static void map(NdArray x, int axis, NdArray y, LineLoop f) {
        if (y.size() == 0) {
            return;
        }
        double[] in = ArrayAccess.data(x);
        double[] out = ArrayAccess.data(y);
        int n = x.shape().dim(axis);
        int m = y.shape().dim(axis);
        int stride = y.shape().sizeOf(axis + 1, y.rank());
        for (int line = 0; line < y.size() / m; line++) {
            int outer = line / stride * stride;
            int inner = line % stride;
            f.apply(in, outer * n + inner, stride, n, out, outer * m + inner);
        }
    }
}
