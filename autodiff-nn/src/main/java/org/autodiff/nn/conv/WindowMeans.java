package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window2d;

/** The means over windows of pictures, with every choice of divisor that PyTorch offers. */
final class WindowMeans {
    private WindowMeans() {}

    /**
     * The means.
     *
     * @param extra by how much the pictures are lengthened, as {@link Tensor#pad(int[])} takes it; what is added is
     *     never counted
     * @param countPadding whether the padding of the window counts
     * @param divisor what the sums are divided by; 0 for the number of elements that count
     */
    static Tensor of(Tensor pictures, Window2d window, int[] extra, boolean countPadding, int divisor) {
        int size = window.height() * window.width();
        boolean longer = extra[1] + extra[3] > 0;
        Tensor x = longer ? pictures.pad(extra) : pictures;
        if (divisor > 0) {
            return x.avgPool2d(Pool2d.of(window)).mul((double) size / divisor);
        }
        if (!longer) {
            return x.avgPool2d(Pool2d.of(window).countPadding(countPadding));
        }
        // The share of each window that counts: the mean of a picture of ones, with zeros where nothing counts.
        int rows = pictures.shape().dim(-2);
        int columns = pictures.shape().dim(-1);
        Tensor share = countPadding
                ? ones(rows + 2 * window.paddingRows(), columns + 2 * window.paddingColumns())
                        .pad(extra)
                        .avgPool2d(Pool2d.of(window).padding(0, 0))
                : ones(rows, columns).pad(extra).avgPool2d(Pool2d.of(window));
        return x.avgPool2d(Pool2d.of(window)).div(share);
    }

    private static Tensor ones(int rows, int columns) {
        return Tensor.ones(Shape.of(1, rows, columns));
    }
}
