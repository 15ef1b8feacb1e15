package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The mean of the window at each place, in each channel: {@code (n, channels, rows, columns)} to the same with fewer
 * places, or both without n. See {@link Tensor#avgPool2d}.
 *
 * <pre>{@code
 * AvgPool2d.builder(3).stride(2).padding(1).countIncludePad(false).build()
 * }</pre>
 *
 * <p>The window moves by its size, unless given a stride. Padding is at most half of the window, and counts as zeros
 * unless told otherwise.
 */
public final class AvgPool2d extends Pool {
    private final boolean countIncludePad;
    private final int divisorOverride; // 0: the number of elements

    private AvgPool2d(Builder options) {
        super(options);
        countIncludePad = options.countIncludePad;
        divisorOverride = options.divisorOverride;
    }

    /**
     * A square window that moves by its size.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static AvgPool2d of(int kernelSize) {
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

    /** Options of an {@link AvgPool2d}. */
    public static final class Builder extends PoolBuilder<Builder> {
        private boolean countIncludePad = true;
        private int divisorOverride; // 0: none

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

        /** Whether padding counts as zeros; true by default. Otherwise it does not count at all. */
        public Builder countIncludePad(boolean counts) {
            countIncludePad = counts;
            return this;
        }

        /**
         * What the sums are divided by; the number of elements of the window by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder divisorOverride(int divisor) {
            Check.atLeast("avgPool2d: divisor", divisor, 1);
            divisorOverride = divisor;
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if the padding is more than half of the window
         */
        @Override
        public AvgPool2d build() {
            return new AvgPool2d(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }

    @Override
    Tensor pool(Tensor pictures, int[] extra) {
        return WindowMeans.of(pictures, window, extra, countIncludePad, divisorOverride);
    }

    @Override
    String details() {
        return super.details()
                + (countIncludePad ? "" : ", padding not counted")
                + (divisorOverride == 0 ? "" : ", divisor " + divisorOverride);
    }
}
