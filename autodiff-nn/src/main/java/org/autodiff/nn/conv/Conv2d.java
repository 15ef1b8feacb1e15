package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.Window2d;

/**
 * A convolution over pictures, {@code (n, in, rows, columns) -> (n, out, rows, columns)}, or without n:
 *
 * <pre>{@code
 * y[n, o, i, j] = bias[o] + sum over c, a, b of x[n, c, i stride + a dilation - padding, ...] weight[o, c, a, b]
 * }</pre>
 *
 * <p>where c runs over the channels of o's group. See {@link Tensor#conv2d}. Parameters, as in PyTorch: {@code weight}
 * of shape {@code (out, in / groups, height, width)}, and {@code bias} of shape {@code (out)}, which starts at 0.
 *
 * <pre>{@code
 * Conv2d.of(3, 16, Window2d.of(3, 3).padding(1, 1), rng)
 * }</pre>
 */
public final class Conv2d extends Convolution {
    private final Padding padding;

    private Conv2d(int in, int out, Window2d window, ConvOptions options, Rng rng) {
        super(
                in,
                out,
                false,
                false,
                window,
                Objects.requireNonNull(options, "conv2d: options are null").forConvolution(window, false),
                rng);
        padding = new Padding(window, options.padding(), options.same());
    }

    /** A layer with the default {@link ConvOptions options}: one group, a bias, weights by heUniform. */
    public static Conv2d of(int in, int out, Window2d window, Rng rng) {
        return of(in, out, window, new ConvOptions(), rng);
    }

    /**
     * A layer.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param window that slides over it
     * @param options all but output padding
     * @param rng where the weights come from
     * @throws IllegalArgumentException if channels are not positive or not divided by the groups, or the options do not
     *     fit the window
     */
    public static Conv2d of(int in, int out, Window2d window, ConvOptions options, Rng rng) {
        return new Conv2d(in, out, window, options, rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireChannels(x);
        require(
                x.shape().dim(-2) >= padding.leastRows() && x.shape().dim(-1) >= padding.leastColumns(),
                "at least " + padding.leastRows() + " rows and " + padding.leastColumns() + " columns",
                x.shape());
        return biased(padding.pad(x, false).conv2d(weight, padding.windowOfPadded(), options.groups()));
    }
}
