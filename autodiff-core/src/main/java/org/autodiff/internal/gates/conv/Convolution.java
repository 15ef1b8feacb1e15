package org.autodiff.internal.gates.conv;

import org.autodiff.Tensor;
import org.autodiff.Window2d;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Gates of convolutions of pictures x with filters w, without turning the filters round (cross-correlation). All come
 * from one form that is linear in each of three arrays, where g runs over groups, c and o over the channels of a
 * group, i over places and a over the window:
 *
 * <pre>T(x, w, u) = sum x[n, g c, i * stride + a * dilation - padding] w[g o, c, a] u[n, g o, i]</pre>
 *
 * <p>Each gate is the gradient of T with respect to one of the three, in terms of the two others. So the derivatives of
 * each are the two other gates, to every order.
 *
 * <p>A group of a picture is one product of matrices ({@link PatchMatrix}). Only one picture's matrix exists at a time in
 * each thread, and none is kept: backward makes it again, which is cheap beside the product.
 */
public final class Convolution {
    private static final Kernels K = Kernels.active();

    private Convolution() {}

    /** What they have in common: linear in both inputs, so each one's gradient reads the other. */
    private interface Trilinear extends BinaryGate {
        @Override
        default Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        default Reads readsForB() {
            return Reads.INPUT;
        }

        @Override
        default Structure structure() {
            return Structure.CONTRACT;
        }
    }

    /** Results from pictures and filters: {@code u = dT/du (x, w)}. */
    public record Conv2d(Window2d window, int groups) implements Trilinear {
        public Conv2d {
            ConvolutionShape.requireGroups("conv2d", groups);
        }

        @Override
        public NdArray forward(NdArray x, NdArray w) {
            ConvolutionShape s = ConvolutionShape.of(name(), x.shape(), w.shape(), window, groups);
            if (s.isEmpty()) {
                return Raw.zeros(s.u());
            }
            NdArray u = Raw.allocate(s.u());
            double[] from = Raw.data(x);
            int m = s.filters();
            int k = s.filterSize();
            int n = s.places();
            Parallel.splitProducts(s.blocks(), (long) m * k * n, (first, end) -> {
                PatchMatrix columns = new PatchMatrix(s);
                for (int b = first; b < end; b++) {
                    int picture = b * s.pictureSize();
                    int filters = b % groups * m * k;
                    columns.read(from, picture);
                    K.matmul(
                            Raw.data(w),
                            filters,
                            false,
                            columns.data(from),
                            columns.at(picture),
                            false,
                            Raw.data(u),
                            b * m * n,
                            m,
                            k,
                            n);
                }
            });
            return u;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor w, Tensor u, Tensor upstream) {
            return new Conv2dInput(window, groups, x.shape().dim(2), x.shape().dim(3)).on(upstream, w);
        }

        @Override
        public Tensor backwardB(Tensor x, Tensor w, Tensor u, Tensor upstream) {
            return new Conv2dWeight(window, groups).on(x, upstream);
        }
    }

    /** Pictures of so many rows and columns from results and filters: {@code x = dT/dx (u, w)}. */
    public record Conv2dInput(Window2d window, int groups, int rows, int columns) implements Trilinear {
        public Conv2dInput {
            ConvolutionShape.requireGroups("conv2dInput", groups);
        }

        @Override
        public NdArray forward(NdArray u, NdArray w) {
            ConvolutionShape.requireRank(name(), u.shape(), w.shape());
            Shape pictures = ConvolutionShape.shape(
                    name(), u.shape().dim(0), (long) w.shape().dim(1) * groups, rows, columns);
            ConvolutionShape s = ConvolutionShape.of(name(), pictures, w.shape(), window, groups);
            requireResults(name(), s, u.shape());
            NdArray x = Raw.zeros(pictures);
            if (s.isEmpty()) {
                return x;
            }
            double[] to = Raw.data(x);
            int m = s.filterSize();
            int k = s.filters();
            int n = s.places();
            Parallel.splitProducts(s.blocks(), (long) m * k * n, (first, end) -> {
                PatchMatrix columns = new PatchMatrix(s);
                for (int b = first; b < end; b++) {
                    int picture = b * s.pictureSize();
                    int filters = b % groups * m * k;
                    K.matmul(
                            Raw.data(w),
                            filters,
                            true,
                            Raw.data(u),
                            b * k * n,
                            false,
                            columns.data(to),
                            columns.at(picture),
                            m,
                            k,
                            n);
                    columns.addTo(to, picture);
                }
            });
            return x;
        }

        @Override
        public Tensor backwardA(Tensor u, Tensor w, Tensor x, Tensor upstream) {
            return new Conv2d(window, groups).on(upstream, w);
        }

        @Override
        public Tensor backwardB(Tensor u, Tensor w, Tensor x, Tensor upstream) {
            return new Conv2dWeight(window, groups).on(upstream, u);
        }
    }

    /** Filters from pictures and results: {@code w = dT/dw (x, u)}. */
    public record Conv2dWeight(Window2d window, int groups) implements Trilinear {
        public Conv2dWeight {
            ConvolutionShape.requireGroups("conv2dWeight", groups);
        }

        @Override
        public NdArray forward(NdArray x, NdArray u) {
            ConvolutionShape.requireRank(name(), x.shape(), u.shape());
            Shape filters = ConvolutionShape.shape(
                    name(), u.shape().dim(1), x.shape().dim(1) / groups, window.height(), window.width());
            ConvolutionShape s = ConvolutionShape.of(name(), x.shape(), filters, window, groups);
            requireResults(name(), s, u.shape());
            if (s.isEmpty()) {
                return Raw.zeros(filters);
            }
            NdArray w = Raw.allocate(filters);
            double[] from = Raw.data(x);
            double[] to = Raw.data(w);
            int channels = s.w().dim(1);
            double[] results = Raw.data(u);
            if (channels < Parallel.threads()) {
                sum(from, results, to, s, 0, channels); // there each product is dealt
                return w;
            }
            long multiplications = (long) s.blocks() * s.filters() * s.places() * s.filterSize();
            // By channels, not by pictures, whose products are added in order. A matrix of one column would be
            // multiplied in another order than a column of a wider one, so a piece has at least two.
            int unit = s.filterSize() == channels ? 2 : 1;
            Parallel.splitProducts(
                    channels,
                    unit,
                    multiplications / channels,
                    (first, end) -> sum(from, results, to, s, first, end - first));
            return w;
        }

        /** The filters' part for some channels of each group, from the first of them on, summed over all pictures. */
        private void sum(double[] x, double[] u, double[] w, ConvolutionShape s, int first, int channels) {
            PatchMatrix columns = new PatchMatrix(s, channels);
            int m = s.filters();
            int k = s.places();
            int plane = s.x().dim(2) * s.x().dim(3);
            int filter = s.w().dim(2) * s.w().dim(3);
            int n = channels * filter;
            double[] product = new double[m * n];
            for (int b = 0; b < s.blocks(); b++) {
                int picture = b * s.pictureSize() + first * plane;
                columns.read(x, picture);
                K.matmul(u, b * m * k, false, columns.data(x), columns.at(picture), true, product, 0, m, k, n);
                int to = b % groups * m * s.filterSize() + first * filter;
                for (int i = 0; i < m; i++, to += s.filterSize()) {
                    if (b < groups) { // of a picture before it there is nothing to add to
                        System.arraycopy(product, i * n, w, to, n);
                    } else {
                        K.add(w, to, 1, product, i * n, 1, w, to, n);
                    }
                }
            }
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor u, Tensor w, Tensor upstream) {
            return new Conv2dInput(window, groups, x.shape().dim(2), x.shape().dim(3)).on(u, upstream);
        }

        @Override
        public Tensor backwardB(Tensor x, Tensor u, Tensor w, Tensor upstream) {
            return new Conv2d(window, groups).on(x, upstream);
        }
    }

    private static void requireResults(String name, ConvolutionShape s, Shape u) {
        if (!s.u().equals(u)) {
            throw new IllegalArgumentException(name + ": results of shape " + u + " for pictures of shape " + s.x()
                    + " and filters of shape " + s.w() + ": must be " + s.u());
        }
    }
}
