package org.autodiff.internal.gates.conv;

import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The gate under max pooling, which like sorting is two steps: find positions, then {@link Indexing.Gather}. */
public final class Pooling {
    private Pooling() {}

    /**
     * In planes {@code (n, rows, columns)}, for each place of a window the position {@code row * columns + column} of the
     * largest element: the first NaN, if there is one, else the first of several that are equal. Padding is never it. No
     * gradient.
     */
    public record ArgMaxPool(AxisWindows down, AxisWindows across) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            Shape s = x.shape();
            if (s.rank() != 3) {
                throw new IllegalArgumentException(name() + ": needs planes (n, rows, columns), got shape " + s);
            }
            int rows = s.dim(1);
            int columns = s.dim(2);
            down.requireElements(name(), rows);
            across.requireElements(name(), columns);
            NdArray y = Raw.allocate(
                    ConvolutionShape.shape(name(), s.dim(0), down.count(name(), rows), across.count(name(), columns)));
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            for (int p = 0, out = 0; out < to.length; p++) {
                out = plane(from, p * rows * columns, rows, columns, to, out, y.shape());
            }
            return y;
        }

        private int plane(double[] x, int plane, int rows, int columns, double[] y, int out, Shape places) {
            int at = out;
            for (int i = 0; i < places.dim(1); i++) {
                int top = down.first(i, rows);
                int bottom = down.end(i, rows);
                for (int j = 0; j < places.dim(2); j++) {
                    int left = across.first(j, columns);
                    int right = across.end(j, columns);
                    int best = top * columns + left;
                    for (int r = top; r < bottom; r += down.step()) {
                        for (int c = left; c < right; c += across.step()) {
                            best = better(x, plane, best, r * columns + c);
                        }
                    }
                    y[at++] = best;
                }
            }
            return at;
        }

        private static int better(double[] x, int plane, int best, int candidate) {
            double most = x[plane + best];
            double value = x[plane + candidate];
            // Not "value <= most", which is false of NaN, and a NaN that was found stays.
            return value > most || (Double.isNaN(value) && !Double.isNaN(most)) ? candidate : best;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }

        @Override
        public boolean differentiable(int input) {
            return false;
        }
    }
}
