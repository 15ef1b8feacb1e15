package org.autodiff.internal.gates.conv;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.loops.MatrixProducts;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;

/**
 * Gates of convolutions of pictures x with filters w, without turning the filters round (cross-correlation). All come
 * from one form that is linear in each of three arrays, where g runs over groups, c and o over the channels of a
 * group, i over places and a over the window:
 *
 * <pre>T(x, w, u) = sum x[n, g c, i * stride + a * dilation - padding] w[g o, c, a] u[n, g o, i]</pre>
 *
 * <p>Each gate is the gradient of T with respect to one of the three, in terms of the two others. So the derivatives of
 * each are the two other gates, to every order. Behind leading axes, which all three have, each place has its own T.
 *
 * <p>A group of a picture is one product of matrices ({@link PatchMatrix}). Only one picture's matrix exists at a time
 * in each thread, and none is kept: backward makes it again, which is cheap beside the product.
 */
public final class Convolution {
    private static final Kernels K = Kernels.active();

    private Convolution() {}

    /** What they have in common: linear in both inputs, so each one's gradient reads the other. */
    private interface Trilinear extends BinaryGate {
        /** All sizes, given those of the inputs. */
        ConvolutionShape sizes(Shape a, Shape b);

        /** Computes an output whose sums are not empty. */
        void compute(ConvolutionShape s, double[] a, double[] b, double[] y);

        @Override
        default void compute(NdArray a, NdArray b, NdArray y) {
            ConvolutionShape s = sizes(a.shape(), b.shape());
            if (s.isEmpty()) {
                Arrays.fill(ArrayAccess.data(y), 0, y.size(), 0);
            } else {
                compute(s, ArrayAccess.data(a), ArrayAccess.data(b), ArrayAccess.data(y));
            }
        }

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

        @Override
        default Trilinear behind(Shape batch) {
            return this;
        }
    }

    /** Results from pictures and filters: {@code u = dT/du (x, w)}. */
    @Formula(
            value = "y[n, o, i] = sum over c, k of a[n, c, i stride + k dilation - padding] b[o, c, k]; {window}",
            derivative = {"conv2dInput(u, b)", "conv2dWeight(a, u)"})
    public record Conv2d(Window2d window, int groups) implements Trilinear {
        public Conv2d {
            ConvolutionShape.requireGroups("conv2d", groups);
        }

        @Override
        public ConvolutionShape sizes(Shape x, Shape w) {
            return ConvolutionShape.of(name(), x, w, window, groups);
        }

        @Override
        public Shape shape(Shape x, Shape w) {
            return sizes(x, w).u();
        }

        @Override
        public void compute(ConvolutionShape s, double[] x, double[] w, double[] u) {
            int m = s.filters();
            int k = s.filterSize();
            int n = s.places();
            MatrixProducts.deal(s.blocks(), (long) m * k * n, (first, end) -> {
                PatchMatrix patches = new PatchMatrix(s);
                for (int b = first; b < end; b++) {
                    int picture = b * s.pictureSize();
                    patches.read(x, picture);
                    double[] columns = patches.data(x);
                    K.matmul(w, s.filtersOf(b), false, columns, patches.at(picture), false, u, b * m * n, m, k, n);
                }
            });
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor w, Tensor u, Tensor upstream) {
            return inputFor(x, window, groups).on(upstream, w);
        }

        @Override
        public Tensor backwardB(Tensor x, Tensor w, Tensor u, Tensor upstream) {
            return new Conv2dWeight(window, groups).on(x, upstream);
        }
    }

    /** Pictures of so many rows and columns from results and filters: {@code x = dT/dx (u, w)}. */
    @Formula(
            value = "y[n, c, p] = sum over o, i, k of a[n, o, i] b[o, c, k], p = i stride + k dilation - "
                    + "padding; {window}",
            derivative = {"conv2d(u, b)", "conv2dWeight(u, a)"})
    public record Conv2dInput(Window2d window, int groups, int rows, int columns) implements Trilinear {
        public Conv2dInput {
            ConvolutionShape.requireGroups("conv2dInput", groups);
        }

        @Override
        public ConvolutionShape sizes(Shape u, Shape w) {
            ConvolutionShape.requireAxes(name(), u, w);
            Shape pictures =
                    ConvolutionShape.shape(name(), u.dropLast(4), u.dim(-4), (long) w.dim(-3) * groups, rows, columns);
            return ConvolutionShape.of(name(), pictures, w, window, groups).requireResults(name(), u);
        }

        @Override
        public Shape shape(Shape u, Shape w) {
            return sizes(u, w).x();
        }

        @Override
        public void compute(ConvolutionShape s, double[] u, double[] w, double[] x) {
            Arrays.fill(x, 0, s.x().size(), 0);
            int m = s.filterSize();
            int k = s.filters();
            int n = s.places();
            MatrixProducts.deal(s.blocks(), (long) m * k * n, (first, end) -> {
                PatchMatrix patches = new PatchMatrix(s);
                for (int b = first; b < end; b++) {
                    int picture = b * s.pictureSize();
                    double[] columns = patches.data(x);
                    K.matmul(w, s.filtersOf(b), true, u, b * k * n, false, columns, patches.at(picture), m, k, n);
                    patches.addTo(x, picture);
                }
            });
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
    @Formula(
            value = "y[o, c, k] = sum over n, i of a[n, c, i stride + k dilation - padding] b[n, o, i]; {window}",
            derivative = {"conv2dInput(b, u)", "conv2d(a, u)"})
    public record Conv2dWeight(Window2d window, int groups) implements Trilinear {
        public Conv2dWeight {
            ConvolutionShape.requireGroups("conv2dWeight", groups);
        }

        @Override
        public ConvolutionShape sizes(Shape x, Shape u) {
            ConvolutionShape.requireAxes(name(), x, u);
            Shape filters = ConvolutionShape.shape(
                    name(), x.dropLast(4), u.dim(-3), x.dim(-3) / groups, window.height(), window.width());
            return ConvolutionShape.of(name(), x, filters, window, groups).requireResults(name(), u);
        }

        @Override
        public Shape shape(Shape x, Shape u) {
            return sizes(x, u).w();
        }

        @Override
        public void compute(ConvolutionShape s, double[] x, double[] u, double[] w) {
            int channels = s.w().dim(-3);
            long multiplications = (long) s.blocks() * s.filters() * s.places() * s.filterSize();
            // By channels, not by pictures, whose products are added in order. A matrix of one column would be
            // multiplied in another order than a column of a wider one, so a piece has at least two.
            int unit = s.filterSize() == channels ? 2 : 1;
            MatrixProducts.dealSlices(
                    channels, unit, multiplications / channels, (first, end) -> sum(x, u, w, s, first, end - first));
        }

        /** The filters' part for some channels of each group, from the first of them on, summed over all pictures. */
        private static void sum(double[] x, double[] u, double[] w, ConvolutionShape s, int first, int channels) {
            PatchMatrix patches = new PatchMatrix(s, channels);
            int m = s.filters();
            int k = s.places();
            int plane = s.x().dim(-2) * s.x().dim(-1);
            int filter = s.w().dim(-2) * s.w().dim(-1);
            int n = channels * filter;
            double[] product = new double[m * n];
            for (int b = 0; b < s.blocks(); b++) {
                int picture = b * s.pictureSize() + first * plane;
                patches.read(x, picture);
                K.matmul(u, b * m * k, false, patches.data(x), patches.at(picture), true, product, 0, m, k, n);
                int to = s.filtersOf(b) + first * filter;
                for (int i = 0; i < m; i++, to += s.filterSize()) {
                    if (s.isOfFirstPicture(b)) { // there is nothing to add to
                        System.arraycopy(product, i * n, w, to, n);
                    } else {
                        K.add(w, to, 1, product, i * n, 1, w, to, n);
                    }
                }
            }
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor u, Tensor w, Tensor upstream) {
            return inputFor(x, window, groups).on(u, upstream);
        }

        @Override
        public Tensor backwardB(Tensor x, Tensor u, Tensor w, Tensor upstream) {
            return new Conv2d(window, groups).on(x, upstream);
        }
    }

    private static Conv2dInput inputFor(Tensor pictures, Window2d window, int groups) {
        Shape x = pictures.shape();
        return new Conv2dInput(window, groups, x.dim(-2), x.dim(-1));
    }
}
