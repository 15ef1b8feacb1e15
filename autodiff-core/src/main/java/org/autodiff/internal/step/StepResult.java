package org.autodiff.internal.step;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;

/**
 * Finds the arrays in what a step returns. Those in a list, a record and so on escape; one of the step that is found
 * elsewhere is refused at once, since it would be gone when it is read.
 */
public final class StepResult {
    private static final String ALLOWED =
            ": a step may return a tensor, NdArray, Index or Gradients; an array, collection,"
                    + " map, Optional or record of these; or what holds none of them";

    /** The place of what is itself a result, and escapes. */
    private static final String RESULT = "";

    private record Found(Object object, String where) {}

    private final Memory.Scope scope;
    private final List<NdArray> escaping = new ArrayList<>();
    private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();
    private final Deque<Found> todo = new ArrayDeque<>();

    private StepResult(Memory.Scope scope) {
        this.scope = scope;
    }

    /**
     * The arrays that escape from a scope.
     *
     * @throws IllegalArgumentException if one is where it cannot escape from, or might be
     */
    public static List<NdArray> arrays(Memory.Scope scope, Object result) {
        StepResult search = new StepResult(scope);
        search.later(result, RESULT);
        while (!search.todo.isEmpty()) {
            Found next = search.todo.pop();
            if (search.visited.put(next.object, true) == null) {
                search.visit(next.object, next.where);
            }
        }
        return search.escaping;
    }

    /** A returned tensor as a plain value, so that a list of losses does not keep the graphs of a whole training. */
    @SuppressWarnings("unchecked")
    public static <T> T withoutHistory(Context context, T result) {
        if (!(result instanceof Tensor t) || Tensors.isParameter(t) || Tensors.node(t) == null) {
            return result;
        }
        if (Transform.withinReverse(context.transform)) {
            throw new IllegalStateException(
                    "step: within Autodiff.grad the gradient of the returned tensor would be cut:"
                            + " do not step inside the function, or return tensor.detach()");
        }
        return (T) Tensors.withoutNode(t);
    }

    /** Results come first: what escapes may also be elsewhere. */
    private void later(Object o, String where) {
        if (o == null || ObjectContents.holdsNothing(o.getClass())) {
            return;
        }
        if (where.equals(RESULT)) {
            todo.addFirst(new Found(o, where));
        } else {
            todo.addLast(new Found(o, where));
        }
    }

    private void visit(Object o, String where) {
        if (o instanceof NdArray a) {
            visitArray(a, where);
            return;
        }
        if (o instanceof Tensor t && Tensors.isParameter(t)) {
            return; // its numbers are its own
        }
        Iterable<?> ours = partsOfOurs(o);
        if (ours != null) {
            ours.forEach(part -> later(part, where));
            return;
        }
        Collection<?> elements = elements(o);
        if (elements == null) {
            String type = o.getClass().getName();
            List<?> held = ObjectContents.held(o);
            if (held == null) {
                throw new IllegalArgumentException(
                        "step: cannot look for tensors in a returned " + type + where + ALLOWED);
            }
            held.forEach(h -> later(h, " in a " + type + where));
        } else {
            elements.forEach(e -> later(e, where));
        }
        for (Field field : ObjectContents.fields(o.getClass())) { // a list of the program's own may have some as well
            String inField = " in field '" + field.getName() + "' of "
                    + field.getDeclaringClass().getName();
            later(ObjectContents.read(field, o), o instanceof Record ? where : inField);
        }
    }

    private void visitArray(NdArray a, String where) {
        if (where.equals(RESULT)) {
            escaping.add(a);
        } else if (scope.willRecycle(a)) {
            throw new IllegalArgumentException(
                    "step: an array of shape " + a.shape() + where + " would be lost at the end of the step" + ALLOWED);
        }
    }

    /** What an object of this library consists of that may be returned; null if it is no such object. */
    private static Iterable<?> partsOfOurs(Object o) {
        if (o instanceof Tensor t) {
            return Tensors.contents(t);
        }
        return o instanceof Index index ? List.of(index.asArray()) : Tensors.gradientsIn(o);
    }

    /** What is in an object of a general kind that may be returned; null if it is of no such kind. */
    private static Collection<?> elements(Object o) {
        if (o instanceof Object[] array) {
            return Arrays.asList(array);
        } else if (o instanceof Collection<?> elements) {
            return elements;
        } else if (o instanceof Map<?, ?> map) {
            return Stream.concat(map.keySet().stream(), map.values().stream()).toList();
        } else if (o instanceof Optional<?> optional) {
            return optional.stream().toList();
        }
        return o instanceof Record ? List.of() : null; // its fields are its components
    }
}
