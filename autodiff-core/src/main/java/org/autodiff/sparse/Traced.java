package org.autodiff.sparse;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * A tensor of a recording, and what its elements depend on.
 *
 * @param sets for each element the number of a set; null if no element depends on anything
 * @param varies whether its numbers may be others at another point, with a derivative or without
 * @param constant whether it was made of constants only
 */
record Traced(Tape.Entry entry, int[] sets, boolean varies, boolean constant) {
    Shape shape() {
        return entry.shape();
    }

    Tensor value() {
        return Tensor.of(entry.value().orElseThrow());
    }
}
