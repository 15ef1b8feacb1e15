package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * What the pooling layers share. Lines are pooled as pictures of one row.
 *
 * <p>With {@code ceilMode} a last window that reaches beyond the end counts too, if it starts
 * within the picture or the padding before it. The picture is lengthened until that window fits.
 */
abstract class Pool extends Layer {
    final Window2d window;
    final boolean ceilMode;
    private final boolean lines;

    Pool(PoolBuilder<?> options) {
        window = options.window;
        ceilMode = options.ceilMode;
        lines = options.lines;
        if (window.paddingRows() > window.height() / 2 || window.paddingColumns() > window.width() / 2) {
            throw new IllegalArgumentException(WindowText.name(getClass()) + ": padding "
                    + WindowText.pair(lines, window.paddingRows(), window.paddingColumns()) + " for a window of "
                    + WindowText.pair(lines, window.height(), window.width()) + ": must be at most half of it");
        }
    }

    @Override
    protected final Tensor forward(Tensor x) {
        Shape shape = x.shape();
        if (lines) {
            require(shape.rank() == 2 || shape.rank() == 3, "(n, channels, length) or (channels, length)", shape);
        } else {
            String one = "channels, rows, columns)";
            require(shape.rank() == 3 || shape.rank() == 4, "(n, " + one + " or (" + one, shape);
        }
        Tensor pictures = lines ? x.unsqueeze(-2) : x;
        Window1d down = window.down();
        Window1d across = window.across();
        int rows = pictures.shape().dim(-2);
        int columns = pictures.shape().dim(-1);
        int moreRows = extra(rows, down);
        int moreColumns = extra(columns, across);
        require(
                fits(rows, moreRows, down) && fits(columns, moreColumns, across),
                "room for a window of " + WindowText.of(window, lines),
                shape);
        require(
                seesElements(rows, moreRows, down) && seesElements(columns, moreColumns, across),
                "an element for the window " + WindowText.of(window, lines) + " at every place",
                shape);
        Tensor y = pool(pictures, new int[] {0, moreColumns, 0, moreRows});
        return lines ? y.squeeze(-2) : y;
    }

    /**
     * The value for pictures that are first to be lengthened by {@code extra}, in the form that
     * {@link Tensor#pad(int[])} takes.
     */
    abstract Tensor pool(Tensor pictures, int[] extra);

    private static boolean fits(int length, int more, Window1d axis) {
        return length > 0 && length + more + 2L * axis.padding() >= axis.reach();
    }

    /** Whether the window has an element in it at every place. With a dilation it could fall on padding only. */
    private static boolean seesElements(int length, int more, Window1d axis) {
        int end = length + more;
        long last = end + 2L * axis.padding() - axis.reach() - axis.padding(); // where the last window may start
        for (long start = -axis.padding(); start < 0 && start <= last; start += axis.stride()) {
            long first = start + (-start + axis.dilation() - 1) / axis.dilation() * axis.dilation();
            if (first >= Math.min(end, start + axis.reach())) {
                return false;
            }
        }
        return true;
    }

    /** By how much an axis must be lengthened for the last window to fit. */
    private int extra(int length, Window1d axis) {
        if (!ceilMode) {
            return 0;
        }
        long free = length + 2L * axis.padding() - axis.reach();
        int stride = axis.stride();
        long last = Math.floorDiv(free + stride - 1, (long) stride); // the number of the last window, counted from 0
        if (last * stride >= (long) length + axis.padding()) {
            last--;
        }
        return last < 0 ? 0 : (int) Math.max(0, last * stride - free);
    }

    @Override
    protected String describe() {
        return getClass().getSimpleName() + "(" + WindowText.of(window, lines) + details() + ")";
    }

    String details() {
        return ceilMode ? ", ceil" : "";
    }
}
