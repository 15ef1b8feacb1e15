package org.autodiff.options;

/**
 * A window that slides along lines; {@link Window2d} is that of pictures.
 *
 * <pre>{@code
 * Window1d.of(3).stride(2).padding(1)
 * }</pre>
 *
 * @param size of the window
 * @param stride how far it moves
 * @param padding zeros before and after the line
 * @param dilation how far apart the elements that it sees are
 */
public record Window1d(int size, int stride, int padding, int dilation) {
    /**
     * A window.
     *
     * @throws IllegalArgumentException if size, stride or dilation is below 1, or the padding negative
     */
    public Window1d {
        if (size < 1 || stride < 1 || padding < 0 || dilation < 1) {
            throw new IllegalArgumentException("window1d: size " + size + ", stride " + stride + ", padding " + padding
                    + " and dilation " + dilation + ": must be at least 1, 1, 0 and 1");
        }
    }

    /** A window that moves by one and sees neighbours, without padding. */
    public static Window1d of(int size) {
        return new Window1d(size, 1, 0, 1);
    }

    /** The same with another stride. */
    public Window1d stride(int elements) {
        return new Window1d(size, elements, padding, dilation);
    }

    /** The same with another padding. */
    public Window1d padding(int elements) {
        return new Window1d(size, stride, elements, dilation);
    }

    /** The same with another dilation. */
    public Window1d dilation(int elements) {
        return new Window1d(size, stride, padding, elements);
    }

    /** The window over a picture of one row. */
    public Window2d asPicture() {
        return Window2d.of(1, size).stride(1, stride).padding(0, padding).dilation(1, dilation);
    }

    /** How many elements there are from the first that it sees to the last, both included. */
    public long reach() {
        return (size - 1L) * dilation + 1;
    }
}
