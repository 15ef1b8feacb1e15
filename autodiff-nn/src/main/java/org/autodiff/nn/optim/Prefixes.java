package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Parameter;
import org.autodiff.nn.Model;

/**
 * Tells the parameters of several models in one optimizer apart. The prefixes depend on the types of the models and on
 * their order only, so that a saved state has the same names in the next run; and with two models there always are
 * some, so that a new layer in one of them does not change the names of the other.
 */
final class Prefixes {
    private Prefixes() {}

    /** The groups with prefixed names, if they are of two models or more; else as they are. */
    static List<ParameterGroup> added(List<ParameterGroup> groups) {
        List<Model> models = new ArrayList<>();
        for (ParameterGroup group : groups) {
            if (group.model() != null && !models.contains(group.model())) {
                models.add(group.model());
            }
        }
        if (models.size() < 2) {
            return groups;
        }
        Map<String, Long> paths = new HashMap<>();
        models.forEach(m -> paths.merge(m.path(), 1L, Long::sum));
        return groups.stream()
                .map(g -> g.model() == null ? g : g.prefix(prefix(g.model(), models.indexOf(g.model()), paths)))
                .toList();
    }

    /**
     * Checks the parameters and names of an optimizer.
     *
     * @throws IllegalArgumentException if a parameter is there twice, or two have the same name
     */
    static void requireDistinct(List<ParameterGroup> groups) {
        Map<Parameter, String> names = new HashMap<>();
        Map<String, Parameter> named = new HashMap<>();
        groups.forEach(group -> group.parameters().forEach((name, parameter) -> {
            String other = names.put(parameter, name);
            if (other != null) {
                throw new IllegalArgumentException("optimizer: '" + other + "' and '" + name
                        + "' are the same parameter, which would move twice in each step");
            }
            if (named.put(name, parameter) != null) {
                throw new IllegalArgumentException("optimizer: two parameters are called '" + name
                        + "': name them apart, as ParameterGroup.of(parameters).prefix(\"encoder\") does");
            }
        }));
    }

    /** Where a part of a model is, or for a model of its own its type and position. */
    private static String prefix(Model model, int position, Map<String, Long> paths) {
        String path = model.path();
        return !path.isEmpty() && paths.get(path) == 1 ? path : type(model) + position;
    }

    private static String type(Model model) {
        String name = model.getClass().getSimpleName();
        return name.isEmpty() ? "model" : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
