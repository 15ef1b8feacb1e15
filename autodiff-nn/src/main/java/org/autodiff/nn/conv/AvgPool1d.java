package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * The mean of the window at each place, in each channel: {@code (n, channels, length)} to the same with fewer places,
 * or both without n. See {@link Tensor#avgPool1d}.
 *
 * <pre>{@code
 * AvgPool1d.builder(3).stride(2).padding(1).countIncludePad(false).build()
 * }</pre>
 *
 * <p>The window moves by its size, unless given a stride. Padding is at most half of the window, and counts as zeros
 * unless told otherwise.
 */
public final class AvgPool1d extends Pool {
    private final boolean countIncludePad;
    private final int divisorOverride; // 0: the number of elements

    private AvgPool1d(Builder options) {
        super(options);
        countIncludePad = options.countIncludePad;
        divisorOverride = options.divisorOverride;
    }

    /**
     * A window that moves by its size.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static AvgPool1d of(int kernelSize) {
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

    /** Options of an {@link AvgPool1d}. */
    public static final class Builder extends PoolBuilder<Builder> {
        private boolean countIncludePad = true;
        private int divisorOverride; // 0: none

        private Builder(int size) {
            super(size);
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
            Check.atLeast("avgPool1d: divisor", divisor, 1);
            divisorOverride = divisor;
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if the padding is more than half of the window
         */
        @Override
        public AvgPool1d build() {
            return new AvgPool1d(this);
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
