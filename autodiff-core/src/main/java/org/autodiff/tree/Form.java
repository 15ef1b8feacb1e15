package org.autodiff.tree;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.autodiff.Tensor;

/** A structure without its leaves. */
sealed interface Form {
    /** The structure with leaves again, taken one after the other. */
    Object build(Iterator<Tensor> leaves);

    /** Whether there is a leaf in it. */
    boolean hasLeaves();

    /** The place of a tensor. */
    record Leaf() implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            return leaves.next();
        }

        @Override
        public boolean hasLeaves() {
            return true;
        }
    }

    /** What holds no tensor, and is carried along. */
    record Kept(Object object) implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            return object;
        }

        @Override
        public boolean hasLeaves() {
            return false;
        }
    }

    /** A record, by its canonical constructor. */
    record OfRecord(RecordType type, String path, List<Form> components) implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            return type.make(path, all(components, leaves).toArray());
        }

        @Override
        public boolean hasLeaves() {
            return any(components);
        }
    }

    /**
     * A list.
     *
     * @param copy makes the list that is handed out
     */
    record OfList(List<Form> elements, Function<List<Object>, List<?>> copy) implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            return copy.apply(all(elements, leaves));
        }

        @Override
        public boolean hasLeaves() {
            return any(elements);
        }
    }

    /**
     * A map.
     *
     * @param copy makes the map that is handed out
     */
    record OfMap(List<Object> keys, List<Form> values, Function<Map<Object, Object>, Map<?, ?>> copy) implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                map.put(keys.get(i), values.get(i).build(leaves));
            }
            return copy.apply(map);
        }

        @Override
        public boolean hasLeaves() {
            return any(values);
        }
    }

    /** An array of objects. */
    record OfArray(Class<?> component, List<Form> elements) implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            return all(elements, leaves).toArray((Object[]) Array.newInstance(component, elements.size()));
        }

        @Override
        public boolean hasLeaves() {
            return any(elements);
        }
    }

    /** An optional that is present. */
    record OfOptional(Form content) implements Form {
        @Override
        public Object build(Iterator<Tensor> leaves) {
            return Optional.of(content.build(leaves));
        }

        @Override
        public boolean hasLeaves() {
            return content.hasLeaves();
        }
    }

    private static List<Object> all(List<Form> forms, Iterator<Tensor> leaves) {
        List<Object> built = new ArrayList<>(forms.size());
        forms.forEach(form -> built.add(form.build(leaves)));
        return built;
    }

    private static boolean any(List<Form> forms) {
        return forms.stream().anyMatch(Form::hasLeaves);
    }
}
