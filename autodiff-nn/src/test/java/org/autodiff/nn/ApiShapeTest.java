package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Arguments that mean different things do not look alike, here as in core (see ApiShapeTest there). */
class ApiShapeTest {
    private static List<Method> methods() {
        return MainClasses.all().stream()
                .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC)
                        && !c.getPackageName().endsWith(".internal"))
                .map(JavaClass::reflect)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
                .toList();
    }

    /** Only constructors of records may take such arguments, as each component has a method with its name. */
    private static boolean hasTwoFlagsInARow(Method m) {
        Class<?>[] types = m.getParameterTypes();
        return Stream.iterate(1, i -> i < types.length, i -> i + 1)
                .anyMatch(i -> types[i] == boolean.class && types[i - 1] == boolean.class);
    }

    private static boolean hasAnAxisBehindOthers(Method m) {
        return Arrays.stream(m.getParameters()).skip(1).map(Parameter::getName).anyMatch(name -> name.equals("axis"));
    }

    private static boolean hasANumberBesideAxes(Method m) {
        Parameter[] all = m.getParameters();
        int last = all.length - 1;
        return last > 0
                && all[last].getType() == int[].class
                && all[last].getName().equals("axes")
                && all[last - 1].getType().isPrimitive()
                && all[last - 1].getType() != boolean.class;
    }

    private static List<String> breaking(List<Method> methods) {
        return methods.stream()
                .filter(m -> hasTwoFlagsInARow(m) || hasAnAxisBehindOthers(m) || hasANumberBesideAxes(m))
                .map(Method::getName)
                .sorted()
                .toList();
    }

    @Test
    void argumentsOfDifferentMeaningDoNotLookAlike() {
        List<Method> methods = methods();
        assertTrue(methods.size() > 400, methods.size() + " methods");
        assertEquals(List.of(), breaking(methods));
    }

    interface Wrong {
        void flags(int n, boolean bias, boolean tracked);

        void ofChannels(int channels, int axis);

        void reduced(double p, int... axes);
    }

    @Test
    void whatBreaksThemIsFound() {
        assertEquals(List.of("flags", "ofChannels", "reduced"), breaking(List.of(Wrong.class.getDeclaredMethods())));
    }
}
