package org.autodiff.tree;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Takes a structure apart. */
final class Reader {
    final List<Tensor> leaves = new ArrayList<>();
    final List<String> paths = new ArrayList<>();

    /** What is being read: a list may hold itself. */
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The words for a place, in a message. */
    static String at(String path) {
        return path.isEmpty() ? "" : " at " + path;
    }

    Form read(Object o, String path) {
        if (o instanceof Tensor t) {
            leaves.add(t);
            paths.add(path);
            return new Form.Leaf();
        }
        if (isKept(o)) {
            return new Form.Kept(o);
        }
        if (!open.add(o)) {
            throw new IllegalArgumentException("tree: the structure" + at(path) + " contains itself");
        }
        Form form = container(o, path);
        open.remove(o);
        return form.hasLeaves() ? form : new Form.Kept(o); // itself, not a copy
    }

    private Form container(Object o, String path) {
        if (o instanceof Record r) {
            return ofRecord(r, path);
        } else if (o instanceof List<?> list) {
            Function<List<Object>, List<?>> copy = listLike(list, path);
            return new Form.OfList(elements(list, path), copy);
        } else if (o instanceof Map<?, ?> map) {
            return ofMap(map, path);
        } else if (o instanceof Object[] array) {
            requireNoParameter(array.getClass().getComponentType(), "the array" + at(path));
            return new Form.OfArray(array.getClass().getComponentType(), elements(Arrays.asList(array), path));
        } else if (o instanceof Optional<?> optional) {
            return new Form.OfOptional(read(optional.orElseThrow(), path));
        }
        throw refused(o, path);
    }

    private List<Form> elements(List<?> list, String path) {
        List<Form> forms = new ArrayList<>();
        int i = 0;
        for (Object element : list) {
            forms.add(read(element, path + "[" + i++ + "]"));
        }
        return forms;
    }

    private Form ofRecord(Record r, String path) {
        RecordType type = RecordType.of(r.getClass());
        RecordComponent[] components = type.components();
        List<Object> values = type.read(r);
        List<Form> forms = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            requireNoParameter(
                    components[i].getType(), name + " of " + r.getClass().getName());
            forms.add(read(values.get(i), path.isEmpty() ? name : path + "." + name));
        }
        return new Form.OfRecord(type, path, forms);
    }

    private Form ofMap(Map<?, ?> map, String path) {
        Function<Map<Object, Object>, Map<?, ?>> copy = mapLike(map, path);
        List<Object> keys = new ArrayList<>();
        List<Form> values = new ArrayList<>();
        map.forEach((key, value) -> {
            keys.add(key);
            String name = key instanceof Parameter p ? p.name() : "" + key;
            values.add(read(value, path.isEmpty() ? name : path + "[" + name + "]"));
        });
        return new Form.OfMap(keys, values, copy);
    }

    // ---- which kinds

    /** A list of the same class, for those that a program may have declared; else one that nobody changes. */
    private static Function<List<Object>, List<?>> listLike(List<?> list, String path) {
        Class<?> type = list.getClass();
        if (type == ArrayList.class) {
            return made -> made;
        } else if (type == LinkedList.class) {
            return LinkedList::new;
        } else if (isHiddenByJdk(type)) {
            return Collections::unmodifiableList;
        }
        throw refused(list, path);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a map of enums is copied as such
    private static Function<Map<Object, Object>, Map<?, ?>> mapLike(Map<?, ?> map, String path) {
        Class<?> type = map.getClass();
        if (type == LinkedHashMap.class) {
            return made -> made;
        } else if (type == HashMap.class) {
            return HashMap::new;
        } else if (type == TreeMap.class) {
            return made -> {
                Map<Object, Object> sorted = new TreeMap<>((SortedMap<Object, Object>) map);
                sorted.putAll(made);
                return sorted;
            };
        } else if (type == EnumMap.class) {
            return made -> new EnumMap((Map) made);
        } else if (isHiddenByJdk(type)) {
            return Collections::unmodifiableMap;
        }
        throw refused(map, path);
    }

    /** Whether it is a class that no program can name: what the factory methods of the JDK return. */
    private static boolean isHiddenByJdk(Class<?> type) {
        return type.getClassLoader() == null && !Modifier.isPublic(type.getModifiers());
    }

    /** Whether it is the class of a lambda or method reference: {@code Class.isHidden}, which is not on Android. */
    private static boolean isFunction(Class<?> type) {
        return type.getName().indexOf('/') >= 0;
    }

    /** Whether an object holds no tensor, and is carried along. */
    private static boolean isKept(Object o) {
        return o == null
                || o instanceof String
                || o instanceof Number
                || o instanceof Boolean
                || o instanceof Character
                || o instanceof Enum
                || o instanceof Class
                || o instanceof NdArray
                || o instanceof Shape
                || o instanceof Index
                || (o.getClass().isArray() && o.getClass().getComponentType().isPrimitive())
                || (o instanceof Optional<?> optional && optional.isEmpty())
                || (isFunction(o.getClass()) && o.getClass().getDeclaredFields().length == 0);
    }

    // ---- what is refused

    private static void requireNoParameter(Class<?> declared, String where) {
        if (declared == Parameter.class) {
            throw new IllegalArgumentException("tree: " + where + " is declared as Parameter, and cannot hold a"
                    + " gradient or the argument of a transform, which are tensors: declare it as Tensor");
        }
    }

    private static IllegalArgumentException refused(Object o, String path) {
        String what = "tree: a " + o.getClass().getName() + at(path);
        if (o instanceof Parameterized) {
            return new IllegalArgumentException(what + " is a model, with parameters of its own: differentiate it by"
                    + " Autodiff.grad(model, m -> ...), or take its values, model.parameterValues(), into the"
                    + " structure");
        }
        if (o instanceof List || o instanceof Map) {
            return new IllegalArgumentException(what + " cannot be made again with other tensors: use an ArrayList, a"
                    + " LinkedHashMap, or what List.of and Map.of give");
        }
        if (o instanceof Collection) {
            return new IllegalArgumentException(what + " has no place for each tensor: use a list, map or record");
        }
        if (isFunction(o.getClass())) {
            return new IllegalArgumentException(what + ", a function, captures something that may be a tensor: make"
                    + " that a component of the structure of its own");
        }
        return new IllegalArgumentException(what + " is no record, so it cannot be made again with other tensors: use a"
                + " record, list or map of tensors");
    }
}
