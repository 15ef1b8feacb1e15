package org.autodiff.nn;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.autodiff.Parameter;

/**
 * The fields of a class that may hold parts of a model. Static and transient fields do not count. Fields that may not
 * be read, because their module is not open, are left out: nothing fails.
 */
final class Fields {
    /** How javac names the field for a variable that an anonymous or local class captures. */
    private static final String CAPTURED = "val$";

    private static final List<Class<?>> PARTS = List.of(Model.class, Parameter.class, Buffer.class);
    private static final List<Class<?>> CONTAINERS =
            List.of(Collection.class, Map.class, Map.Entry.class, Optional.class, AtomicReference.class, Record.class);

    private static final ClassValue<List<Variable>> OF_CLASSES = new ClassValue<>() {
        @Override
        protected List<Variable> computeValue(Class<?> type) {
            return find(type);
        }
    };

    /** A field that can be read, and its name in the source. */
    record Variable(String name, Field field) {
        /** Its value in an object; null if there is none, or if it may not be read. */
        Object valueIn(Object object) {
            try {
                return field.get(object);
            } catch (IllegalAccessException e) {
                return null;
            }
        }
    }

    private Fields() {}

    /** The fields that the class itself declares, in order. */
    static List<Variable> of(Class<?> type) {
        return OF_CLASSES.get(type);
    }

    static List<Variable> find(Class<?> type) {
        List<Variable> found = new ArrayList<>();
        try {
            for (Field field : type.getDeclaredFields()) {
                boolean captured = field.isSynthetic() && field.getName().startsWith(CAPTURED);
                boolean skipped = (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0
                        || (field.isSynthetic() && !captured); // such as the reference to the enclosing object
                if (!skipped && mayHoldParts(field.getGenericType()) && isReadable(field)) {
                    found.add(new Variable(field.getName().substring(captured ? CAPTURED.length() : 0), field));
                }
            }
        } catch (RuntimeException | LinkageError e) {
            return List.of(); // reflection is denied, or a class is missing
        }
        return List.copyOf(found);
    }

    private static boolean isReadable(Field field) {
        try {
            field.setAccessible(true);
            return true;
        } catch (RuntimeException e) { // of a module that is not open to this one
            return false;
        }
    }

    /**
     * Whether a type may hold parts. So a vocabulary of a million words, a list of strings, is not searched each time.
     */
    private static boolean mayHoldParts(Type type) {
        if (type instanceof Class<?> c) {
            return c.isArray()
                    ? mayHoldParts(c.getComponentType())
                    : c.isInterface()
                            || Stream.concat(PARTS.stream(), CONTAINERS.stream())
                                    .anyMatch(p -> p.isAssignableFrom(c) || c.isAssignableFrom(p));
        }
        if (type instanceof GenericArrayType array) {
            return mayHoldParts(array.getGenericComponentType());
        }
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            boolean standard = raw.getName().startsWith("java.util.")
                    && CONTAINERS.stream().anyMatch(c -> c.isAssignableFrom(raw));
            return standard ? any(generic.getActualTypeArguments()) : mayHoldParts(raw);
        }
        if (type instanceof WildcardType wildcard) {
            return any(wildcard.getUpperBounds());
        }
        return !(type instanceof TypeVariable<?> variable) || any(variable.getBounds());
    }

    private static boolean any(Type... types) {
        return Arrays.stream(types).anyMatch(Fields::mayHoldParts);
    }
}
