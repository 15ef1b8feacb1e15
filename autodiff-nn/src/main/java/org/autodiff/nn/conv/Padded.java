package org.autodiff.nn.conv;

import org.autodiff.PadMode;
import org.autodiff.Tensor;
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
        int[] columns = {columnsBefore(), columnsBehind()};
        int[] all = {columns[0], columns[1], rowsBefore(), rowsBehind()};
        return x.pad(lines ? columns : all, mode);
    }

    /** The least number of rows for which the window has a place and the padding something to repeat. */
    int leastRows() {
        return least(rowsBefore(), rowsBehind(), window.height(), window.dilationRows());
    }

    int leastColumns() {
        return least(columnsBefore(), columnsBehind(), window.width(), window.dilationColumns());
    }

    private int least(int before, int behind, int size, int dilation) {
        int most = Math.max(before, behind);
        int source = switch (mode) {
            case ZEROS -> 0;
            case REFLECT -> most + 1;
            case CIRCULAR -> most;
            case REPLICATE -> 1;
        };
        return Math.max(source, (size - 1) * dilation + 1 - before - behind);
    }

    private int rowsBefore() {
        return same ? (window.height() - 1) * window.dilationRows() / 2 : window.paddingRows();
    }

    private int rowsBehind() {
        return same ? (window.height() - 1) * window.dilationRows() - rowsBefore() : window.paddingRows();
    }

    private int columnsBefore() {
        return same ? (window.width() - 1) * window.dilationColumns() / 2 : window.paddingColumns();
    }

    private int columnsBehind() {
        return same ? (window.width() - 1) * window.dilationColumns() - columnsBefore() : window.paddingColumns();
    }
}
