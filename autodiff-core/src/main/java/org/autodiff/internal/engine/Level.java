package org.autodiff.internal.engine;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/**
 * What one call of a transform sees in a tensor beside its value: a tangent, or the batch of which it is one example.
 * Each call is a level of its own. A gate deals with the highest one first, before anything is computed, and with the
 * rest below it; so calls nest in any order and are never mixed up.
 */
public sealed interface Level permits Tangent, Batch {
    /** The call that this belongs to; once that is over, only {@link #below} counts. */
    Transform transform();

    /** The tensor as seen from outside of the call. */
    Tensor below();

    /** What the tensor is when the call is over. */
    Tensor afterwards();

    /** Whether reverse mode can reach anything through it from outside of the call. */
    boolean onTape();

    /** The same with other tensors; itself if they are the same. */
    Level map(UnaryOperator<Tensor> change);

    /** The same at the level of the call that stands for its own. */
    Level at(Map<Transform, Transform> calls);

    /** The same without what ended transforms have left in it. */
    Level settled();
}
