package org.autodiff.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.autodiff.Parameter;

/**
 * Finds what a model holds in its fields but has not registered. Such a layer works but is not trained, and nothing
 * else would tell. Searched are arrays, collections, maps and their entries, optionals, atomic references, records, and
 * what lambdas, method references and anonymous classes capture; no other objects.
 */
final class Unregistered {
    private static final int SHOWN = 4;

    /** A value, and the expression by which the model reaches it. */
    private record Found(String where, Object value) {}

    private final Model model;
    private final List<String> faults = new ArrayList<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> open = new ArrayDeque<>(); // no recursion: lists of records may be long

    private Unregistered(Model model) {
        this.model = model;
    }

    /**
     * Checks the fields of one model, not those of its children.
     *
     * @throws IllegalStateException if it holds a model, parameter or buffer that is not part of its tree; the message
     *     names each, and says what to write
     */
    static void check(Model model) {
        new Unregistered(model).run();
    }

    private void run() {
        for (Class<?> type = model.getClass(); type != Model.class; type = type.getSuperclass()) {
            for (Fields.Variable field : Fields.of(type)) {
                open.add(new Found(field.name(), field.valueIn(model)));
                while (!open.isEmpty()) {
                    look(type, open.poll());
                }
            }
        }
        if (!faults.isEmpty()) {
            String more = faults.size() <= SHOWN ? "" : "; and " + (faults.size() - SHOWN) + " more";
            throw new IllegalStateException(model.label()
                    + ": not registered, so neither trained, saved nor switched by train() and eval(): "
                    + faults.stream().limit(SHOWN).collect(Collectors.joining("; ")) + more
                    + ". A field that is not to be part of the model is declared transient");
        }
    }

    private void look(Class<?> type, Found found) {
        Object value = found.value;
        if (value == null || !seen.add(value)) {
            return;
        }
        if (value instanceof Model part) {
            if (!belongs(part) && !isOnlyAFunction(part)) {
                String owner = part.path().isEmpty()
                        ? ""
                        : ", which is '" + part.path() + "' of " + part.root().type();
                report(type, found.where, part.describe() + owner, "child");
            }
        } else if (value instanceof Parameter parameter) {
            Model owner = Owners.of(parameter);
            if ((owner == null || !belongs(owner)) && !model.root().parameters().contains(parameter)) {
                String whose = owner == null ? "" : " of " + owner.root().type();
                report(type, found.where, "parameter '" + parameter.name() + "'" + whose, "parameter");
            }
        } else if (value instanceof Buffer buffer) {
            if (!belongs(buffer.owner())) {
                report(type, found.where, buffer.text(), "buffer");
            }
        } else {
            lookInto(found);
        }
    }

    private void report(Class<?> type, String where, String what, String method) {
        String field = "field '" + where + "' of " + Model.nameOf(type) + ", " + what;
        String name = where.replaceAll("[^\\p{L}\\p{N}_]", "");
        faults.add(field + ": write " + method + "(\"" + name + "\", ...)");
    }

    private void lookInto(Found found) {
        String where = found.where;
        Object value = found.value;
        if (value instanceof Object[] array) {
            lookIntoEach(where, Arrays.asList(array));
        } else if (value instanceof Collection<?> elements) {
            copyOf(elements).ifPresent(list -> lookIntoEach(where, list));
        } else if (value instanceof Map<?, ?> map) {
            copyOf(map.entrySet())
                    .ifPresent(list -> list.forEach(e -> {
                        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) e;
                        Object key = entry.getKey();
                        String text = key instanceof CharSequence || key instanceof Number || key instanceof Enum
                                ? "" + key
                                : "";
                        open.add(new Found(where + "[" + text + "]", entry.getValue()));
                        open.add(new Found(where + "[]", key));
                    }));
        } else if (value instanceof Optional<?> optional) {
            open.add(new Found(where, optional.orElse(null)));
        } else if (value instanceof Map.Entry<?, ?> entry) {
            open.add(new Found(where, entry.getKey()));
            open.add(new Found(where, entry.getValue()));
        } else if (value instanceof AtomicReference<?> reference) {
            open.add(new Found(where, reference.get()));
        } else if (value instanceof Record) {
            for (Fields.Variable component : Fields.of(value.getClass())) {
                open.add(new Found(where + "." + component.name(), component.valueIn(value)));
            }
        } else if (isFunction(value.getClass())) {
            for (Fields.Variable captured : Fields.of(value.getClass())) {
                open.add(new Found(where, captured.valueIn(value)));
            }
        }
    }

    /** The classes of lambdas and method references are hidden, and have a field for each thing that they use. */
    private static boolean isFunction(Class<?> type) {
        return type.getName().indexOf('/') >= 0 || type.isAnonymousClass(); // Class.isHidden is not on Android
    }

    private void lookIntoEach(String where, List<?> elements) {
        for (int i = 0; i < elements.size(); i++) {
            open.add(new Found(where + "[" + i + "]", elements.get(i)));
        }
    }

    /** A copy, as another thread may change a user's collection. If reading it fails, it is not searched. */
    private static Optional<List<?>> copyOf(Collection<?> elements) {
        try {
            return Optional.of(new ArrayList<>(elements));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Whether a part and this model are in one tree, anywhere. */
    private boolean belongs(Model part) {
        Model root = model.root();
        Model other = part.root();
        return root == other || root.contains(part) || other.contains(model);
    }

    /**
     * Whether a layer of this library has nothing to train, save or switch, as an activation: then it need not be
     * registered.
     */
    private static boolean isOnlyAFunction(Model part) {
        String here = Model.class.getPackageName();
        boolean[] function = {part.parameters().isEmpty() && part.namedBuffers().isEmpty()};
        part.visit(
                (path, m) -> function[0] &= m.getClass().getPackageName().startsWith(here) && !(m instanceof Dropout));
        return function[0];
    }
}
