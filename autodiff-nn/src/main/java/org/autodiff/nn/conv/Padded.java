package org.autodiff.nn.conv;

import org.autodiff.PadMode;
import org.autodiff.Tensor;
import org.autodiff.Window1d;
import org.autodiff.Window2d;

/** How a convolution pads its argument: by its window, or beforehand. Lines are pictures of one row. */
record Padded(Window2d window, PadMode mode, boolean same) {

    /** Whether padding is left to the operation, which knows only zeros, as many before as behind. */
    private boolean byWindow() {
        return !same && mode == PadMode.ZEROS;
    }

    /** The window for the padded argument. */
    Window2d rest() {
        return byWindow() ? window : window.padding(0, 0);
    }

    /** The argument with what the window does not pad. */
    Tensor pad(Tensor x, boolean lines) {
        if (byWindow()) {
            return x;
        }
        int left = before(columns());
        int right = behind(columns());
        return x.pad(lines ? new int[] {left, right} : new int[] {left, right, before(rows()), behind(rows())}, mode);
    }

    /** The least number of rows for which the window has a place and the padding something to repeat. */
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
