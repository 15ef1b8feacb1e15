package org.autodiff.options;

import org.autodiff.ndarray.Shape;

/**
 * A window that slides over pictures, in rows and columns.
 *
 * <pre>{@code
 * Window2d.of(3, 3).stride(2, 2).padding(1, 1)
 * }</pre>
 *
 * @param height of the window
 * @param width of the window
 * @param strideRows how far it moves from row to row
 * @param strideColumns how far it moves from column to column
 * @param paddingRows rows of zeros above, and below, the picture
 * @param paddingColumns columns of zeros on its left, and on its right
 * @param dilationRows how far apart the rows that the window sees are
 * @param dilationColumns how far apart the columns that it sees are
 */
public record Window2d(
        int height,
        int width,
        int strideRows,
        int strideColumns,
        int paddingRows,
        int paddingColumns,
        int dilationRows,
        int dilationColumns) {

    /**
     * A window.
     *
     * @throws IllegalArgumentException if a size, stride or dilation is below 1, or a padding negative
     */
    public Window2d {
        requireAtLeast(1, "size", height, width);
        requireAtLeast(1, "stride", strideRows, strideColumns);
        requireAtLeast(0, "padding", paddingRows, paddingColumns);
        requireAtLeast(1, "dilation", dilationRows, dilationColumns);
        if ((long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "window2d: size (" + height + ", " + width + "): more than 2^31 - 1 elements");
        }
    }

    private static void requireAtLeast(int least, String what, int rows, int columns) {
        if (rows < least || columns < least) {
            throw new IllegalArgumentException(
                    "window2d: " + what + " (" + rows + ", " + columns + "): must be at least " + least);
        }
    }

    /** A window that moves by one and sees neighbours, without padding. */
    public static Window2d of(int height, int width) {
        return new Window2d(height, width, 1, 1, 0, 0, 1, 1);
    }

    /** The same with other strides. */
    public Window2d stride(int rows, int columns) {
        return new Window2d(height, width, rows, columns, paddingRows, paddingColumns, dilationRows, dilationColumns);
    }

    /** The same with other paddings. */
    public Window2d padding(int rows, int columns) {
        return new Window2d(height, width, strideRows, strideColumns, rows, columns, dilationRows, dilationColumns);
    }

    /** The same with other dilations. */
    public Window2d dilation(int rows, int columns) {
        return new Window2d(height, width, strideRows, strideColumns, paddingRows, paddingColumns, rows, columns);
    }

    /** What it does from row to row. */
    public Window1d down() {
        return new Window1d(height, strideRows, paddingRows, dilationRows);
    }

    /** What it does from column to column. */
    public Window1d across() {
        return new Window1d(width, strideColumns, paddingColumns, dilationColumns);
    }

    /**
     * How many places the window has in a picture, {@code (rows, columns)}.
     *
     * @throws IllegalArgumentException if it does not fit into the picture with its padding
     */
    public Shape places(int rows, int columns) {
        return places("places", rows, columns);
    }

    /** The same, with what the message names. */
    public Shape places(String operation, int rows, int columns) {
        long down = rows + 2L * paddingRows - (height - 1L) * dilationRows - 1;
        long across = columns + 2L * paddingColumns - (width - 1L) * dilationColumns - 1;
        long longest = Math.max(rows + 2L * paddingRows, columns + 2L * paddingColumns);
        if (rows < 0 || columns < 0 || down < 0 || across < 0 || longest > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    operation + ": " + this + " does not fit into a picture of " + rows + " x " + columns);
        }
        long placesDown = down / strideRows + 1;
        long placesAcross = across / strideColumns + 1;
        if (placesDown * placesAcross > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": " + this
                    + " has more than 2^31 - 1 places in a picture of " + rows + " x " + columns);
        }
        return Shape.of((int) placesDown, (int) placesAcross);
    }
}
