package org.autodiff.examples.formula;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

/** What the subscripts of a part take, axis by axis. */
final class Parts {
    /** Takes a part along an axis. */
    private interface Taker {
        Tensor take(Tensor x, int axis);
    }

    private record OfAxis(Taker taker, boolean keepsAxis) {}

    private final List<OfAxis> axes = new ArrayList<>();

    /** A position, whose axis disappears, or several, as an {@link Index}. */
    void at(Object position) {
        if (position instanceof Index index) {
            axes.add(new OfAxis((x, axis) -> x.indexSelect(axis, index), true));
        } else {
            axes.add(new OfAxis((x, axis) -> x.select(axis, (int) position), false));
        }
    }

    /** Positions up to {@code to}, or to the end if it is null. */
    void range(int from, Integer to, int step) {
        if (from == 0 && to == null && step == 1) {
            axes.add(new OfAxis((x, axis) -> x, true));
        } else {
            axes.add(new OfAxis(
                    (x, axis) -> x.slice(axis, from, to == null ? x.shape().dim(axis) : to, step), true));
        }
    }

    Tensor of(Tensor x) {
        if (axes.size() > x.rank()) {
            throw new IndexOutOfBoundsException(
                    axes.size() + " subscripts for shape " + x.shape() + ": must be at most one for each axis");
        }
        Tensor part = x;
        int axis = 0;
        for (OfAxis a : axes) {
            part = a.taker.take(part, axis);
            axis += a.keepsAxis ? 1 : 0;
        }
        return part;
    }
}
