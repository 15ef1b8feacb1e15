package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.Pool2d;

/**
 * The largest element of the window at each place, in each channel: {@code (n, channels, rows, columns)} to the same
 * with fewer places, or both without n. If several are equal, the first gets the gradient; padding is never the
 * largest. See {@link Tensor#maxPool2d}.
 *
 * <pre>{@code
 * MaxPool2d.builder(3).stride(2).padding(1).build()
 * }</pre>
 *
 * <p>The window moves by its size unless a stride is given, and covers adjacent elements unless a dilation is given.
 * Padding is at most half of the window.
 */
public final class MaxPool2d extends Pool {
    private MaxPool2d(Builder options) {
        super(options);
    }

    /**
     * A square window that moves by its size.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static MaxPool2d of(int kernelSize) {
        return builder(kernelSize).build();
    }

    /**
     * A square window with other options.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static Builder builder(int kernelSize) {
        return builder(kernelSize, kernelSize);
    }

    /**
     * A window that need not be square, with other options.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int kernelRows, int kernelColumns) {
        return new Builder(kernelRows, kernelColumns);
    }

    /** Options of a {@link MaxPool2d}. */
    public static final class Builder extends PoolBuilder<Builder> {
        private Builder(int rows, int columns) {
            super(rows, columns);
        }

        /** How far the window moves along rows, and along columns. */
        public Builder stride(int rows, int columns) {
            return window(window.stride(rows, columns));
        }

        /** How much padding there is above and below, and left and right. */
        public Builder padding(int rows, int columns) {
            return window(window.padding(rows, columns));
        }

        /**
         * How far apart the elements are that the window sees, along rows and columns alike; 1 by default.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder dilation(int dilation) {
            return window(window.dilation(dilation, dilation));
        }

        /** The same with different numbers along rows and columns. */
        public Builder dilation(int rows, int columns) {
            return window(window.dilation(rows, columns));
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if the padding is more than half of the window
         */
        @Override
        public MaxPool2d build() {
            return new MaxPool2d(this);
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
