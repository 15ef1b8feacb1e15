package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.ActivationOps;
import org.autodiff.ElementwiseOps;
import org.autodiff.FunctionOps;
import org.autodiff.MaskOps;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * The shapes that operations on elements give: that of the one tensor, or by NumPy's rule that of two; and shapes that
 * do not fit by that rule are refused. Found by reflection: all operations of the interfaces for elements, but those
 * along an axis.
 */
class ElementwiseShapesPropertyTest {
    private static final Set<String> ALONG_AN_AXIS = Set.of("glu", "maxout");

    private static List<Method> operations(Class<?>... parameters) {
        return PublicMethods.operations().stream()
                .filter(m -> Set.of(ElementwiseOps.class, FunctionOps.class, ActivationOps.class, MaskOps.class)
                        .contains(m.getDeclaringClass()))
                .filter(m -> !ALONG_AN_AXIS.contains(m.getName()))
                .filter(m -> Arrays.equals(m.getParameterTypes(), parameters))
                .toList();
    }

    @Test
    void reflectionFindsThem() {
        assertTrue(operations().size() >= 50, operations().size() + " of one tensor");
        assertTrue(
                operations(double.class).size() >= 15, operations(double.class).size() + " with a number");
        assertTrue(
                operations(Tensor.class).size() >= 20, operations(Tensor.class).size() + " of two tensors");
        Set<String> names =
                operations(Tensor.class).stream().map(Method::getName).collect(Collectors.toSet());
        assertTrue(names.containsAll(Set.of("add", "pow", "atan2", "hypot", "swish", "prelu", "less", "and")));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void oneTensorKeepsItsShape(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.anyNumbers(d.shapeOrEmpty(0, 4));
        for (Method m : operations()) {
            assertShape(x.shape().dims(), m, x);
        }
        for (Method m : operations(double.class)) {
            assertShape(x.shape().dims(), m, x, 1.5);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void twoTensorsBroadcast(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shapeOrEmpty(0, 4);
        Tensor a = d.anyNumbers(d.oneIn(2) ? shape : d.broadcastable(shape));
        Tensor b = d.anyNumbers(d.oneIn(4) ? d.shapeOrEmpty(0, 4) : d.broadcastable(shape));
        int[] expected = numpy(a.shape().dims(), b.shape().dims());
        for (Method m : operations(Tensor.class)) {
            if (expected == null) {
                assertThrows(IllegalArgumentException.class, () -> call(m, a, b), m.getName());
            } else {
                assertShape(expected, m, a, b);
            }
        }
    }

    /** NumPy's rule in plain words: align at the end, equal or 1; null if that does not fit. */
    private static int[] numpy(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int axis = 0; axis < shape.length; axis++) {
            int i = axis - (shape.length - a.length);
            int j = axis - (shape.length - b.length);
            if (i < 0 || j < 0) {
                shape[axis] = i < 0 ? b[j] : a[i];
            } else if (a[i] == b[j] || b[j] == 1) {
                shape[axis] = a[i];
            } else if (a[i] == 1) {
                shape[axis] = b[j];
            } else {
                return null;
            }
        }
        return shape;
    }

    private static void assertShape(int[] expected, Method m, Object receiver, Object... arguments) {
        assertArrayEquals(expected, call(m, receiver, arguments).shape().dims(), m.getName());
    }

    private static Tensor call(Method m, Object receiver, Object... arguments) {
        try {
            return (Tensor) m.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
