package org.autodiff.nn.conv;

import org.autodiff.Tensor;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;

/**
 * How a convolution pads its argument: the operation pads with zeros by itself; any other padding is added beforehand.
 * A line is a picture of one row.
 */
record Padding(Window2d window, PadMode mode, boolean same) {

    /** Whether padding is left to the operation, which can add only zeros, and as many before as behind. */
    private boolean byWindow() {
        return !same && mode == PadMode.ZEROS;
    }

    /** The window to slide over the argument once {@link #pad} has padded it. */
    Window2d windowOfPadded() {
        return byWindow() ? window : window.padding(0, 0);
    }

    /** The argument with the padding that the operation cannot add itself. */
    Tensor pad(Tensor x, boolean lines) {
        if (byWindow()) {
            return x;
        }
        int left = before(columns());
        int right = behind(columns());
        return x.pad(lines ? new int[] {left, right} : new int[] {left, right, before(rows()), behind(rows())}, mode);
    }

    /** The least number of rows that the window fits in, and that the padding can be taken from. */
    int leastRows() {
        return least(rows());
    }

    /** The same of columns. */
    int leastColumns() {
        return least(columns());
    }

    private int least(Window1d axis) {
        int before = before(axis);
        int behind = behind(axis);
        int most = Math.max(before, behind);
        int source = switch (mode) {
            case ZEROS -> 0;
            case REFLECT -> most + 1;
            case CIRCULAR -> most;
            case REPLICATE -> 1;
        };
        return (int) Math.max(source, axis.reach() - before - behind);
    }

    private int before(Window1d axis) {
        return same ? (int) (axis.reach() - 1) / 2 : axis.padding();
    }

    private int behind(Window1d axis) {
        return same ? (int) (axis.reach() - 1) - before(axis) : axis.padding();
    }

    private Window1d rows() {
        return window.down();
    }

    private Window1d columns() {
        return window.across();
    }
}
