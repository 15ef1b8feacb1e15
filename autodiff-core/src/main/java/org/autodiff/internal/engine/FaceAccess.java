package org.autodiff.internal.engine;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/** What the engine may do with the classes of the public face that a program may not: see {@link Tensors}. */
public interface FaceAccess {
    /** Makes a tensor. */
    Tensor make(NdArray value, Node node, Level level);

    /**
     * The gradients in a result of a backward pass, with null where no path carried one; null if it is no such result.
     */
    Iterable<Tensor> gradientsIn(Object result);
}
