package org.autodiff.nn;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.Tensor;

/** A listener to the values of a model and its parts, until it is closed; see {@link Model#onOutput}. */
public final class Observation implements AutoCloseable {
    private final OutputListener listener;
    private final Map<Model, String> paths;

    Observation(OutputListener listener, Map<Model, String> paths) {
        this.listener = listener;
        this.paths = paths;
    }

    void report(Model part, Tensor value) {
        listener.output(paths.get(part), part, value);
    }

    /** Some observations, or null for none, and this one. */
    Observation[] addedTo(Observation[] others) {
        int count = others == null ? 0 : others.length;
        Observation[] all = others == null ? new Observation[1] : Arrays.copyOf(others, count + 1);
        all[count] = this;
        return all;
    }

    /** Some observations without this one; null if none is left. */
    Observation[] removedFrom(Observation[] all) {
        if (all == null) {
            return null;
        }
        Observation[] left = Arrays.stream(all).filter(o -> o != this).toArray(Observation[]::new);
        return left.length == 0 ? null : left;
    }

    /** Ends the observation. To close it again does nothing. */
    @Override
    public void close() {
        paths.keySet().forEach(part -> part.remove(this));
    }
}
