package org.autodiff;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;

/** Finds the arrays in what a step returns. */
final class Escape {
    private final List<NdArray> found = new ArrayList<>();
    private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();

    private Escape() {}

    static List<NdArray> arrays(Object result) {
        Escape escape = new Escape();
        escape.visit(result);
        return escape.found;
    }

    /** A returned tensor as a plain value, so that a list of losses does not keep the graphs of a whole training. */
    @SuppressWarnings("unchecked")
    static <T> T withoutHistory(Context context, T result) {
        if (!(result instanceof Tensor t) || t instanceof Parameter || t.node == null) {
            return result;
        }
        if (Transform.withinReverse(context.transform)) {
            throw new IllegalStateException(
                    "step: within Autodiff.grad the gradient of the returned tensor would be cut:"
                            + " do not step inside the function, or return tensor.detach()");
        }
        return (T) (t.dual == null ? t.detach() : new Tensor(t.value, null, t.dual));
    }

    private void visit(Object o) {
        if (o == null || visited.put(o, true) != null) {
            return;
        }
        if (o instanceof NdArray a) {
            found.add(a);
        } else if (o instanceof Tensor t) {
            found.add(t.value);
            if (t.dual != null) {
                visit(t.dual.primal());
                visit(t.dual.tangent());
            }
        } else if (o instanceof Index index) {
            found.add(index.asArray());
        } else if (o instanceof Gradients gradients) {
            gradients.all().forEach(this::visit);
        } else if (o instanceof Object[] array) {
            for (Object element : array) {
                visit(element);
            }
        } else if (o instanceof Collection<?> elements) {
            elements.forEach(this::visit);
        } else if (o instanceof Map<?, ?> map) {
            map.values().forEach(this::visit);
        } else if (o instanceof Optional<?> optional) {
            optional.ifPresent(this::visit);
        } else if (o instanceof Record r) {
            components(r);
        }
    }

    private void components(Record r) {
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            Class<?> type = c.getType();
            if (type.isPrimitive() || type.isEnum() || type == String.class || Number.class.isAssignableFrom(type)) {
                continue;
            }
            try {
                c.getAccessor().setAccessible(true);
                visit(c.getAccessor().invoke(r));
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalArgumentException(
                        "step: cannot look for tensors in component " + c.getName() + " of the returned "
                                + r.getClass().getName(),
                        e);
            }
        }
    }
}
