package org.autodiff.nn.norm;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.ndarray.Shape;

/** Shapes and axes of arguments with an axis of channels. */
final class Channels {
    private Channels() {}

    /** The shape in which one number for each channel broadcasts. */
    static Shape along(int axis, int channels, int rank) {
        int[] dims = new int[rank];
        Arrays.fill(dims, 1);
        dims[axis] = channels;
        return Shape.of(dims);
    }

    /** All axes but one. */
    static int[] allBut(int axis, int rank) {
        return IntStream.range(0, rank).filter(i -> i != axis).toArray();
    }

    /** The last {@code count} axes. */
    static int[] last(int count) {
        return IntStream.range(-count, 0).toArray();
    }
}
