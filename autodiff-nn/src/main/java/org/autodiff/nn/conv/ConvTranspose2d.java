package org.autodiff.nn.conv;

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
    private ConvTranspose2d(Builder options, Rng rng) {
        super(options, true, rng);
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
    public static ConvTranspose2d of(int in, int out, int kernelSize, Rng rng) {
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

    /** Options of a {@link ConvTranspose2d}. */
    public static final class Builder extends ConvBuilder<Builder> {
        private Builder(int in, int out, Window2d window) {
            super("convTranspose2d", in, out, window);
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

        /**
         * By how many rows, and columns, the result is larger than the smallest possible; 0 by default. It must be
         * below the larger of stride and dilation.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder outputPadding(int both) {
            return outputPadding(both, both);
        }

        /** The same with different numbers of rows and columns. */
        public Builder outputPadding(int rows, int columns) {
            return outputPadding("(" + rows + ", " + columns + ")", rows, columns);
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         * @throws IllegalArgumentException if the output padding is not below the larger of stride and dilation
         */
        @Override
        public ConvTranspose2d build(Rng rng) {
            checkOutputPadding();
            return new ConvTranspose2d(this, rng);
        }

        @Override
        Builder self() {
            return this;
        }
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
        return biased(x.convTranspose2d(weight, window, groups, outputPaddingRows, outputPaddingColumns));
    }
}
