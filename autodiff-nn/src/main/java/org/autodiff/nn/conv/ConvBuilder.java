package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.nn.Layer;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * The options that all convolutions have in common, under PyTorch's names. By default the kernel moves by one and sees
 * neighbours, without padding; there is one group and a bias, and weights by {@link Initializer#heUniform}, since a
 * relu usually follows. A window over lines is kept as one over pictures of one row.
 *
 * @param <B> the builder itself
 */
public abstract class ConvBuilder<B extends ConvBuilder<B>> {
    final String name;
    final int in;
    final int out;
    final boolean lines;
    Window2d window;
    int groups = 1;
    boolean bias = true;
    Initializer weights = Initializer.heUniform();
    PadMode paddingMode = PadMode.ZEROS;
    boolean same;
    int outputPaddingRows;
    int outputPaddingColumns;

    ConvBuilder(String name, int in, int out, Window2d window) {
        this(name, in, out, window, false);
    }

    ConvBuilder(String name, int in, int out, Window1d window) {
        this(name, in, out, window == null ? null : window.asPicture(), true);
    }

    private ConvBuilder(String name, int in, int out, Window2d window, boolean lines) {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException(name + ": channels must be positive, got " + in + " -> " + out);
        }
        this.name = name;
        this.in = in;
        this.out = out;
        this.window = Objects.requireNonNull(window, () -> name + ": window is null");
        this.lines = lines;
    }

    abstract B self();

    /** The layer, with weights drawn from a generator. */
    public abstract Layer build(Rng rng);

    // ---- the window

    /**
     * How far the kernel moves, along rows and columns alike; 1 by default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public final B stride(int stride) {
        return window(lines ? window.across().stride(stride).asPicture() : window.stride(stride, stride));
    }

    /**
     * How much padding there is before and behind every axis; 0 by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public final B padding(int padding) {
        return window(lines ? window.across().padding(padding).asPicture() : window.padding(padding, padding));
    }

    /**
     * How far apart the elements are that the kernel sees, along rows and columns alike; 1 by default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public final B dilation(int dilation) {
        return window(lines ? window.across().dilation(dilation).asPicture() : window.dilation(dilation, dilation));
    }

    final B window(Window2d changed) {
        window = changed;
        return self();
    }

    // ---- the parameters

    /**
     * How many groups there are; 1 by default. The channels are assigned to groups in order, and no output depends on
     * the channels of another group.
     *
     * @throws IllegalArgumentException if the number is below 1, or does not divide both numbers of channels
     */
    public final B groups(int groups) {
        Check.atLeast(name + ": groups", groups, 1);
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    name + ": " + groups + " groups do not divide channels " + in + " -> " + out);
        }
        this.groups = groups;
        return self();
    }

    /** Whether there is a bias; true by default. */
    public final B bias(boolean biased) {
        bias = biased;
        return self();
    }

    /** The initialiser of the weight; {@link Initializer#heUniform} by default. */
    public final B weights(Initializer initializer) {
        weights = Objects.requireNonNull(initializer, () -> name + ": initializer of the weights is null");
        return self();
    }

    // ---- checks of the two kinds

    /** A convolution that keeps the size has no other padding, and does not leave out anything. */
    final void checkSame() {
        boolean still = window.strideRows() == 1 && window.strideColumns() == 1;
        boolean bare = window.paddingRows() == 0 && window.paddingColumns() == 0;
        if (same && !(still && bare)) {
            throw new IllegalArgumentException(
                    name + ": same padding needs stride 1 and no other padding, got " + WindowText.of(window, lines));
        }
    }

    final B outputPadding(String what, int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(name + ": output padding must not be negative, got " + what);
        }
        outputPaddingRows = rows;
        outputPaddingColumns = columns;
        return self();
    }

    /** More output padding would give places that no window reaches. */
    final void checkOutputPadding() {
        int rows = Math.max(window.strideRows(), window.dilationRows());
        int columns = Math.max(window.strideColumns(), window.dilationColumns());
        if (outputPaddingRows >= rows || outputPaddingColumns >= columns) {
            throw new IllegalArgumentException(name + ": output padding "
                    + WindowText.pair(lines, outputPaddingRows, outputPaddingColumns)
                    + ": must be below the larger of stride and dilation, " + WindowText.pair(lines, rows, columns));
        }
    }
}
