package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;

/** Several parts with a state as one; see {@link Stateful#of}. */
final class StatefulParts implements Stateful {
    private final Map<String, Stateful> parts = new LinkedHashMap<>();

    StatefulParts(Map<String, ? extends Stateful> parts) {
        Objects.requireNonNull(parts, "state: the parts are null");
        parts.forEach((name, part) -> {
            Objects.requireNonNull(part, () -> "state: part '" + name + "' is null");
            this.parts.put(name, part);
        });
        for (String a : parts.keySet()) {
            for (String b : parts.keySet()) {
                if (b.startsWith(a + ".")) {
                    throw new IllegalArgumentException(
                            "state: an entry of part '" + b + "' may be one of part '" + a + "': name them apart");
                }
            }
        }
    }

    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> all = new LinkedHashMap<>();
        parts.forEach((part, stateful) -> stateful.state().forEach((name, array) -> all.put(part + "." + name, array)));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public void load(Map<String, NdArray> state) {
        Objects.requireNonNull(state, "state: the state is null");
        List<String> problems = new ArrayList<>();
        Map<String, Map<String, NdArray>> shares = shares(state, problems);
        Map<String, Map<String, NdArray>> before = new LinkedHashMap<>();
        parts.forEach((part, stateful) -> {
            Map<String, NdArray> present = stateful.state();
            try {
                stateful.load(shares.get(part));
                before.put(part, present);
            } catch (IllegalArgumentException e) {
                problems.add("in '" + part + "', " + e.getMessage());
            } catch (RuntimeException | Error e) {
                takeBack(before);
                throw e;
            }
        });
        if (!problems.isEmpty()) {
            takeBack(before);
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** The entries of each part, without its name. */
    private Map<String, Map<String, NdArray>> shares(Map<String, NdArray> state, List<String> problems) {
        Map<String, Map<String, NdArray>> shares = new LinkedHashMap<>();
        parts.keySet().forEach(part -> shares.put(part, new LinkedHashMap<>()));
        List<String> unexpected = new ArrayList<>();
        state.forEach((name, array) -> {
            String owner = parts.keySet().stream()
                    .filter(part -> name.startsWith(part + "."))
                    .findFirst()
                    .orElse(null);
            if (owner == null) {
                unexpected.add("'" + name + "'");
            } else {
                shares.get(owner).put(name.substring(owner.length() + 1), array);
            }
        });
        if (!unexpected.isEmpty()) {
            problems.add("unexpected " + String.join(", ", unexpected));
        }
        return shares;
    }

    /** The last part first, as one object may be several parts. */
    private void takeBack(Map<String, Map<String, NdArray>> before) {
        List<String> names = new ArrayList<>(before.keySet());
        Collections.reverse(names);
        names.forEach(name -> parts.get(name).load(before.get(name)));
    }
}
