package org.autodiff.internal.engine;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.internal.Memory;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;

/**
 * Finds the arrays in what a step returns. Those in a list, a record and so on escape; one that is found elsewhere is
 * refused at once, since it would be gone when it is read.
 */
public final class StepResult {
    private static final String ALLOWED =
            ": a step may return a tensor, NdArray, Index or Gradients; an array, collection,"
                    + " map, Optional or record of these; or what holds none of them";

    /**
     * An object that is not a result, but may hold an array that would be lost.
     *
     * @param own whether an object of the program's own holds it, which may have arrays older than the step; what a
     *     general container of the JDK holds is taken to be a result
     */
    private record Place(Object object, String where, boolean own) {}

    private final Memory.Scope scope;
    private final List<NdArray> found = new ArrayList<>();
    private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();
    private final Deque<Object> todo = new ArrayDeque<>();
    private final Deque<Place> others = new ArrayDeque<>();

    private StepResult(Memory.Scope scope) {
        this.scope = scope;
    }

    /**
     * The arrays that escape from a scope.
     *
     * @throws IllegalArgumentException if one is where it cannot escape from, or might be
     */
    public static List<NdArray> arrays(Memory.Scope scope, Object result) {
        StepResult escape = new StepResult(scope);
        escape.later(result);
        while (!escape.todo.isEmpty()) {
            escape.visit(escape.todo.pop());
        }
        while (!escape.others.isEmpty()) {
            escape.inspect(escape.others.pop());
        }
        return escape.found;
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
        return (T) (t.level == null ? t.detach() : Tensors.make(t.value, null, t.level));
    }

    private boolean isNew(Object o) {
        return o != null && !ObjectContents.holdsNothing(o.getClass()) && visited.put(o, true) == null;
    }

    private void later(Object o) {
        if (isNew(o)) {
            todo.push(o);
        }
    }

    private void later(Object o, String where, boolean own) {
        if (isNew(o)) {
            others.push(new Place(o, where, own));
        }
    }

    private void visit(Object o) {
        List<Object> parts = parts(o);
        if (parts != null) {
            parts.forEach(this::later);
        } else if (o instanceof NdArray a) {
            found.add(a);
        }
        others.push(new Place(o, "", true)); // a list of the program's own may have fields as well
    }

    /** What a kind of object that may be returned consists of; null if it is of no such kind. */
    private List<Object> parts(Object o) {
        List<Object> parts = new ArrayList<>();
        Iterable<Tensor> gradients = Tensors.gradientsIn(o);
        if (gradients != null) {
            gradients.forEach(parts::add);
        } else if (o instanceof Tensor t) {
            parts.add(t.value);
            if (t.level != null) {
                parts.add(t.level.below());
            }
            if (t.level instanceof Tangent tangent) {
                parts.add(tangent.tangent());
            }
        } else if (o instanceof Index index) {
            parts.add(index.asArray());
        } else if (o instanceof Object[] array) {
            parts.addAll(Arrays.asList(array));
        } else if (o instanceof Collection<?> elements) {
            parts.addAll(elements);
        } else if (o instanceof Map<?, ?> map) {
            parts.addAll(map.keySet());
            parts.addAll(map.values());
        } else if (o instanceof Optional<?> optional) {
            optional.ifPresent(parts::add);
        } else if (o instanceof Record r) {
            components(r, parts);
        } else {
            return null;
        }
        return parts;
    }

    private static void components(Record r, List<Object> parts) {
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            if (ObjectContents.holdsNothing(c.getType())) {
                continue;
            }
            try {
                c.getAccessor().setAccessible(true);
                parts.add(c.getAccessor().invoke(r));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalArgumentException(
                        "step: cannot look for tensors in component " + c.getName() + " of the returned "
                                + r.getClass().getName(),
                        e);
            }
        }
    }

    // ---- what must not be there

    private void inspect(Place place) {
        Object o = place.object;
        if (o instanceof Tensor t && Tensors.isParameter(t)) {
            return; // its numbers are its own
        }
        List<Object> parts = parts(o);
        if (o instanceof NdArray a) {
            if (!place.where.isEmpty() && (!place.own || scope.willRecycle(a))) {
                throw new IllegalArgumentException("step: an array of shape " + a.shape() + place.where
                        + " would be lost at the end of the step" + ALLOWED);
            }
        } else if (parts != null) {
            parts.forEach(p -> later(p, place.where, place.own));
        } else {
            hidden(place);
        }
        for (Field field : ObjectContents.fields(o.getClass())) {
            String where = " in field '" + field.getName() + "' of "
                    + field.getDeclaringClass().getName();
            later(ObjectContents.read(field, o), where, true);
        }
    }

    private void hidden(Place place) {
        Object o = place.object;
        String name = o.getClass().getName();
        if (ObjectContents.isSealed(o)) {
            throw new IllegalArgumentException(
                    "step: cannot look for tensors in a returned " + name + place.where + ALLOWED);
        }
        for (Object held : ObjectContents.held(o)) {
            later(held, " in a " + name + place.where, false);
        }
    }
}
