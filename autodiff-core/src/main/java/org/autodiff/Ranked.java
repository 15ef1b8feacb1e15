package org.autodiff;

import org.autodiff.ndarray.Index;

/** Elements in order, and where they were: what {@link OrderOps#topK} gives. */
public final class Ranked {
    private final Tensor values;
    private final Tensor positions;

    Ranked(Tensor values, Tensor positions) {
        this.values = values;
        this.positions = positions;
    }

    /** The elements. Their gradients go to where they were. */
    public Tensor values() {
        return values;
    }

    /** The position of each along the axis. */
    public Index indices() {
        return Index.of(positions.value());
    }

    /** The values and their positions. */
    @Override
    public String toString() {
        return values + " at " + positions;
    }
}
