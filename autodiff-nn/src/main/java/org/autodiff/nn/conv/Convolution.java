package org.autodiff.nn.conv;

import java.util.Locale;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.init.Fan;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * What the four convolution layers share: their parameters {@code weight} and {@code bias}, and their checks. A window
 * over lines is stored as one over pictures of one row; the tensors themselves have no axis of rows then.
 */
abstract class Convolution extends Layer {
    final Window2d window;
    final int groups;
    final int outputPaddingRows;
    final int outputPaddingColumns;
    final Parameter weight;
    private final int in;
    private final int out;
    private final boolean lines;
    private final boolean same;
    private final PadMode paddingMode;
    private final Parameter bias; // null: none

    Convolution(ConvBuilder<?> options, boolean transposed, Rng rng) {
        in = options.in;
        out = options.out;
        window = options.window;
        lines = options.lines;
        groups = options.groups;
        same = options.same;
        paddingMode = options.paddingMode;
        outputPaddingRows = options.outputPaddingRows;
        outputPaddingColumns = options.outputPaddingColumns;
        Shape channels = transposed ? Shape.of(in, out / groups) : Shape.of(out, in / groups);
        Shape size = lines ? Shape.of(window.width()) : Shape.of(window.height(), window.width());
        Fan fan = Fan.convolution(in, out, groups, size.size());
        weight = parameter("weight", channels.concat(size), fan, options.weights, rng);
        bias = options.bias ? parameter("bias", NdArray.zeros(Shape.of(out)), fan) : null;
    }

    final void requireChannels(Tensor x) {
        Shape shape = x.shape();
        int axes = lines ? 1 : 2;
        String one = in + (lines ? ", length)" : ", rows, columns)");
        require(
                (shape.rank() == axes + 1 || shape.rank() == axes + 2) && shape.dim(-axes - 1) == in,
                "(n, " + one + " or (" + one,
                shape);
    }

    final Tensor biased(Tensor y) {
        if (bias == null) {
            return y;
        }
        return y.add(lines ? bias.unsqueeze(-1) : bias.reshape(out, 1, 1));
    }

    /** The number of rows that a transposed convolution makes. */
    final long rowsFrom(int rows) {
        return from(rows, window.down(), outputPaddingRows);
    }

    /** The number of columns that a transposed convolution makes. */
    final long columnsFrom(int columns) {
        return from(columns, window.across(), outputPaddingColumns);
    }

    private static long from(int length, Window1d axis, int outputPadding) {
        return (length - 1L) * axis.stride() - 2L * axis.padding() + axis.reach() + outputPadding;
    }

    @Override
    protected final String describe() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName());
        text.append('(').append(in).append(" -> ").append(out).append(", ").append(WindowText.of(window, lines));
        if (same) {
            text.append(", padding same");
        }
        if (groups != 1) {
            text.append(", ").append(groups).append(" groups");
        }
        if (paddingMode != PadMode.ZEROS) {
            text.append(", ").append(paddingMode.name().toLowerCase(Locale.ROOT));
        }
        if (outputPaddingRows != 0 || outputPaddingColumns != 0) {
            text.append(", output padding ");
            text.append(WindowText.pair(lines, outputPaddingRows, outputPaddingColumns));
        }
        return text.append(bias == null ? ", no bias)" : ")").toString();
    }
}
