package org.autodiff.internal.gates.conv;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The gate under max pooling, which like sorting is two steps: find positions, then {@link Indexing.Gather}. */
public final class Pooling {
    private Pooling() {}

    /**
     * In planes {@code (n, rows, columns)}, for each place of a window the position {@code row * columns + column} of
     * the largest element: the first NaN, if there is one, else the first of several that are equal. Padding is never
     * it. No gradient.
     */
    @Formula("row * columns + column of the largest of x under each window, {down} by {across}")
    public record ArgMaxPool(AxisWindows down, AxisWindows across) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            if (x.rank() < 3) {
                throw new IllegalArgumentException(name() + ": needs planes (n, rows, columns), got shape " + x);
            }
            down.requireElements(name(), x.dim(-2));
            across.requireElements(name(), x.dim(-1));
            return ConvolutionShape.shape(
                    name(), x.dropLast(2), down.count(name(), x.dim(-2)), across.count(name(), x.dim(-1)));
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            int rows = x.shape().dim(-2);
            int columns = x.shape().dim(-1);
            double[] from = ArrayAccess.data(x);
            double[] to = ArrayAccess.data(y);
            for (int plane = 0, out = 0; out < y.size(); plane += rows * columns) {
                out = plane(from, plane, rows, columns, to, out, y.shape());
            }
        }

        @Override
        public ArgMaxPool behind(Shape batch) {
            return this;
        }

        private int plane(double[] x, int plane, int rows, int columns, double[] y, int out, Shape places) {
            int at = out;
            for (int i = 0; i < places.dim(-2); i++) {
                int top = down.first(i, rows);
                int bottom = down.end(i, rows);
                for (int j = 0; j < places.dim(-1); j++) {
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
