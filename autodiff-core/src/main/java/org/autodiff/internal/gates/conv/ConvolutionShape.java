package org.autodiff.internal.gates.conv;

import org.autodiff.ndarray.Shape;
import org.autodiff.options.Window2d;

/**
 * The sizes that a convolution has to do with, once they are found to fit each other. Before these axes all three
 * arrays may have more, the same ones, for convolutions side by side.
 *
 * @param x pictures, {@code (n, channels in, rows, columns)}
 * @param w filters, {@code (channels out, channels in / groups, height, width)}
 * @param u results, {@code (n, channels out, places down, places across)}
 */
public record ConvolutionShape(Shape x, Shape w, Shape u, Window2d window, int groups) {
    /**
     * The sizes of pictures and filters, and what comes of them.
     *
     * @param operation what messages name
     * @throws IllegalArgumentException if pictures, filters, window and groups do not fit each other
     */
    public static ConvolutionShape of(String operation, Shape x, Shape w, Window2d window, int groups) {
        requireAxes(operation, x, w);
        requireChannels(operation, x.dim(-3), w.dropFirst(w.rank() - 4), groups);
        requireSize(operation, w, window);
        int down = Sliding.rows(window).count(operation, x.dim(-2));
        int across = Sliding.columns(window).count(operation, x.dim(-1));
        Shape u = shape(operation, x.dropLast(4), x.dim(-4), w.dim(-4), down, across);
        if ((double) down * across * w.dim(-3) * w.dim(-2) * w.dim(-1) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": weight of shape " + w + " at " + down + " x " + across
                    + " places: sees more than 2^31 - 1 elements of one picture");
        }
        return new ConvolutionShape(x, w, u, window, groups);
    }

    /** Requires at least four axes on both sides, and the same ones before the last four. */
    static void requireAxes(String operation, Shape a, Shape b) {
        if (a.rank() < 4 || b.rank() < 4) {
            throw new IllegalArgumentException(operation + ": needs four axes on both sides, got " + a + " and " + b);
        }
        if (a.rank() != b.rank() || (a.rank() > 4 && !a.dropLast(4).equals(b.dropLast(4)))) {
            throw new IllegalArgumentException(
                    operation + ": needs the same axes before the last four, got " + a + " and " + b);
        }
    }

    /** Requires results of the right shape. */
    ConvolutionShape requireResults(String operation, Shape results) {
        if (!u.equals(results)) {
            throw new IllegalArgumentException(operation + ": results of shape " + results + " for pictures of shape "
                    + x + " and filters of shape " + w + ": must be " + u);
        }
        return this;
    }

    /** Requires at least one group. */
    public static void requireGroups(String operation, int groups) {
        if (groups < 1) {
            throw new IllegalArgumentException(operation + ": groups " + groups + ": must be at least 1");
        }
    }

    /** Requires a weight that fits pictures of so many channels, in so many groups. */
    public static void requireChannels(String operation, int channels, Shape w, int groups) {
        requireGroups(operation, groups);
        if (w.dim(0) % groups != 0) {
            throw new IllegalArgumentException(operation + ": weight of shape " + w + " in " + groups
                    + " groups: its first size must be a multiple of them");
        }
        if (channels != (long) w.dim(1) * groups) {
            throw new IllegalArgumentException(operation + ": " + channels + " channels for a weight of shape " + w
                    + " in " + groups + " groups: must be " + (long) w.dim(1) * groups);
        }
    }

    /** Requires a window as large as the filters. */
    public static void requireSize(String operation, Shape w, Window2d window) {
        if (window.height() != w.dim(-2) || window.width() != w.dim(-1)) {
            throw new IllegalArgumentException(operation + ": window of size (" + window.height() + ", "
                    + window.width() + ") for a weight of shape " + w + ": must be its last two sizes");
        }
    }

    /**
     * A shape of sizes that are not negative.
     *
     * @throws IllegalArgumentException if it is too large; other than that of {@link Shape#of} it names the operation
     */
    public static Shape shape(String operation, long... sizes) {
        return shape(operation, Shape.scalar(), sizes);
    }

    /** The same behind leading axes. */
    static Shape shape(String operation, Shape leading, long... sizes) {
        double product = leading.size();
        int[] dims = new int[sizes.length];
        StringBuilder text = new StringBuilder();
        for (int n : leading.dims()) {
            text.append(n).append(", ");
        }
        boolean fits = true;
        for (int i = 0; i < sizes.length; i++) {
            product *= sizes[i];
            fits &= sizes[i] <= Integer.MAX_VALUE;
            dims[i] = (int) sizes[i];
            text.append(i == 0 ? "" : ", ").append(sizes[i]);
        }
        if (!fits || product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operation + ": shape (" + text + "): more than 2^31 - 1 elements");
        }
        return leading.concat(Shape.of(dims));
    }

    /** Whether there is nothing to multiply: all sums are empty. */
    boolean isEmpty() {
        return x.size() == 0 || w.size() == 0 || u.size() == 0;
    }

    /** Pictures times groups: each is a product of two matrices. */
    int blocks() {
        return x.dropLast(3).size() * groups;
    }

    /** Whether a block is of the first picture of its convolution. */
    boolean isOfFirstPicture(int block) {
        return block % (x.dim(-4) * groups) < groups;
    }

    /** Where the filters of a block begin. */
    int filtersOf(int block) {
        int convolution = block / (x.dim(-4) * groups);
        return (convolution * groups + block % groups) * filters() * filterSize();
    }

    /** Elements of the channels of a group in a picture. */
    int pictureSize() {
        return w.dim(-3) * x.dim(-2) * x.dim(-1);
    }

    /** Filters in a group: the rows of the product. */
    int filters() {
        return w.dim(-4) / groups;
    }

    /** Elements of a filter: over these the product sums. */
    int filterSize() {
        return w.dim(-3) * w.dim(-2) * w.dim(-1);
    }

    /** Places in a picture: the columns of the product. */
    int places() {
        return u.dim(-2) * u.dim(-1);
    }
}
