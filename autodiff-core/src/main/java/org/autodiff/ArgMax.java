package org.autodiff;

import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Positions of largest and smallest elements: indices, so outside the tape. */
final class ArgMax {
    private ArgMax() {}

    static Index of(String operation, NdArray x, int axis, boolean smallest) {
        Shape shape = x.shape();
        int n = shape.dim(axis);
        Shape result = shape.reduce(Axes.of(operation, shape, axis), false);
        if (n == 0 && result.size() > 0) {
            throw new IllegalArgumentException(
                    operation + ": no elements along axis " + axis + " of shape " + shape + ": needs at least one");
        }
        int inner = shape.sizeOf(axis + 1, shape.rank());
        double[] data = x.toArray();
        int[] best = new int[result.size()];
        for (int i = 0; i < best.length; i++) {
            int base = i / inner * n * inner + i % inner;
            for (int j = 1; j < n; j++) {
                double leading = data[base + best[i] * inner];
                double candidate = data[base + j * inner];
                boolean better = smallest ? candidate < leading : candidate > leading;
                if (better || (Double.isNaN(candidate) && !Double.isNaN(leading))) {
                    best[i] = j;
                }
            }
        }
        return Index.of(result, best);
    }
}
