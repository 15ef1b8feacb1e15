package org.autodiff.nn.io;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;

/** A part with a state for tests. */
final class Part implements Stateful {
    private Map<String, NdArray> state;

    Part(Map<String, NdArray> state) {
        this.state = state;
    }

    static Part of(String name, double... values) {
        return new Part(Map.of(name, NdArray.of(values)));
    }

    @Override
    public Map<String, NdArray> state() {
        return state;
    }

    @Override
    public void load(Map<String, NdArray> given) {
        StateCheck.like(state, "part", given).requireNothing();
        state = new LinkedHashMap<>(given);
    }
}
