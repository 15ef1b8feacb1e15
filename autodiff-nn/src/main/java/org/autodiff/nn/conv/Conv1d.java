package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window1d;

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
 * Conv1d.builder(3, 16, 5).padding(2).build(rng)
 * }</pre>
 */
public final class Conv1d extends Convolution {
    private final Padding padding;

    private Conv1d(Builder options, Rng rng) {
        super(options, false, rng);
        padding = new Padding(window, options.paddingMode, options.same);
    }

    /**
     * A layer with the usual options.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param kernelSize of the window
     * @param rng where the weights come from
     * @throws IllegalArgumentException if a number is not positive
     */
    public static Conv1d of(int in, int out, int kernelSize, Rng rng) {
        return builder(in, out, kernelSize).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param kernelSize of the window
     * @throws IllegalArgumentException if a number is not positive
     */
    public static Builder builder(int in, int out, int kernelSize) {
        return new Builder(in, out, Window1d.of(kernelSize));
    }

    /** The same for a window that is there already, with its stride, padding and dilation. */
    public static Builder builder(int in, int out, Window1d window) {
        return new Builder(in, out, window);
    }

    /** Options of a {@link Conv1d}. */
    public static final class Builder extends ConvBuilder<Builder> {
        private Builder(int in, int out, Window1d window) {
            super("conv1d", in, out, window);
        }

        /** What the padding is filled with; {@link PadMode#ZEROS} by default. */
        public Builder paddingMode(PadMode mode) {
            paddingMode = Objects.requireNonNull(mode, () -> name + ": padding mode is null");
            return this;
        }

        /**
         * Pads as much as keeps the size, and one element more behind than before if that is odd: PyTorch's
         * {@code padding='same'}. For stride 1 only, and without another padding.
         */
        public Builder paddingSame() {
            same = true;
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         * @throws IllegalArgumentException if it is to keep the size, with another stride than 1 or another padding
         */
        @Override
        public Conv1d build(Rng rng) {
            checkSame();
            return new Conv1d(this, rng);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireChannels(x);
        require(
                x.shape().dim(-1) >= padding.leastColumns(),
                "a length of at least " + padding.leastColumns(),
                x.shape());
        Tensor y = padding.pad(x, true).conv1d(weight, padding.windowOfPadded().across(), groups);
        return biased(y);
    }
}
