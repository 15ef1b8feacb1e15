package org.autodiff.nn.optim;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Tensor;

/** What a rule remembers of one parameter from step to step: tensors by name, in a fixed order. Immutable. */
public final class RuleState {
    private static final RuleState EMPTY = new RuleState(new String[0], new Tensor[0]);

    private final String[] names;
    private final Tensor[] tensors; // in the order of the names; few, so looking through them is the fastest way

    private RuleState(String[] names, Tensor[] tensors) {
        this.names = names;
        this.tensors = tensors;
    }

    /** The state of a rule that remembers nothing. */
    public static RuleState empty() {
        return EMPTY;
    }

    /** This state with a tensor under a name, which replaces the old one. */
    public RuleState with(String name, Tensor tensor) {
        int i = index(name);
        if (i >= 0) {
            Tensor[] changed = tensors.clone();
            changed[i] = tensor;
            return new RuleState(names, changed);
        }
        String[] longer = Arrays.copyOf(names, names.length + 1);
        Tensor[] more = Arrays.copyOf(tensors, tensors.length + 1);
        longer[names.length] = name;
        more[tensors.length] = tensor;
        return new RuleState(longer, more);
    }

    /**
     * The state after this one: a tensor for each name, in the order of the names.
     *
     * @throws IllegalArgumentException if there are not as many tensors as names
     */
    public RuleState next(Tensor... next) {
        if (next.length != names.length) {
            throw new IllegalArgumentException("state: " + next.length + " tensors for " + Arrays.toString(names));
        }
        return new RuleState(names, Arrays.copyOf(next, next.length, Tensor[].class)); // of Tensor, not of a kind of it
    }

    private int index(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The tensor under a name.
     *
     * @throws IllegalArgumentException if there is no such name
     */
    public Tensor get(String name) {
        int i = index(name);
        if (i < 0) {
            throw new IllegalArgumentException("state: no '" + name + "', only " + Arrays.toString(names));
        }
        return tensors[i];
    }

    /** How many tensors there are. */
    int size() {
        return names.length;
    }

    String name(int i) {
        return names[i];
    }

    Tensor tensor(int i) {
        return tensors[i];
    }

    /** Whether another state has the same names in the same order. */
    boolean hasNamesOf(RuleState other) {
        return names == other.names || Arrays.equals(names, other.names);
    }

    /** All tensors by name, in order. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            all.put(names[i], tensors[i]);
        }
        return Collections.unmodifiableMap(all);
    }

    @Override
    public String toString() {
        return "RuleState" + tensors();
    }
}
