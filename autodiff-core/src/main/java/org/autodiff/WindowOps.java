package org.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.internal.gates.move.Views;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;

/**
 * The operations of a {@link Tensor} on sliding windows. An element that several windows see gets all their gradients.
 */
public sealed interface WindowOps permits Tensor {

    /**
     * Windows along an axis: {@code y[.., i, .., j] = x[.., i step + j, ..]} (PyTorch's {@code Tensor.unfold}).
     *
     * @param size of a window; it becomes a new last axis
     * @param step how far a window is from the next
     */
    default Tensor unfold(int axis, int size, int step) {
        return unfold(axis, size, step, 1);
    }

    /**
     * Windows along an axis that see every {@code dilation}-th element:
     * {@code y[.., i, .., j] = x[.., i step + j dilation, ..]}.
     *
     * @throws IllegalArgumentException if size, step or dilation is below 1, or a window is longer than the axis
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor unfold(int axis, int size, int step, int dilation) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("unfold", axis);
        if (size < 1 || step < 1 || dilation < 1) {
            throw new IllegalArgumentException(
                    "unfold: size " + size + ", step " + step + " and dilation " + dilation + " must be at least 1");
        }
        long room = x.shape().dim(a) - (size - 1L) * dilation - 1;
        if (room < 0) {
            throw new IllegalArgumentException("unfold: a window of " + size + " with dilation " + dilation
                    + " is longer than axis " + axis + " of shape " + x.shape());
        }
        int[] strides = x.shape().strides();
        List<Integer> steps = IntStream.concat(
                        IntStream.range(0, strides.length)
                                .map(i -> i == a ? overflowless(strides[i], step) : strides[i]),
                        IntStream.of(overflowless(strides[a], dilation)))
                .boxed()
                .toList();
        Shape target = x.shape().with(a, (int) (room / step) + 1).concat(Shape.of(size));
        return new Views.View(x.shape(), 0, steps, target).on(x);
    }

    /** A step so long that it overflows is never taken: the window has one place or one element. */
    private static int overflowless(int stride, int step) {
        return (int) Math.min((long) stride * step, Integer.MAX_VALUE);
    }

    /**
     * What a window sees at each of its places in pictures, as columns (im2col; PyTorch's
     * {@code nn.functional.unfold}): from {@code (n, channels, rows, columns)} to
     * {@code (n, channels * height * width, places)}. A picture without the first axis gives a result without it. The
     * transpose is {@link #fold}.
     *
     * @throws IllegalArgumentException if this has neither rank 3 nor rank 4, or the window does not fit
     */
    default Tensor unfold(Window2d window) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(window, "unfold: window is null");
        if (x.rank() != 3 && x.rank() != 4) {
            throw new IllegalArgumentException(
                    "unfold: needs pictures of shape (channels, rows, columns), or a batch of them, got " + x.shape());
        }
        Shape picture = x.shape();
        Tensor padded = x.pad(
                new int[] {window.paddingColumns(), window.paddingColumns(), window.paddingRows(), window.paddingRows()
                });
        Shape seen = seen("unfold", window, picture);
        Tensor y = new Views.View(padded.shape(), 0, steps(window, padded.shape()), seen).on(padded);
        return y.reshape(columns(seen));
    }

    /**
     * Pictures from columns: each puts what it holds where the window saw it, and what comes together adds up (col2im;
     * PyTorch's {@code nn.functional.fold}). From {@code (n, channels * height * width, places)} to
     * {@code (n, channels, rows, columns)}, or without n. It is the transpose of {@link #unfold(Window2d)}, not its
     * inverse.
     *
     * @param rows of a picture
     * @param columns of a picture
     * @throws IllegalArgumentException if this has neither rank 2 nor rank 3, its sizes do not fit the window, or the
     *     window does not fit the picture
     */
    default Tensor fold(int rows, int columns, Window2d window) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(window, "fold: window is null");
        int area = window.height() * window.width();
        if ((x.rank() != 2 && x.rank() != 3) || x.shape().dim(-2) % area != 0) {
            throw new IllegalArgumentException("fold: needs shape (channels * " + area
                    + ", places), or a batch of them, for " + window + ", got " + x.shape());
        }
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "fold: a picture of " + rows + " x " + columns + ": must not be negative");
        }
        int places = window.places("fold", rows, columns).size();
        if (places != x.shape().dim(-1)) {
            throw new IllegalArgumentException("fold: shape " + x.shape() + " for a picture of " + rows + " x "
                    + columns + " and " + window + ": needs " + places + " places");
        }
        int channels = x.shape().dim(-2) / area;
        Shape picture = x.shape().dropLast(2).concat(Shape.of(channels, rows, columns));
        Shape seen = seen("fold", window, picture);
        Shape padded =
                picture.with(-2, rows + 2 * window.paddingRows()).with(-1, columns + 2 * window.paddingColumns());
        Tensor y = new Views.AddView(padded, 0, steps(window, padded), seen).on(x.reshape(seen));
        return y.narrow(-2, window.paddingRows(), rows).narrow(-1, window.paddingColumns(), columns);
    }

    /** {@code (n, channels, height, width, places down, places across)}. */
    private static Shape seen(String operation, Window2d window, Shape picture) {
        Shape places = window.places(operation, picture.dim(-2), picture.dim(-1));
        return picture.dropLast(2)
                .concat(Shape.of(window.height(), window.width()))
                .concat(places);
    }

    private static List<Integer> steps(Window2d window, Shape padded) {
        int[] strides = padded.strides();
        int row = strides[strides.length - 2];
        return Stream.concat(
                        Arrays.stream(strides, 0, strides.length - 2).boxed(),
                        Stream.of(
                                overflowless(row, window.dilationRows()),
                                window.dilationColumns(),
                                overflowless(row, window.strideRows()),
                                window.strideColumns()))
                .toList();
    }

    private static Shape columns(Shape seen) {
        int r = seen.rank();
        return seen.dropLast(5).concat(Shape.of(seen.sizeOf(r - 5, r - 2), seen.sizeOf(r - 2, r)));
    }
}
