package org.autodiff.nn.conv;

import java.util.Locale;
import org.autodiff.options.Window2d;

/** A window in words: {@code 3 x 3, stride 2 x 2}. Defaults are left out. */
final class WindowText {
    private WindowText() {}

    static String of(Window2d w, boolean lines) {
        StringBuilder text = new StringBuilder(pair(lines, w.height(), w.width()));
        if (w.strideRows() != 1 || w.strideColumns() != 1) {
            text.append(", stride ").append(pair(lines, w.strideRows(), w.strideColumns()));
        }
        if (w.paddingRows() != 0 || w.paddingColumns() != 0) {
            text.append(", padding ").append(pair(lines, w.paddingRows(), w.paddingColumns()));
        }
        if (w.dilationRows() != 1 || w.dilationColumns() != 1) {
            text.append(", dilation ").append(pair(lines, w.dilationRows(), w.dilationColumns()));
        }
        return text.toString();
    }

    static String pair(boolean lines, int rows, int columns) {
        return lines ? Integer.toString(columns) : rows + " x " + columns;
    }

    /** The name of a layer in messages of its constructor, where it has no path yet: {@code maxPool2d}. */
    static String name(Class<?> layer) {
        String type = layer.getSimpleName();
        return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }
}
