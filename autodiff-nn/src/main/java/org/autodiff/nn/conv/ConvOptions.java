package org.autodiff.nn.conv;

import java.util.Objects;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window2d;

/**
 * The options of a convolution, beside its channels and its window.
 *
 * <pre>{@code
 * new ConvOptions().groups(4).bias(false)
 * }</pre>
 *
 * <p>A layer refuses options that do not apply to it.
 *
 * @param groups must divide both numbers of channels. The channels are assigned to groups in order, and no output
 *     depends on the channels of another group. 1 by default
 * @param bias whether there is one; true by default
 * @param weights initialiser of the weight; {@link Initializer#heUniform} by default, since a relu usually follows
 * @param padding what the window's padding is filled with; {@link PadMode#ZEROS} by default. Not for transposed
 *     convolutions
 * @param same whether to pad as much as keeps the size, and one element more behind than before if that is odd
 *     (PyTorch's {@code padding='same'}); the window must then have no padding, and stride 1. False by default. Not for
 *     transposed convolutions
 * @param outputPaddingRows by how many rows the result of a transposed convolution is larger than the smallest
 *     possible; 0 by default
 * @param outputPaddingColumns by how many columns
 */
public record ConvOptions(
        int groups,
        boolean bias,
        Initializer weights,
        PadMode padding,
        boolean same,
        int outputPaddingRows,
        int outputPaddingColumns) {
    /**
     * Options.
     *
     * @throws IllegalArgumentException if groups are below 1, or an output padding is negative
     */
    public ConvOptions {
        Objects.requireNonNull(weights, "convOptions: weights is null");
        Objects.requireNonNull(padding, "convOptions: padding is null");
        Check.atLeast("convOptions: groups", groups, 1);
        if (outputPaddingRows < 0 || outputPaddingColumns < 0) {
            throw new IllegalArgumentException("convOptions: output padding must not be negative, got ("
                    + outputPaddingRows + ", " + outputPaddingColumns + ")");
        }
    }

    /** The defaults. */
    public ConvOptions() {
        this(1, true, Initializer.heUniform(), PadMode.ZEROS, false, 0, 0);
    }

    /** The same with other groups. */
    public ConvOptions groups(int number) {
        return new ConvOptions(number, bias, weights, padding, same, outputPaddingRows, outputPaddingColumns);
    }

    /** The same with or without a bias. */
    public ConvOptions bias(boolean biased) {
        return new ConvOptions(groups, biased, weights, padding, same, outputPaddingRows, outputPaddingColumns);
    }

    /** The same with another initialiser of the weight. */
    public ConvOptions weights(Initializer initializer) {
        return new ConvOptions(groups, bias, initializer, padding, same, outputPaddingRows, outputPaddingColumns);
    }

    /** The same with another filling of the padding. */
    public ConvOptions padding(PadMode mode) {
        return new ConvOptions(groups, bias, weights, mode, same, outputPaddingRows, outputPaddingColumns);
    }

    /** The same with or without the padding that keeps the size. */
    public ConvOptions same(boolean same) {
        return new ConvOptions(groups, bias, weights, padding, same, outputPaddingRows, outputPaddingColumns);
    }

    /** The same with another output padding of pictures. */
    public ConvOptions outputPadding(int rows, int columns) {
        return new ConvOptions(groups, bias, weights, padding, same, rows, columns);
    }

    /** The same with another output padding of lines. */
    public ConvOptions outputPadding(int elements) {
        return outputPadding(0, elements);
    }

    /** These options, if they apply to a convolution. */
    ConvOptions forConvolution(Window2d window, boolean lines) {
        String layer = lines ? "conv1d" : "conv2d";
        Objects.requireNonNull(window, () -> layer + ": window is null");
        if (outputPaddingRows != 0 || outputPaddingColumns != 0) {
            throw new IllegalArgumentException(layer + ": output padding is for transposed convolutions");
        }
        boolean still = window.strideRows() == 1 && window.strideColumns() == 1;
        boolean bare = window.paddingRows() == 0 && window.paddingColumns() == 0;
        if (same && !(still && bare)) {
            throw new IllegalArgumentException(layer + ": same padding needs a window of stride 1 without padding, got "
                    + WindowText.of(window, lines));
        }
        return this;
    }

    /** These options, if they apply to a transposed convolution. */
    ConvOptions forTransposed(Window2d window, boolean lines) {
        String layer = lines ? "convTranspose1d" : "convTranspose2d";
        Objects.requireNonNull(window, () -> layer + ": window is null");
        if (same || padding != PadMode.ZEROS) {
            throw new IllegalArgumentException(
                    layer + ": padding " + (same ? "same" : padding) + " is not for transposed convolutions");
        }
        int rows = Math.max(window.strideRows(), window.dilationRows());
        int columns = Math.max(window.strideColumns(), window.dilationColumns());
        if (outputPaddingRows >= rows || outputPaddingColumns >= columns) {
            throw new IllegalArgumentException(
                    layer + ": output padding " + WindowText.pair(lines, outputPaddingRows, outputPaddingColumns)
                            + ": must be below the larger of stride and dilation, "
                            + WindowText.pair(lines, rows, columns));
        }
        return this;
    }
}
