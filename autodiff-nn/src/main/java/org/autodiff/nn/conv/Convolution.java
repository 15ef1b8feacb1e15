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
    final int in;
    final int out;
    final Window2d window;
    final ConvOptions options;
    final Parameter weight;
    private final boolean lines;
    private final Parameter bias; // null: none

    Convolution(int in, int out, boolean transposed, boolean lines, Window2d window, ConvOptions options, Rng rng) {
        this.in = in;
        this.out = out;
        this.window = window;
        this.options = options;
        this.lines = lines;
        int groups = options.groups();
        if (in < 1 || out < 1) {
            throw refused("channels must be positive, got " + in + " -> " + out);
        }
        if (in % groups != 0 || out % groups != 0) {
            throw refused(groups + " groups do not divide channels " + in + " -> " + out);
        }
        Shape channels = transposed ? Shape.of(in, out / groups) : Shape.of(out, in / groups);
        Shape size = lines ? Shape.of(window.width()) : Shape.of(window.height(), window.width());
        Fan fan = Fan.convolution(in, out, groups, size.size());
        weight = parameter("weight", channels.concat(size), fan, options.weights(), rng);
        bias = options.bias() ? parameter("bias", NdArray.zeros(Shape.of(out)), fan) : null;
    }

    /** An exception of the constructor, where the layer has no path yet. */
    private IllegalArgumentException refused(String rule) {
        return new IllegalArgumentException(WindowText.name(getClass()) + ": " + rule);
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
        return from(rows, window.down(), options.outputPaddingRows());
    }

    /** The number of columns that a transposed convolution makes. */
    final long columnsFrom(int columns) {
        return from(columns, window.across(), options.outputPaddingColumns());
    }

    private static long from(int length, Window1d axis, int outputPadding) {
        return (length - 1L) * axis.stride() - 2L * axis.padding() + axis.reach() + outputPadding;
    }

    @Override
    protected final String describe() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName());
        text.append('(').append(in).append(" -> ").append(out).append(", ").append(WindowText.of(window, lines));
        if (options.same()) {
            text.append(", padding same");
        }
        if (options.groups() != 1) {
            text.append(", ").append(options.groups()).append(" groups");
        }
        if (options.padding() != PadMode.ZEROS) {
            text.append(", ").append(options.padding().name().toLowerCase(Locale.ROOT));
        }
        if (options.outputPaddingRows() != 0 || options.outputPaddingColumns() != 0) {
            text.append(", output padding ");
            text.append(WindowText.pair(lines, options.outputPaddingRows(), options.outputPaddingColumns()));
        }
        return text.append(bias == null ? ", no bias)" : ")").toString();
    }
}
