package org.autodiff.nn.conv;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.options.Window1d;

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
    private ConvTranspose1d(Builder options, Rng rng) {
        super(options, true, rng);
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
    public static ConvTranspose1d of(int in, int out, int kernelSize, Rng rng) {
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

    /** Options of a {@link ConvTranspose1d}. */
    public static final class Builder extends ConvBuilder<Builder> {
        private Builder(int in, int out, Window1d window) {
            super("convTranspose1d", in, out, window);
        }

        /**
         * By how many elements the result is longer than the shortest possible; 0 by default. It must be below the
         * larger of stride and dilation.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder outputPadding(int elements) {
            return outputPadding(Integer.toString(elements), 0, elements);
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         * @throws IllegalArgumentException if the output padding is not below the larger of stride and dilation
         */
        @Override
        public ConvTranspose1d build(Rng rng) {
            checkOutputPadding();
            return new ConvTranspose1d(this, rng);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        requireChannels(x);
        int length = x.shape().dim(-1);
        require(length > 0 && columnsFrom(length) > 0, "a length that leaves something within the padding", x.shape());
        return biased(x.convTranspose1d(weight, window.across(), groups, outputPaddingColumns));
    }
}
