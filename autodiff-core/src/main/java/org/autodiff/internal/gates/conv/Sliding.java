package org.autodiff.internal.gates.conv;

import org.autodiff.options.Window2d;

/**
 * One axis of a {@link Window2d}: element a of the window at place i is {@code i * stride + a * dilation - padding},
 * which is outside the axis where it is padding.
 *
 * @param ceil whether a last window that hangs over the padding behind the axis counts, if it starts before that
 */
public record Sliding(int size, int stride, int padding, int dilation, boolean ceil) implements AxisWindows {
    /** Only windows that fit whole. */
    public Sliding(int size, int stride, int padding, int dilation) {
        this(size, stride, padding, dilation, false);
    }

    /** A window that sees every element of an axis, one at a time. */
    public static final Sliding ONE = new Sliding(1, 1, 0, 1);

    /** How a window moves down. */
    public static Sliding rows(Window2d w) {
        return new Sliding(w.height(), w.strideRows(), w.paddingRows(), w.dilationRows());
    }

    /** How a window moves across. */
    public static Sliding columns(Window2d w) {
        return new Sliding(w.width(), w.strideColumns(), w.paddingColumns(), w.dilationColumns());
    }

    /** The same, with or without a last window that hangs over. */
    public Sliding ceil(boolean on) {
        return new Sliding(size, stride, padding, dilation, on);
    }

    @Override
    public int count(String operation, int n) {
        long padded = n + 2L * padding;
        long reach = (size - 1L) * dilation;
        long room = padded - reach - 1;
        long last = Math.floorDiv(ceil ? room + stride - 1 : room, (long) stride);
        if (ceil && last * stride >= (long) n + padding) {
            last--;
        }
        if (last < 0 || padded > Integer.MAX_VALUE || reach > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": a window of " + size + " with dilation " + dilation
                    + " does not fit into an axis of size " + n + " with padding " + padding);
        }
        return (int) last + 1;
    }

    /** How many elements of the axis and its padding the window sees at place {@code i}; it has no dilation. */
    public int sizeWithPadding(int i, int n) {
        return (int) Math.min(size, (long) n + 2L * padding - (long) i * stride);
    }

    /**
     * The size of an axis on which this has so many places: the smallest such size, and so much more.
     *
     * @throws IllegalArgumentException if there are no places, there is no such size, or the addition is not below the
     *     larger of stride and dilation
     */
    public int sizeFor(String operation, int places, int more) {
        if (more < 0 || more >= Math.max(stride, dilation)) {
            throw new IllegalArgumentException(operation + ": output padding " + more + " with stride " + stride
                    + " and dilation " + dilation + ": must be in [0, " + (Math.max(stride, dilation) - 1) + "]");
        }
        long n = (places - 1L) * stride - 2L * padding + (size - 1L) * dilation + 1 + more;
        if (places == 0 || n < 1 || n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": a window of " + size + " with stride " + stride
                    + ", dilation " + dilation + " and padding " + padding + " at " + places
                    + " places: there must be at least 1, and the result's size must be in [1, 2^31 - 1]");
        }
        return (int) n;
    }

    @Override
    public int first(int i, int n) {
        int start = i * stride - padding;
        return start < 0 ? start - Math.floorDiv(start, dilation) * dilation : start;
    }

    @Override
    public int end(int i, int n) {
        return (int) Math.min(n, (long) i * stride + offset(size - 1) + 1);
    }

    @Override
    public int step() {
        return dilation;
    }

    @Override
    public void requireElements(String operation, int n) {
        int count = count(operation, n);
        for (int i = 0; i < count; i++) {
            if (first(i, n) >= end(i, n)) {
                throw new IllegalArgumentException(operation + ": a window of " + size + " with dilation " + dilation
                        + " and padding " + padding + " sees nothing but padding at place " + i
                        + " of an axis of size " + n);
            }
        }
    }

    /** Where the window's element {@code a} lies at place 0. */
    int offset(int a) {
        return a * dilation - padding;
    }

    /** The first place at which an element with this offset is no padding. */
    int firstPlace(int offset) {
        return Math.max(0, -Math.floorDiv(offset, stride));
    }

    /** The end of the places at which it is none. */
    int endOfPlaces(int offset, int n, int places) {
        return Math.min(places, Math.floorDiv(n - 1 - offset, stride) + 1);
    }
}
