package org.autodiff.tree;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How the records of a class are read and made. */
final class RecordType {
    private static final ClassValue<RecordType> TYPES = new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
            return new RecordType(type);
        }
    };

    private final Class<?> type;
    private final RecordComponent[] components;
    private final Constructor<?> constructor;

    private RecordType(Class<?> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            for (RecordComponent c : components) {
                c.getAccessor().setAccessible(true);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "tree: " + type.getName() + " cannot be read and made again by reflection: its package must be"
                            + " open to org.autodiff",
                    e);
        }
    }

    static RecordType of(Class<?> type) {
        return TYPES.get(type);
    }

    RecordComponent[] components() {
        return components;
    }

    /** The value of each component. */
    List<Object> read(Object r) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent c : components) {
            Method accessor = c.getAccessor();
            try {
                values.add(accessor.invoke(r));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("tree: cannot read " + c.getName() + " of " + type.getName(), e);
            }
        }
        return values;
    }

    Object make(String path, Object... values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "tree: the constructor of " + type.getName() + Reader.at(path) + " refuses other tensors than it"
                            + " was made of: gradients have the form of the argument too, so checks of values belong"
                            + " elsewhere: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("tree: cannot make " + type.getName() + Reader.at(path) + " again", e);
        }
    }
}
