package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * A convolution over lines, {@code (n, in, length) -> (n, out, length)}, or without n:
 *
 * <pre>{@code
 * y[n, o, i] = bias[o] + sum over c, a of x[n, c, i stride + a dilation - padding] weight[o, c, a]
 * }</pre>
 *
 * <p>where c runs over the channels of o's group. See {@link Tensor#conv1d}. Parameters, as in PyTorch: {@code weight}
 * of shape {@code (out, in / groups, size)}, and {@code bias} of shape {@code (out)}, which starts at 0.
 *
 * <pre>{@code
 * Conv1d.of(3, 16, Window1d.of(5).padding(2), rng)
 * }</pre>
 */
public final class Conv1d extends Convolution {
    private final Padding padding;

    private Conv1d(int in, int out, Window2d window, ConvOptions options, Rng rng) {
        super(
                in,
                out,
                false,
                true,
                window,
                Objects.requireNonNull(options, "conv1d: options are null").forConvolution(window, true),
                rng);
        padding = new Padding(window, options.padding(), options.same());
    }

    /** A layer with the default {@link ConvOptions options}: one group, a bias, weights by heUniform. */
    public static Conv1d of(int in, int out, Window1d window, Rng rng) {
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
    public static Conv1d of(int in, int out, Window1d window, ConvOptions options, Rng rng) {
        return new Conv1d(
                in,
                out,
                Objects.requireNonNull(window, "conv1d: window is null").asPicture(),
                options,
                rng);
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireChannels(x);
        require(
                x.shape().dim(-1) >= padding.leastColumns(),
                "a length of at least " + padding.leastColumns(),
                x.shape());
        Tensor y = padding.pad(x, true).conv1d(weight, padding.windowOfPadded().across(), options.groups());
        return biased(y);
    }
}
