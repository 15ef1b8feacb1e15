package org.autodiff.internal.engine;

import org.autodiff.ndarray.NdArray;

/**
 * What a {@link org.autodiff.Tensor} is made of. The fields stand here, in the engine's own package, because they are
 * the engine's business only: a program sees numbers and operations.
 */
public abstract class TensorState {
    /** The numbers. Final but for the assignment of a parameter. */
    protected NdArray value;

    /** What made it; null for a constant. Final but for a parameter that is frozen, and so is a constant meanwhile. */
    protected Node node;

    /** What a transform that is running sees in it; null outside of {@code jvp} and {@code vmap}. */
    protected final Level level;

    /** Of a parameter its leaf, also while it is frozen; null of anything else. */
    protected Leaf ownLeaf() {
        return null;
    }

    protected TensorState(NdArray value, Node node, Level level) {
        this.value = value;
        this.node = node;
        this.level = level;
    }
}
