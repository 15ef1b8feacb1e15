package org.autodiff.internal.step;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;
import org.autodiff.internal.platform.Platform;

/** How to look into objects that may hold a tensor, without knowing what they are for: see {@link StepResult}. */
final class ObjectContents {
    /** Of the JDK, and closed: the contents are not there yet, or looking would consume them, or they are lambdas. */
    private static final List<Class<?>> CLOSED = List.of(
            BaseStream.class,
            Iterator.class,
            Spliterator.class,
            Enumeration.class,
            ThreadLocal.class,
            Thread.class,
            Comparator.class,
            Future.class,
            CompletionStage.class);

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return find(type);
        }
    };

    private ObjectContents() {}

    /** Whether no object of this type can hold a tensor. */
    static boolean holdsNothing(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || type == String.class
                || type == Boolean.class
                || type == Character.class
                || type == Class.class
                || (Platform.isOfJdk(type) && Number.class.isAssignableFrom(type))
                || (type.isArray() && type.getComponentType().isPrimitive());
    }

    /** The contents of a container of the JDK that is no collection; null if one cannot look at them. */
    static List<?> held(Object o) {
        if (o instanceof Map.Entry<?, ?> entry) {
            return Arrays.asList(entry.getKey(), entry.getValue());
        } else if (o instanceof AtomicReference<?> atomic) {
            return Collections.singletonList(atomic.get());
        } else if (o instanceof AtomicReferenceArray<?> atomic) {
            return IntStream.range(0, atomic.length()).mapToObj(atomic::get).toList();
        } else if (o instanceof AtomicStampedReference<?> atomic) {
            return Collections.singletonList(atomic.getReference());
        } else if (o instanceof AtomicMarkableReference<?> atomic) {
            return Collections.singletonList(atomic.getReference());
        } else if (o instanceof Reference<?> reference) {
            return Collections.singletonList(reference.get());
        } else if (o instanceof Future<?> future && isDone(future)) {
            return Collections.singletonList(result(future));
        }
        Class<?> type = o.getClass(); // a hidden one of the JDK's is a lambda around one of the program's
        boolean closed = Platform.isOfJdk(type)
                && (Platform.isHidden(type) || CLOSED.stream().anyMatch(c -> c.isInstance(o)));
        return closed ? null : List.of();
    }

    private static boolean isDone(Future<?> future) {
        try {
            return future.isDone();
        } catch (UnsupportedOperationException e) { // CompletableFuture.completedStage
            return false;
        }
    }

    private static Object result(Future<?> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (Exception e) { // it holds no result
            return null;
        }
    }

    /** The fields of an object of the program's own that may hold something. */
    static List<Field> fields(Class<?> type) {
        return FIELDS.get(type);
    }

    private static List<Field> find(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> c = type; c != null && !Platform.isOfJdk(c); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !holdsNothing(field.getType())) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    /** What is in a field. */
    static Object read(Field field, Object o) {
        try {
            field.setAccessible(true);
            return field.get(o);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "step: cannot look for tensors in field '" + field.getName() + "' of the returned "
                            + field.getDeclaringClass().getName(),
                    e);
        }
    }
}
