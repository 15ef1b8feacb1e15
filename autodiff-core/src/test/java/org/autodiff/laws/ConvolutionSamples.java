package org.autodiff.laws;

import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.internal.gates.conv.AxisWindows;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.internal.gates.conv.Pooling;
import org.autodiff.internal.gates.conv.Sliding;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;

/** Samples of the gates of convolution and pooling. */
final class ConvolutionSamples {
    private ConvolutionSamples() {}

    /** The sizes of a convolution: {@code x}, {@code w}, {@code u} are the shapes of pictures, filters and results. */
    record Case(Window2d window, int groups, Shape x, Shape w, Shape u) {
        static Case draw(Draw d) {
            Window2d window = anyWindow(d);
            int groups = d.integer(1, 2);
            int in = d.oneIn(12) ? 0 : d.integer(1, 2);
            int out = d.oneIn(12) ? 0 : d.integer(1, 2);
            int n = d.oneIn(8) ? 0 : d.integer(1, 2);
            int rows = least(window.height(), window.dilationRows(), window.paddingRows()) + d.integer(0, 2);
            int columns = least(window.width(), window.dilationColumns(), window.paddingColumns()) + d.integer(0, 2);
            int down = places(rows, window.height(), window.strideRows(), window.paddingRows(), window.dilationRows());
            int across = places(
                    columns, window.width(), window.strideColumns(), window.paddingColumns(), window.dilationColumns());
            return new Case(
                    window,
                    groups,
                    Shape.of(n, in * groups, rows, columns),
                    Shape.of(out * groups, in, window.height(), window.width()),
                    Shape.of(n, out * groups, down, across));
        }

        /** One with more under the windows than padding; of such a one there is no derivative to confirm. */
        static Case seeing(Draw d) {
            Case c = draw(d);
            Window2d v = c.window;
            return sees(c.x.dim(2), c.u.dim(2), v.height(), v.strideRows(), v.paddingRows(), v.dilationRows())
                            && sees(
                                    c.x.dim(3),
                                    c.u.dim(3),
                                    v.width(),
                                    v.strideColumns(),
                                    v.paddingColumns(),
                                    v.dilationColumns())
                    ? c
                    : seeing(d);
        }

        private static boolean sees(int n, int places, int size, int stride, int padding, int dilation) {
            return IntStream.range(0, places * size)
                    .map(k -> k / size * stride + k % size * dilation - padding)
                    .anyMatch(at -> at >= 0 && at < n);
        }
    }

    static Window2d anyWindow(Draw d) {
        return Window2d.of(d.integer(1, 3), d.integer(1, 2))
                .stride(d.integer(1, 3), d.integer(1, 2))
                .padding(d.integer(0, 1), d.integer(0, 2))
                .dilation(d.integer(1, 2), d.integer(1, 3));
    }

    /** The smallest axis, of at least one element, that a window fits into. */
    private static int least(int size, int dilation, int padding) {
        return Math.max(1, (size - 1) * dilation + 1 - 2 * padding);
    }

    /** The formula of PyTorch's documentation. */
    static int places(int n, int size, int stride, int padding, int dilation) {
        return (int) Math.floor((n + 2.0 * padding - dilation * (size - 1.0) - 1) / stride + 1);
    }

    static List<Sample> all() {
        return List.of(
                new Sample(Convolution.Conv2d.class, d -> {
                    Case c = Case.seeing(d);
                    return new On(new Convolution.Conv2d(c.window, c.groups), d.tensor(c.x), d.tensor(c.w));
                }),
                new Sample(Convolution.Conv2dInput.class, d -> {
                    Case c = Case.seeing(d);
                    return new On(
                            new Convolution.Conv2dInput(c.window, c.groups, c.x.dim(2), c.x.dim(3)),
                            d.tensor(c.u),
                            d.tensor(c.w));
                }),
                new Sample(Convolution.Conv2dWeight.class, d -> {
                    Case c = Case.seeing(d);
                    return new On(new Convolution.Conv2dWeight(c.window, c.groups), d.tensor(c.x), d.tensor(c.u));
                }),
                new Sample(Pooling.ArgMaxPool.class, d -> {
                    Shape x = Shape.of(d.integer(0, 2), d.integer(3, 5), d.integer(3, 5));
                    return new On(new Pooling.ArgMaxPool(bins(d), bins(d)), d.anyNumbers(x));
                }));
    }

    private static AxisWindows bins(Draw d) {
        return d.oneIn(2)
                ? new AxisWindows.Adaptive(d.integer(0, 6))
                : new Sliding(d.integer(2, 3), d.integer(1, 3), d.integer(0, 1), 1, d.oneIn(2));
    }
}
