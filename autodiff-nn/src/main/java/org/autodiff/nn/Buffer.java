package org.autodiff.nn;

import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * Numbers that belong to a model and are saved with it, but are not trained: running statistics, for example. Overwritten
 * in place, like a parameter, so it outlives an {@code Autodiff.step}; no gradient flows into it or out of it.
 */
public final class Buffer {
    private final Parameter storage;

    Buffer(String name, NdArray initial) {
        storage = Parameter.of(name, initial);
    }

    /** Its present value, as a constant, which stays what it is when this is assigned. */
    public Tensor value() {
        return storage.detach();
    }

    /**
     * Overwrites it. Not to be called while another thread reads it.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public void assign(Tensor values) {
        storage.assign(values);
    }

    @Override
    public String toString() {
        return storage.toString().replaceFirst("Parameter", "Buffer");
    }
}
