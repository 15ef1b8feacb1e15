package org.autodiff.nn.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Tensor;

/** What a rule remembers of one parameter from step to step: tensors by name, in a fixed order. Immutable. */
public final class RuleState {
    private static final RuleState EMPTY = new RuleState(Map.of());

    private final Map<String, Tensor> tensors;

    private RuleState(Map<String, Tensor> tensors) {
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /** The state of a rule that remembers nothing. */
    public static RuleState empty() {
        return EMPTY;
    }

    /** This state with a tensor under a name, which replaces the old one. */
    public RuleState with(String name, Tensor tensor) {
        Map<String, Tensor> more = new LinkedHashMap<>(tensors);
        more.put(name, tensor);
        return new RuleState(more);
    }

    /**
     * The tensor under a name.
     *
     * @throws IllegalArgumentException if there is no such name
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("state: no '" + name + "', only " + tensors.keySet());
        }
        return tensor;
    }

    /** All tensors by name, in order. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    @Override
    public String toString() {
        return "RuleState" + tensors;
    }
}
