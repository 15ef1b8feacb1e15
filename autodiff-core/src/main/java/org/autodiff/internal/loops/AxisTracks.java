package org.autodiff.internal.loops;

import java.util.function.Consumer;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.internal.kernel.Tracks;
import org.autodiff.ndarray.Shape;

/**
 * Hands the lines along an axis of an array to scans, several at a time: rows along the last axis, else neighbours,
 * whose memory is read in order.
 */
public final class AxisTracks {
    private AxisTracks() {}

    /** Scans each line along the axis once; if reversed, from its last element. */
    public static void deal(Shape shape, int axis, boolean reversed, Consumer<Tracks> scan) {
        if (shape.size() == 0) {
            return;
        }
        int steps = shape.dim(axis);
        int inner = shape.sizeOf(axis + 1, shape.rank());
        int step = reversed ? -inner : inner;
        int start = reversed ? (steps - 1) * inner : 0;
        boolean last = inner == 1;
        int ways = last ? shape.size() / steps : inner;
        int blocks = last ? 1 : shape.size() / (steps * inner);
        int together = Math.min(ways, last ? Limits.ROWS_SIDE_BY_SIDE : Limits.NEIGHBOURS_SIDE_BY_SIDE);
        int side = last ? steps : 1;
        int groups = (ways + together - 1) / together;
        Parallel.splitElements(blocks * groups, 1, steps * together, (from, end) -> {
            for (int g = from; g < end; g++) {
                int way = g % groups * together;
                int first = g / groups * steps * inner + way * side + start;
                scan.accept(new Tracks(first, step, steps, side, Math.min(together, ways - way)));
            }
        });
    }
}
