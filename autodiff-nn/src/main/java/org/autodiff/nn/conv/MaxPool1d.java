package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.Pool2d;

/**
 * The largest element of the window at each place, in each channel: {@code (n, channels, length)} to the same with
 * fewer places, or both without n. If several are equal, the first gets the gradient; padding is never the largest. See
 * {@link Tensor#maxPool1d}.
 *
 * <pre>{@code
 * MaxPool1d.builder(3).stride(2).padding(1).build()
 * }</pre>
 *
 * <p>The window moves by its size unless a stride is given, and covers adjacent elements unless a dilation is given.
 * Padding is at most half of the window.
 */
public final class MaxPool1d extends Pool {
    private MaxPool1d(Builder options) {
        super(options);
    }

    /**
     * A window that moves by its size.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static MaxPool1d of(int kernelSize) {
        return builder(kernelSize).build();
    }

    /**
     * A window with other options.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static Builder builder(int kernelSize) {
        return new Builder(kernelSize);
    }

    /** Options of a {@link MaxPool1d}. */
    public static final class Builder extends PoolBuilder<Builder> {
        private Builder(int size) {
            super(size);
        }

        /**
         * How far apart the elements are that the window sees; 1 by default.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder dilation(int dilation) {
            return window(window.across().dilation(dilation).asPicture());
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if the padding is more than half of the window
         */
        @Override
        public MaxPool1d build() {
            return new MaxPool1d(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    @Override
    Tensor pool(Tensor pictures, int[] extra) {
        Tensor x = ceilMode ? pictures.pad(extra, Double.NEGATIVE_INFINITY) : pictures;
        return x.maxPool2d(Pool2d.of(window));
    }
}
