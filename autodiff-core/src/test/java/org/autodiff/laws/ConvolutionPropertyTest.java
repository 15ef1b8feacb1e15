package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.laws.ConvolutionSamples.Case;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/** Convolutions of random shapes: against plain loops, against each other, and their gradients. */
class ConvolutionPropertyTest {
    private static final double ROUNDING = 1e-12;

    /** What a loop over the trilinear form does with one term: elements of x, w and u by their indices. */
    private interface Term {
        void at(int[] x, int[] w, int[] u);
    }

    /** Every term of {@code sum x w u} but those of padding. */
    private static void terms(Case c, Term term) {
        Window2d v = c.window();
        int in = c.w().dim(1);
        int out = c.u().dim(1) / c.groups();
        for (int[] u : Naive.indices(c.u())) {
            for (int[] a : Naive.indices(c.w().dropFirst(1))) {
                int y = u[2] * v.strideRows() + a[1] * v.dilationRows() - v.paddingRows();
                int x = u[3] * v.strideColumns() + a[2] * v.dilationColumns() - v.paddingColumns();
                if (y >= 0 && y < c.x().dim(2) && x >= 0 && x < c.x().dim(3)) {
                    term.at(new int[] {u[0], u[1] / out * in + a[0], y, x}, new int[] {u[1], a[0], a[1], a[2]}, u);
                }
            }
        }
    }

    private static int flat(Shape s, int... at) {
        int flat = 0;
        for (int i = 0; i < at.length; i++) {
            flat = flat * s.dim(i) + at[i];
        }
        return flat;
    }

    private static void assertClose(Shape shape, double[] expected, Tensor actual) {
        assertEquals(shape, actual.shape());
        double[] values = actual.toArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], ROUNDING * (1 + Math.abs(expected[i])));
        }
    }

    /** {@code x} as one picture without the first axis. */
    private static Tensor first(Tensor x) {
        return x.select(0, 0);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void conv2dIsItsSum(@ForAll long seed) {
        Draw d = new Draw(seed);
        Case c = Case.draw(d);
        NdArray x = d.normal(c.x());
        NdArray w = d.normal(c.w());
        double[] sums = new double[c.u().size()];
        terms(c, (i, j, k) -> sums[flat(c.u(), k)] += x.get(i) * w.get(j));
        Tensor y = Tensor.of(x).conv2d(Tensor.of(w), c.window(), c.groups());
        assertClose(c.u(), sums, y);
        if (c.x().dim(0) > 0) {
            Tensor one = first(Tensor.of(x)).conv2d(Tensor.of(w), c.window(), c.groups());
            assertClose(c.u().dropFirst(1), Arrays.copyOf(sums, one.size()), one);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void theThreeGatesAreOneForm(@ForAll long seed) {
        Draw d = new Draw(seed);
        Case c = Case.draw(d);
        Tensor x = d.tensor(c.x());
        Tensor w = d.tensor(c.w());
        Tensor u = d.tensor(c.u());
        double[] form = new double[1];
        terms(
                c,
                (i, j, k) -> form[0] +=
                        x.value().get(i) * w.value().get(j) * u.value().get(k));
        Tensor input = new Convolution.Conv2dInput(c.window(), c.groups(), c.x().dim(2), c.x().dim(3)).on(u, w);
        Tensor weight = new Convolution.Conv2dWeight(c.window(), c.groups()).on(x, u);
        Tensor result = new Convolution.Conv2d(c.window(), c.groups()).on(x, w);
        assertClose(Shape.scalar(), form, result.mul(u).sum());
        assertClose(Shape.scalar(), form, input.mul(x).sum());
        assertClose(Shape.scalar(), form, weight.mul(w).sum());
    }

    /** A transposed convolution, by putting each element's multiple of the filters where it belongs. */
    private static double[] scatter(NdArray u, NdArray w, Window2d v, int groups, Shape result) {
        double[] sums = new double[result.size()];
        int in = w.shape().dim(0) / groups;
        for (int[] i : Naive.indices(u.shape())) {
            for (int[] a : Naive.indices(w.shape().dropFirst(1))) {
                int y = i[2] * v.strideRows() + a[1] * v.dilationRows() - v.paddingRows();
                int x = i[3] * v.strideColumns() + a[2] * v.dilationColumns() - v.paddingColumns();
                if (y >= 0 && y < result.dim(2) && x >= 0 && x < result.dim(3)) {
                    int channel = i[1] / in * w.shape().dim(1) + a[0];
                    sums[flat(result, i[0], channel, y, x)] += u.get(i) * w.get(i[1], a[0], a[1], a[2]);
                }
            }
        }
        return sums;
    }

    /** The formula of PyTorch's documentation. */
    private static int transposedSize(int n, int size, int stride, int padding, int dilation, int outputPadding) {
        return (n - 1) * stride - 2 * padding + dilation * (size - 1) + outputPadding + 1;
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void convTranspose2dIsAScatter(@ForAll long seed) {
        Draw d = new Draw(seed);
        Window2d v = ConvolutionSamples.anyWindow(d);
        int groups = d.integer(1, 2);
        int moreRows = d.integer(0, Math.max(v.strideRows(), v.dilationRows()) - 1);
        int moreColumns = d.integer(0, Math.max(v.strideColumns(), v.dilationColumns()) - 1);
        Shape shape = Shape.of(d.integer(0, 2), groups * d.integer(0, 2), d.integer(3, 5), d.integer(5, 6));
        NdArray x = d.normal(shape);
        NdArray w = d.normal(Shape.of(shape.dim(1), d.integer(0, 2), v.height(), v.width()));
        int rows =
                transposedSize(shape.dim(2), v.height(), v.strideRows(), v.paddingRows(), v.dilationRows(), moreRows);
        int columns = transposedSize(
                shape.dim(3), v.width(), v.strideColumns(), v.paddingColumns(), v.dilationColumns(), moreColumns);
        Shape expected = Shape.of(shape.dim(0), groups * w.shape().dim(1), rows, columns);
        double[] sums = scatter(x, w, v, groups, expected);
        Tensor y = Tensor.of(x).convTranspose2d(Tensor.of(w), v, groups, moreRows, moreColumns);
        assertClose(expected, sums, y);
        if (shape.dim(0) > 0) {
            Tensor one = first(Tensor.of(x)).convTranspose2d(Tensor.of(w), v, groups, moreRows, moreColumns);
            assertClose(expected.dropFirst(1), Arrays.copyOf(sums, one.size()), one);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void alongLines(@ForAll long seed) {
        Draw d = new Draw(seed);
        int size = d.integer(1, 3);
        int stride = d.integer(1, 3);
        int padding = d.integer(0, 2);
        int dilation = d.integer(1, 3);
        int groups = d.integer(1, 2);
        int length = (size - 1) * dilation + 1 + d.integer(0, 3);
        int places = ConvolutionSamples.places(length, size, stride, padding, dilation);
        NdArray x = d.normal(Shape.of(2, 2 * groups, length));
        NdArray w = d.normal(Shape.of(groups, 2, size));
        double[] sums = new double[2 * groups * places];
        for (int[] i : Naive.indices(Shape.of(2, groups, places, 2, size))) {
            int at = i[2] * stride + i[4] * dilation - padding;
            sums[(i[0] * groups + i[1]) * places + i[2]] +=
                    at < 0 || at >= length ? 0 : x.get(i[0], 2 * i[1] + i[3], at) * w.get(i[1], i[3], i[4]);
        }
        Window1d window = Window1d.of(size).stride(stride).padding(padding).dilation(dilation);
        Tensor y = Tensor.of(x).conv1d(Tensor.of(w), window, groups);
        assertClose(Shape.of(2, groups, places), sums, y);
        Tensor one = first(Tensor.of(x)).conv1d(Tensor.of(w), window, groups);
        assertClose(Shape.of(groups, places), Arrays.copyOf(sums, groups * places), one);

        // <conv x, u> = <x, transposed u>
        int more = (length + 2 * padding - dilation * (size - 1) - 1) % stride;
        Tensor u = d.tensor(y.shape());
        Tensor back = u.convTranspose1d(Tensor.of(w), window, groups, more);
        assertEquals(x.shape(), back.shape());
        double expected = y.mul(u).sum().item();
        assertEquals(expected, back.mul(Tensor.of(x)).sum().item(), ROUNDING * (1 + Math.abs(expected)));
        assertEquals(
                back.select(0, 0).value(),
                first(u).convTranspose1d(Tensor.of(w), window, groups, more).value());
    }

    private static void check(TensorFunction f, Tensor... inputs) {
        GradCheck check =
                GradCheck.of(xs -> f.apply(xs).sin()).order(2).maxCoordinates(5).absoluteTolerance(1e-9);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        RandomPoint.check(check);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gradientsOfConvolutions(@ForAll long seed) {
        Draw d = new Draw(seed);
        int groups = d.integer(1, 2);
        int stride = d.integer(1, 2);
        Window2d v = Window2d.of(2, 3).stride(stride, 2).padding(1, 1).dilation(d.integer(1, 2), 1);
        Tensor x = d.tensor(Shape.of(2, groups, 3, 4));
        Tensor w = d.tensor(Shape.of(groups, 1, 2, 3));
        Tensor bias = d.tensor(Shape.of(groups));
        check(xs -> xs[0].conv2d(xs[1], v, groups).add(xs[2].reshape(-1, 1, 1)), x, w, bias);
        check(xs -> xs[0].convTranspose2d(xs[1], v, groups, stride - 1, 1), x, w);
        Tensor line = d.tensor(Shape.of(groups, 5));
        Tensor filters = d.tensor(Shape.of(groups, 1, 2));
        Window1d window = Window1d.of(2).stride(stride).padding(1).dilation(2);
        check(xs -> xs[0].conv1d(xs[1], window, groups), line, filters);
        check(xs -> xs[0].convTranspose1d(xs[1], window, groups, 1), line, filters);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gradientsOfPooling(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.distinct(Shape.of(d.integer(1, 2), 2, d.integer(3, 4), d.integer(3, 5)));
        Window2d v = Window2d.of(2, d.integer(2, 3))
                .stride(d.integer(1, 2), d.integer(1, 3))
                .padding(1, 1);
        check(xs -> xs[0].maxPool2d(Pool2d.of(v)), x);
        check(xs -> xs[0].avgPool2d(Pool2d.of(v).countPadding(seed % 2 == 0)), x);
        check(xs -> xs[0].adaptiveMaxPool2d(2, 3), x);
        check(xs -> xs[0].adaptiveAvgPool2d(2, 3), x);
        Tensor lines = x.select(0, 0).flatten(1, 2);
        Pool1d line = Pool1d.of(3).stride(2).padding(1);
        check(xs -> xs[0].maxPool1d(line.dilation(2)), lines);
        check(xs -> xs[0].avgPool1d(line.countPadding(seed % 2 == 0)), lines);
        check(xs -> xs[0].adaptiveMaxPool1d(4), lines);
        check(xs -> xs[0].adaptiveAvgPool1d(4), lines);
    }
}
