package org.autodiff.nn.conv;

import org.autodiff.nn.Layer;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * The options that all pooling layers have in common, under PyTorch's names. By default the window moves by its own
 * size, without padding. A window over lines is kept as one over pictures of one row.
 *
 * @param <B> the builder itself
 */
public abstract class PoolBuilder<B extends PoolBuilder<B>> {
    final boolean lines;
    Window2d window;
    boolean ceilMode;

    PoolBuilder(int rows, int columns) {
        window = Window2d.of(rows, columns).stride(rows, columns);
        lines = false;
    }

    PoolBuilder(int size) {
        window = Window1d.of(size).stride(size).asPicture();
        lines = true;
    }

    abstract B self();

    /** The layer. */
    public abstract Layer build();

    /**
     * How far the window moves, along rows and columns alike; its own size by default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public final B stride(int stride) {
        return window(lines ? window.across().stride(stride).asPicture() : window.stride(stride, stride));
    }

    /**
     * How much padding there is before and behind every axis; 0 by default. At most half of the window, which
     * {@code build} checks.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public final B padding(int padding) {
        return window(lines ? window.across().padding(padding).asPicture() : window.padding(padding, padding));
    }

    /**
     * Whether a last window that reaches beyond the end counts too, if it starts within the argument or the padding
     * before it; false by default.
     */
    public final B ceilMode(boolean counts) {
        ceilMode = counts;
        return self();
    }

    final B window(Window2d changed) {
        window = changed;
        return self();
    }
}
