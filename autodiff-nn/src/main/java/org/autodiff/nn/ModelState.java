package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/** The numbers of a model by path: parameters, then buffers, then the states of random generators. */
final class ModelState {
    private static final Shape WORDS = Shape.of(4);

    private final Model model;
    private final String label;

    ModelState(Model model, String label) {
        this.model = model;
        this.label = label;
    }

    Map<String, NdArray> read() {
        requireRegistered();
        Map<String, NdArray> state = new LinkedHashMap<>();
        model.namedParameters().forEach((name, p) -> state.put(name, p.value()));
        model.namedBuffers().forEach((name, b) -> state.put(name, b.value().value()));
        model.namedGenerators().forEach((name, g) -> state.put(name, g.state().words()));
        return Collections.unmodifiableMap(state);
    }

    LoadReport write(Map<String, NdArray> state, Strictness strictness) {
        requireRegistered();
        requireAssignable();
        StateCheck check = StateCheck.of(label, shapes(), state);
        model.namedGenerators().keySet().forEach(check::generator);
        if (strictness == Strictness.STRICT) {
            check.requireNothing(hint(check));
        }
        Map<String, NdArray> taken = new LinkedHashMap<>(state);
        taken.keySet().removeIf(name -> !check.has(name));
        check.unexpected().forEach(taken::remove);
        assign(taken);
        return new LoadReport(new ArrayList<>(taken.keySet()), check.missing(), check.unexpected(), check.refused());
    }

    private void requireRegistered() {
        model.visit((path, part) -> Unregistered.check(part));
    }

    /** Half a model must not be loaded, so what could refuse is asked first. */
    private void requireAssignable() {
        model.namedParameters().forEach((path, parameter) -> {
            if (parameter.isReplaced()) {
                throw new IllegalStateException(label + ": cannot be loaded where parameter '" + path
                        + "' is replaced by another tensor (a transform of the model, Model.with): load it outside");
            }
        });
    }

    private Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        model.namedParameters().forEach((name, p) -> shapes.put(name, p.shape()));
        model.namedBuffers().forEach((name, b) -> shapes.put(name, b.storage().shape()));
        model.namedGenerators().forEach((name, g) -> shapes.put(name, WORDS));
        return shapes;
    }

    private void assign(Map<String, NdArray> values) {
        model.namedParameters().forEach((name, p) -> {
            if (values.containsKey(name)) {
                p.assign(values.get(name));
            }
        });
        model.namedBuffers().forEach((name, b) -> {
            if (values.containsKey(name)) {
                b.storage().assign(values.get(name));
            }
        });
        model.namedGenerators().forEach((name, g) -> {
            if (values.containsKey(name)) {
                g.reset(Rng.State.of(values.get(name)));
            }
        });
    }

    /** If the names would match without a common prefix, that is what went wrong. */
    static String hint(StateCheck check) {
        Set<String> missing = new TreeSet<>(check.missing());
        if (missing.isEmpty() || check.unexpected().isEmpty()) {
            return "";
        }
        String longer = prefix(check.unexpected(), missing);
        if (!longer.isEmpty()) {
            return "; the names of the state begin with '" + longer + "': load it into the model around this one, or"
                    + " leave that out of the names";
        }
        String shorter = prefix(check.missing(), new TreeSet<>(check.unexpected()));
        return shorter.isEmpty()
                ? ""
                : "; the names of the state lack the prefix '" + shorter + "': it is the state of a part of this model";
    }

    /** What, cut off from each of the names, leaves those of a set; empty if nothing does. */
    private static String prefix(List<String> names, Set<String> rest) {
        String first = names.get(0);
        for (int dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
            String prefix = first.substring(0, dot + 1);
            if (names.stream().allMatch(n -> n.startsWith(prefix) && rest.contains(n.substring(prefix.length())))) {
                return prefix;
            }
        }
        return "";
    }
}
