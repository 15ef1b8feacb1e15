package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.PadMode;
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
 * Conv2d.builder(3, 16, 3).padding(1).build(rng)
 * }</pre>
 */
public final class Conv2d extends Convolution {
    private final Padding padding;

    private Conv2d(Builder options, Rng rng) {
        super(options, false, rng);
        padding = new Padding(window, options.paddingMode, options.same);
    }

    /**
     * A layer with a square kernel and the usual options.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param kernelSize rows and columns of the window
     * @param rng where the weights come from
     * @throws IllegalArgumentException if a number is not positive
     */
    public static Conv2d of(int in, int out, int kernelSize, Rng rng) {
        return builder(in, out, kernelSize).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in channels of its argument
     * @param out channels of its value
     * @param kernelSize rows and columns of the window
     * @throws IllegalArgumentException if a number is not positive
     */
    public static Builder builder(int in, int out, int kernelSize) {
        return builder(in, out, kernelSize, kernelSize);
    }

    /** The same with a kernel that is not square. */
    public static Builder builder(int in, int out, int kernelRows, int kernelColumns) {
        return new Builder(in, out, Window2d.of(kernelRows, kernelColumns));
    }

    /** The same for a window that is there already, with its strides, paddings and dilations. */
    public static Builder builder(int in, int out, Window2d window) {
        return new Builder(in, out, window);
    }

    /** Options of a {@link Conv2d}. */
    public static final class Builder extends ConvBuilder<Builder> {
        private Builder(int in, int out, Window2d window) {
            super("conv2d", in, out, window);
        }

        /** How far the kernel moves along rows, and along columns. */
        public Builder stride(int rows, int columns) {
            return window(window.stride(rows, columns));
        }

        /** How much padding there is above and below, and left and right. */
        public Builder padding(int rows, int columns) {
            return window(window.padding(rows, columns));
        }

        /** How far apart the elements are that the kernel sees, along rows and along columns. */
        public Builder dilation(int rows, int columns) {
            return window(window.dilation(rows, columns));
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
        public Conv2d build(Rng rng) {
            checkSame();
            return new Conv2d(this, rng);
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
                x.shape().dim(-2) >= padding.leastRows() && x.shape().dim(-1) >= padding.leastColumns(),
                "at least " + padding.leastRows() + " rows and " + padding.leastColumns() + " columns",
                x.shape());
        return biased(padding.pad(x, false).conv2d(weight, padding.windowOfPadded(), groups));
    }
}
