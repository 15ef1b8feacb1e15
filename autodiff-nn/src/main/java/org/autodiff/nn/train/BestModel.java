package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;

/** The state of a model at its best, if there is one yet. */
final class BestModel implements Stateful {
    private final Model model;
    private Map<String, NdArray> taken = Map.of();

    BestModel(Model model) {
        this.model = model;
    }

    void take() {
        taken = model.state();
    }

    /** Makes the model that, if there is one. */
    void restore() {
        if (!taken.isEmpty()) {
            model.load(taken);
        }
    }

    @Override
    public Map<String, NdArray> state() {
        return taken;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        if (!state.isEmpty()) {
            StateCheck.like(model.state(), "best model", state).requireNothing();
        }
        taken = new LinkedHashMap<>(state);
    }
}
