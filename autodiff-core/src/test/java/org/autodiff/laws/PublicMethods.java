package org.autodiff.laws;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.autodiff.Linalg;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;
import org.autodiff.stats.Estimation;

/**
 * The public methods of tensors and of the values they are built from, found by reflection: new ones come by
 * themselves.
 */
final class PublicMethods {
    private static final Set<String> OF_OBJECTS = Set.of("equals", "hashCode", "toString");

    private PublicMethods() {}

    /**
     * Everything that can be called on a tensor, static methods and factories too, but not the ways to apply a gate.
     */
    static List<Method> ofTensors() {
        return Stream.concat(operations().stream(), declared(Tensor.class)).toList();
    }

    /** What the sealed interfaces of {@link Tensor} declare. */
    static List<Method> operations() {
        return Arrays.stream(Tensor.class.getInterfaces())
                .flatMap(PublicMethods::declared)
                .toList();
    }

    /** Those of shapes, arrays, indices and the like. */
    static List<Method> ofValues() {
        return Stream.of(
                        Shape.class,
                        NdArray.class,
                        Index.class,
                        Axes.class,
                        Window1d.class,
                        Window2d.class,
                        Pool1d.class,
                        Pool2d.class,
                        Correction.class,
                        PNorm.class,
                        Rng.class)
                .flatMap(PublicMethods::declared)
                .toList();
    }

    /** Functions of tensors that stand in classes of their own. */
    static List<Method> functions() {
        return Stream.of(Linalg.class, Estimation.class)
                .flatMap(PublicMethods::declared)
                .toList();
    }

    /** Whether it is a factory, or one that makes a changed copy of a value. */
    static boolean makesAThing(Method m) {
        return m.getReturnType() == m.getDeclaringClass()
                && (m.getDeclaringClass() != Tensor.class || Modifier.isStatic(m.getModifiers()));
    }

    static Stream<Method> declared(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
                .filter(m -> !OF_OBJECTS.contains(m.getName()))
                .filter(m -> Arrays.stream(m.getParameterTypes()).noneMatch(Gate.class::isAssignableFrom))
                .sorted(Comparator.comparing(Method::toString));
    }
}
