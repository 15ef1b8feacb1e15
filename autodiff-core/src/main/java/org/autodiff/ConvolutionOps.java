package org.autodiff;

import java.util.Objects;
import org.autodiff.internal.gates.conv.Convolution;
import org.autodiff.internal.gates.conv.ConvolutionShape;
import org.autodiff.internal.gates.conv.Sliding;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * Convolutions of a {@link Tensor}, as in PyTorch and other libraries for neural networks: the filters are not flipped
 * (mathematics calls that cross-correlation). Pictures are {@code (n, channels, rows, columns)}, lines
 * {@code (n, channels, length)}, or one of them without {@code n}.
 *
 * <p>With {@code groups} the channels are dealt, in order, to groups that do not see each other; with as many groups as
 * channels each has its own filters (a depthwise convolution). There is no parameter for a bias: it is
 * {@code .add(bias)} of shape {@code (out, 1, 1)} for pictures and {@code (out, 1)} for lines.
 *
 * <p>All are linear in this and in the weight. Padding is zeros, which are multiplied like all other elements: an
 * infinite weight above padding gives NaN. See Dumoulin and Visin, <i>A guide to convolution arithmetic for deep
 * learning</i> (2016).
 */
public sealed interface ConvolutionOps permits Tensor {

    // ---- pictures

    /** The convolution with a window that moves by one, without padding, in one group. */
    default Tensor conv2d(Tensor weight) {
        return conv2d(weight, window("conv2d", (Tensor) this, weight), 1);
    }

    /** The convolution in one group; see {@link #conv2d(Tensor, Window2d, int)}. */
    default Tensor conv2d(Tensor weight, Window2d window) {
        return conv2d(weight, window, 1);
    }

    /**
     * The convolution {@code y[n, o, i, j] = sum over c, a, b of x[n, c, i stride + a dilation - padding, ...]
     * weight[o, c, a, b]}, where c runs over the channels of o's group. PyTorch's {@code conv2d}.
     *
     * <p>Its gradients are a transposed convolution of the upstream gradient, and the convolution of this with it.
     *
     * @param weight filters of shape {@code (out, channels / groups, height, width)}
     * @param window of the size of the filters
     * @param groups which divide both this tensor's channels and the filters
     * @return shape {@code (n, out, places down, places across)}, see {@link Window2d#places}; without n, if this is
     * @throws IllegalArgumentException if ranks or sizes do not fit each other, or the window does not fit the pictures
     */
    default Tensor conv2d(Tensor weight, Window2d window, int groups) {
        return convolve("conv2d", (Tensor) this, weight, 2, window, groups);
    }

    /** The transposed convolution with a window that moves by one, without padding, in one group. */
    default Tensor convTranspose2d(Tensor weight) {
        return convTranspose2d(weight, window("convTranspose2d", (Tensor) this, weight), 1, 0, 0);
    }

    /** The transposed convolution in one group; see {@link #convTranspose2d(Tensor, Window2d, int, int, int)}. */
    default Tensor convTranspose2d(Tensor weight, Window2d window) {
        return convTranspose2d(weight, window, 1, 0, 0);
    }

    /**
     * The transposed convolution, sometimes called deconvolution: each element of this adds its multiple of the filters
     * to the places that a convolution would have read. It is the linear map whose matrix is the transpose of that of
     * {@link #conv2d(Tensor, Window2d, int)} with the same weight, and not its inverse. PyTorch's
     * {@code conv_transpose2d}.
     *
     * <p>Several sizes of pictures give a convolution the same places if its stride is above 1. The result is the
     * smallest of them, and the output padding is how many rows and columns it is larger than that: these are no zeros,
     * only less of the padding is cut off.
     *
     * @param weight filters of shape {@code (channels, out / groups, height, width)}
     * @param window of the size of the filters
     * @param groups which divide the channels of this
     * @return shape {@code (n, out, rows, columns)} with {@code rows = (this rows - 1) stride - 2 padding + dilation
     *     (height - 1) + outputPadding + 1}, and columns likewise; without n, if this is
     * @throws IllegalArgumentException if ranks or sizes do not fit each other, an output padding is not below the
     *     larger of stride and dilation, this has no rows or columns, or nothing would be left of the result
     */
    default Tensor convTranspose2d(
            Tensor weight, Window2d window, int groups, int outputPaddingRows, int outputPaddingColumns) {
        return transpose(
                "convTranspose2d", (Tensor) this, weight, 2, window, groups, outputPaddingRows, outputPaddingColumns);
    }

    // ---- lines

    /** The convolution along lines with a window that moves by one, without padding, in one group. */
    default Tensor conv1d(Tensor weight) {
        return conv1d(weight, line("conv1d", (Tensor) this, weight), 1);
    }

    /** The convolution along lines in one group; see {@link #conv1d(Tensor, Window1d, int)}. */
    default Tensor conv1d(Tensor weight, Window1d window) {
        return conv1d(weight, window, 1);
    }

    /**
     * The convolution along lines, {@code y[n, o, i] = sum over c, a of x[n, c, i stride + a dilation - padding]
     * weight[o, c, a]}. PyTorch's {@code conv1d}; see {@link #conv2d(Tensor, Window2d, int)}.
     *
     * @param weight filters of shape {@code (out, channels / groups, size)}
     * @param window of the size of the filters
     * @param groups which divide both this tensor's channels and the filters
     * @throws IllegalArgumentException if ranks or sizes do not fit each other, or the window does not fit the lines
     */
    default Tensor conv1d(Tensor weight, Window1d window, int groups) {
        Window2d picture = picture("conv1d", (Tensor) this, weight, window);
        return convolve("conv1d", (Tensor) this, weight, 1, picture, groups);
    }

    /** The transposed convolution along lines with a window that moves by one, without padding, in one group. */
    default Tensor convTranspose1d(Tensor weight) {
        return convTranspose1d(weight, line("convTranspose1d", (Tensor) this, weight), 1, 0);
    }

    /**
     * The transposed convolution along lines in one group; see {@link #convTranspose1d(Tensor, Window1d, int, int)}.
     */
    default Tensor convTranspose1d(Tensor weight, Window1d window) {
        return convTranspose1d(weight, window, 1, 0);
    }

    /**
     * The transposed convolution along lines. PyTorch's {@code conv_transpose1d}; see {@link #convTranspose2d(Tensor,
     * Window2d, int, int, int)}.
     *
     * @param weight filters of shape {@code (channels, out / groups, size)}
     * @param window of the size of the filters
     * @param groups which divide the channels of this
     * @throws IllegalArgumentException as {@link #convTranspose2d(Tensor, Window2d, int, int, int)}
     */
    default Tensor convTranspose1d(Tensor weight, Window1d window, int groups, int outputPadding) {
        Window2d picture = picture("convTranspose1d", (Tensor) this, weight, window);
        return transpose("convTranspose1d", (Tensor) this, weight, 1, picture, groups, 0, outputPadding);
    }

    // ---- windows

    /** A window of the size of filters of pictures. */
    private static Window2d window(String operation, Tensor x, Tensor weight) {
        requireFilters(operation, x, weight, 2);
        return Window2d.of(weight.shape().dim(2), weight.shape().dim(3));
    }

    /** A window of the size of filters of lines. */
    private static Window1d line(String operation, Tensor x, Tensor weight) {
        requireFilters(operation, x, weight, 1);
        return Window1d.of(weight.shape().dim(2));
    }

    /** A window along lines over pictures of one row. */
    private static Window2d picture(String operation, Tensor x, Tensor weight, Window1d window) {
        requireFilters(operation, x, weight, 1);
        Objects.requireNonNull(window, operation + ": window is null");
        if (window.size() != weight.shape().dim(2)) {
            throw new IllegalArgumentException(operation + ": window of size " + window.size()
                    + " for a weight of shape " + weight.shape() + ": must be its last size");
        }
        return window.asPicture();
    }

    private static void requireFilters(String operation, Tensor x, Tensor weight, int axes) {
        Objects.requireNonNull(weight, operation + ": weight is null");
        String sizes = axes == 1 ? "size" : "height, width";
        if (x.rank() != axes + 1 && x.rank() != axes + 2) {
            throw new IllegalArgumentException(operation + ": needs shape (channels, "
                    + (axes == 1 ? "length" : "rows, columns") + "), or a batch of them, got " + x.shape());
        }
        Shape w = weight.shape();
        if (w.rank() != axes + 2) {
            String channels =
                    operation.startsWith("convTranspose") ? "channels, out / groups" : "out, channels / groups";
            throw new IllegalArgumentException(
                    operation + ": needs a weight of shape (" + channels + ", " + sizes + "), got " + w);
        }
        if (w.dim(-1) == 0 || w.dim(-2) == 0 && axes == 2) {
            throw new IllegalArgumentException(
                    operation + ": weight of shape " + w + ": " + sizes + " must be at least 1");
        }
    }

    // ---- both kinds: lines are pictures of one row

    private static Tensor convolve(String operation, Tensor x, Tensor weight, int axes, Window2d window, int groups) {
        Objects.requireNonNull(window, operation + ": window is null");
        requireFilters(operation, x, weight, axes);
        ConvolutionShape.requireChannels(operation, x.shape().dim(-axes - 1), weight.shape(), groups);
        Tensor pictures = pictures(x, axes);
        Tensor filters = filters(weight);
        ConvolutionShape.of(operation, pictures.shape(), filters.shape(), window, groups);
        return likeInput(x, axes, new Convolution.Conv2d(window, groups).on(pictures, filters));
    }

    private static Tensor transpose(
            String operation,
            Tensor x,
            Tensor weight,
            int axes,
            Window2d window,
            int groups,
            int outputPaddingRows,
            int outputPaddingColumns) {
        Objects.requireNonNull(window, operation + ": window is null");
        requireFilters(operation, x, weight, axes);
        ConvolutionShape.requireGroups(operation, groups);
        Shape w = weight.shape();
        if (x.shape().dim(-axes - 1) != w.dim(0) || w.dim(0) % groups != 0) {
            throw new IllegalArgumentException(operation + ": " + x.shape().dim(-axes - 1)
                    + " channels for a weight of shape " + w + " in " + groups
                    + " groups: must be its first size, and a multiple of the groups");
        }
        Tensor u = pictures(x, axes);
        Tensor filters = filters(weight);
        ConvolutionShape.requireSize(operation, filters.shape(), window);
        Sliding down = Sliding.rows(window);
        Sliding across = Sliding.columns(window);
        int rows = down.sizeFor(operation, u.shape().dim(2), outputPaddingRows);
        int columns = across.sizeFor(operation, u.shape().dim(3), outputPaddingColumns);
        Shape pictures = ConvolutionShape.shape(operation, u.shape().dim(0), (long) w.dim(1) * groups, rows, columns);
        ConvolutionShape.of(operation, pictures, filters.shape(), window, groups);
        // Pictures larger by a whole stride have more places than this has: nothing comes from there.
        int moreDown = outputPaddingRows / window.strideRows();
        int moreAcross = outputPaddingColumns / window.strideColumns();
        Tensor all = moreDown + moreAcross == 0 ? u : u.pad(new int[] {0, moreAcross, 0, moreDown});
        return likeInput(x, axes, new Convolution.Conv2dInput(window, groups, rows, columns).on(all, filters));
    }

    private static Tensor pictures(Tensor x, int axes) {
        Shape s = x.shape();
        int n = s.rank() == axes + 2 ? s.dim(0) : 1;
        Shape pictures = Shape.of(n, s.dim(-axes - 1), axes == 1 ? 1 : s.dim(-2), s.dim(-1));
        return pictures.equals(s) ? x : x.reshape(pictures);
    }

    private static Tensor filters(Tensor weight) {
        Shape w = weight.shape();
        return w.rank() == 4 ? weight : weight.reshape(Shape.of(w.dim(0), w.dim(1), 1, w.dim(2)));
    }

    /** A result without the axes that the input does not have. */
    private static Tensor likeInput(Tensor x, int axes, Tensor y) {
        Shape s = y.shape();
        Shape one = axes == 1 ? Shape.of(s.dim(1), s.dim(3)) : s.dropFirst(1);
        Shape like = x.rank() == axes + 2 ? Shape.of(s.dim(0)).concat(one) : one;
        return like.equals(s) ? y : y.reshape(like);
    }
}
