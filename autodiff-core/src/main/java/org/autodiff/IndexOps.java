package org.autodiff;

import org.autodiff.internal.gates.Indexing;
import org.autodiff.ndarray.Index;

/** The operations of a {@link Tensor} that select elements by indices or masks, or put them there. */
public sealed interface IndexOps permits Tensor {

    /**
     * The rows (positions along axis 0) that the indices name, in the shape of the indices. A row may be named often; its
     * gradient is the sum.
     *
     * @throws IndexOutOfBoundsException if an index is not in {@code [-rows, rows)}
     */
    default Tensor gatherRows(Index index) {
        return new Indexing.GatherRows().on((Tensor) this, Tensor.of(index.asArray()));
    }
}
