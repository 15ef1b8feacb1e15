package org.autodiff.internal.engine;

import org.autodiff.Tensor;

/** What one backward walk notes about one node. The node itself holds the notes of the first walk that claims it. */
class WalkNotes {
    /** The walk that these notes belong to; claimed by compare-and-set, see {@link BackwardWalk}. */
    volatile BackwardWalk owner;

    /** The sum of the gradients that have arrived so far; null while there is none. */
    Tensor upstream;

    /** The same for a gate with several outputs, one entry for each. */
    Tensor[] upstreams;

    boolean expanded;
    boolean ordered;

    /** Whether this node or one below it is a target: the others are skipped. */
    boolean wanted;

    /** Whether the gradient of this very node is asked for. */
    boolean target;

    /** Whether the walk goes no further down than this. */
    boolean boundary;

    void reset() {
        upstream = null;
        upstreams = null;
        expanded = false;
        ordered = false;
        wanted = false;
        target = false;
        boundary = false;
    }
}
