package org.autodiff.options;

/**
 * How lines are pooled; {@link Pool2d} is that of pictures. The window moves by its own size, unless given a stride.
 *
 * <pre>{@code
 * Pool1d.of(3).stride(2).padding(1).countPadding(false)
 * }</pre>
 *
 * @param size of the window
 * @param stride how far it moves
 * @param padding places before and after the line
 * @param dilation how far apart the elements that it sees are
 * @param countPadding whether means count padding as elements that are zero; true by default
 * @param ceilMode whether a last window that hangs over the end has a place too; false by default
 */
public record Pool1d(int size, int stride, int padding, int dilation, boolean countPadding, boolean ceilMode) {
    /**
     * How lines are pooled.
     *
     * @throws IllegalArgumentException if size, stride or dilation is below 1, or the padding negative
     */
    public Pool1d {
        if (size < 1 || stride < 1 || padding < 0 || dilation < 1) {
            throw new IllegalArgumentException("pool1d: size " + size + ", stride " + stride + ", padding " + padding
                    + " and dilation " + dilation + ": must be at least 1, 1, 0 and 1");
        }
    }

    /** A window that moves by its size, without padding. */
    public static Pool1d of(int size) {
        return new Pool1d(size, size, 0, 1, true, false);
    }

    /** The same with another stride. */
    public Pool1d stride(int elements) {
        return new Pool1d(size, elements, padding, dilation, countPadding, ceilMode);
    }

    /** The same with another padding, at most half of the window. */
    public Pool1d padding(int elements) {
        return new Pool1d(size, stride, elements, dilation, countPadding, ceilMode);
    }

    /** The same with another dilation; for largest elements only. */
    public Pool1d dilation(int elements) {
        return new Pool1d(size, stride, padding, elements, countPadding, ceilMode);
    }

    /** The same where padding counts as elements that are zero, or not; see {@link Pool2d#countPadding(boolean)}. */
    public Pool1d countPadding(boolean counts) {
        return new Pool1d(size, stride, padding, dilation, counts, ceilMode);
    }

    /**
     * The same where a last window that hangs over the end has a place too, or not; see {@link
     * Pool2d#ceilMode(boolean)}.
     */
    public Pool1d ceilMode(boolean on) {
        return new Pool1d(size, stride, padding, dilation, countPadding, on);
    }
}
