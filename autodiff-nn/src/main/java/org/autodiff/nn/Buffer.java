package org.autodiff.nn;

import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;

/**
 * Numbers that belong to a model and are saved with it, but are not trained: running statistics, for example. Like a
 * parameter, a buffer is overwritten in place, and so outlives an {@code Autodiff.step}. No gradient flows into it or
 * out of it.
 */
public final class Buffer {
    private static final String INSTEAD = ". For running statistics: evaluate the model (eval()), or use layers that"
            + " keep none (trackRunningStats(false), GroupNorm)";

    private final Model owner;
    private final Parameter storage;

    Buffer(Model owner, String name, NdArray initial) {
        this.owner = owner;
        storage = Parameter.of(name, initial);
    }

    /** Its present value, a constant that does not change when the buffer is assigned. */
    public Tensor value() {
        return storage.detach();
    }

    /**
     * Overwrites it. Not to be called while another thread reads it.
     *
     * @throws IllegalArgumentException if the shapes differ
     * @throws IllegalStateException within {@link Model#with}, and within a mapped function (vmap), where there is not
     *     one model that computes it
     */
    public void assign(Tensor values) {
        if (storage.isReplaced()) {
            throw new IllegalStateException(text() + " would take up what the model computes with other parameters than"
                    + " its own (Model.with)" + INSTEAD);
        }
        try {
            storage.assign(values);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(text() + ": " + e.getMessage() + INSTEAD, e);
        }
    }

    /** Where its numbers are. */
    Parameter storage() {
        return storage;
    }

    Model owner() {
        return owner;
    }

    /** The buffer and its owner in words: {@code buffer 'runningMean' of '1' of Sequential}. */
    String text() {
        String path = owner.path().isEmpty() ? "" : "'" + owner.path() + "' of ";
        return "buffer '" + storage.name() + "' of " + path + owner.root().type();
    }

    @Override
    public String toString() {
        return storage.toString().replaceFirst("Parameter", "Buffer");
    }
}
