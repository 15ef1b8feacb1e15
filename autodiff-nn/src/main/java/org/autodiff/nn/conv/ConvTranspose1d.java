package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * A transposed convolution over lines, {@code (n, in, length) -> (n, out, length)}, or without n: each element adds its
 * multiple of the filters to the places that a convolution would have computed it from. With a stride it enlarges:
 *
 * <pre>{@code
 * length = (length - 1) stride - 2 padding + dilation (size - 1) + outputPadding + 1
 * }</pre>
 *
 * <p>See {@link Tensor#convTranspose1d}. Parameters, as in PyTorch: {@code weight} of shape
 * {@code (in, out / groups, size)}, and {@code bias} of shape {@code (out)}, which starts at 0.
 */
public final class ConvTranspose1d extends Convolution {
    private ConvTranspose1d(int in, int out, Window2d window, ConvOptions options, Rng rng) {
        super(
                in,
                out,
                true,
                true,
                window,
                Objects.requireNonNull(options, "convTranspose1d: options are null")
                        .forTransposed(window, true),
                rng);
    }

    /** A layer with the default {@link ConvOptions options}: one group, a bias, weights by heUniform. */
    public static ConvTranspose1d of(int in, int out, Window1d window, Rng rng) {
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
    public static ConvTranspose1d of(int in, int out, Window1d window, ConvOptions options, Rng rng) {
        return new ConvTranspose1d(
                in,
                out,
                Objects.requireNonNull(window, "convTranspose1d: window is null")
                        .asPicture(),
                options,
                rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireChannels(x);
        int length = x.shape().dim(-1);
        require(length > 0 && columnsFrom(length) > 0, "a length that leaves something within the padding", x.shape());
        return biased(x.convTranspose1d(weight, window.across(), options.groups(), options.outputPaddingColumns()));
    }
}
