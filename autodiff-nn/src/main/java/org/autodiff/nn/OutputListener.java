package org.autodiff.nn;

import org.autodiff.Tensor;

/** Sees the values that the parts of a model give; see {@link Model#onOutput}. */
@FunctionalInterface
public interface OutputListener {
    /**
     * A part has given a value. An exception ends what is being computed.
     *
     * @param path of the part from the model that is observed, such as {@code encoder.2}; empty for that model itself
     * @param part that gave it
     * @param value to be looked at now: within an {@code Autodiff.step} its memory is used again afterwards
     */
    void output(String path, Model part, Tensor value);
}
