package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.Window2d;

/**
 * A transposed convolution over pictures, {@code (n, in, rows, columns) -> (n, out, rows, columns)}, or without n: each
 * element adds its multiple of the filters to the places that a convolution would have computed it from. With a stride
 * it enlarges:
 *
 * <pre>{@code
 * rows = (rows - 1) stride - 2 padding + dilation (height - 1) + outputPadding + 1
 * }</pre>
 *
 * <p>See {@link Tensor#convTranspose2d}. Parameters, as in PyTorch: {@code weight} of shape
 * {@code (in, out / groups, height, width)}, and {@code bias} of shape {@code (out)}, which starts at 0.
 */
public final class ConvTranspose2d extends Convolution {
    private ConvTranspose2d(int in, int out, Window2d window, ConvOptions options, Rng rng) {
        super(
                in,
                out,
                true,
                false,
                window,
                Objects.requireNonNull(options, "convTranspose2d: options are null")
                        .forTransposed(window, false),
                rng);
    }

    /** A layer with the default {@link ConvOptions options}: one group, a bias, weights by heUniform. */
    public static ConvTranspose2d of(int in, int out, Window2d window, Rng rng) {
        return of(in, out, window, new ConvOptions(), rng);
    }

    /**
     * A layer.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param window of the convolution that it transposes
     * @param options with zeros as padding; an output padding must be below the larger of stride and dilation
     * @param rng where the weights come from
     * @throws IllegalArgumentException if channels are not positive or not divided by the groups, or the options do not
     *     fit the window
     */
    public static ConvTranspose2d of(int in, int out, Window2d window, ConvOptions options, Rng rng) {
        return new ConvTranspose2d(in, out, window, options, rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireChannels(x);
        int rows = x.shape().dim(-2);
        int columns = x.shape().dim(-1);
        require(
                rows > 0 && columns > 0 && rowsFrom(rows) > 0 && columnsFrom(columns) > 0,
                "rows and columns that leave something within the padding",
                x.shape());
        return biased(x.convTranspose2d(
                weight, window, options.groups(), options.outputPaddingRows(), options.outputPaddingColumns()));
    }
}
