package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;

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
        Map<String, NdArray> present = model.state();
        if (!state.isEmpty() && !state.keySet().equals(present.keySet())) {
            Set<String> missing = new TreeSet<>(present.keySet());
            missing.removeAll(state.keySet());
            Set<String> unexpected = new TreeSet<>(state.keySet());
            unexpected.removeAll(present.keySet());
            throw new IllegalArgumentException(
                    "best model: the state does not fit: missing " + missing + ", unexpected " + unexpected);
        }
        taken = new LinkedHashMap<>(state);
    }
}
