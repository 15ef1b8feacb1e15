package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.stats.Kalman;
import org.junit.jupiter.api.Test;

/** Arguments that mean different things do not look alike, whatever is added to the public methods. */
class ApiShapeTest {
    /** The public methods that users compute with; constructors of records have names for their parts. */
    private static List<Method> methods() {
        return Stream.of(
                        PublicMethods.ofTensors().stream(),
                        PublicMethods.functions().stream(),
                        PublicMethods.declared(Kalman.class),
                        PublicMethods.declared(Rng.class))
                .flatMap(m -> m)
                .toList();
    }

    // ---- the rules: what a method breaks, or nothing

    /** {@code solve(t, b, true, false)}: nobody sees which is which. A second flag is an enum. */
    private static boolean hasTwoFlagsInARow(Method m) {
        Class<?>[] types = m.getParameterTypes();
        for (int i = 1; i < types.length; i++) {
            if (types[i] == boolean.class && types[i - 1] == boolean.class) {
                return true;
            }
        }
        return false;
    }

    /** {@code topK(axis, k)}: an axis is the first argument; so are two. */
    private static boolean hasAnAxisBehindOthers(Method m) {
        boolean others = false;
        for (Parameter p : m.getParameters()) {
            boolean axis = p.getName().matches("axis[0-9]?|(first|last)Axis");
            if (axis && others) {
                return true;
            }
            others |= !axis;
        }
        return false;
    }

    /** {@code norm(3, 1)}: a number that is no axis stands beside axes. It is a type of its own. */
    private static boolean hasANumberBesideAxes(Method m) {
        Parameter[] all = m.getParameters();
        int last = all.length - 1;
        return last > 0
                && all[last].isVarArgs()
                && all[last].getName().equals("axes")
                && all[last - 1].getType().isPrimitive()
                && all[last - 1].getType() != boolean.class;
    }

    /** {@code roll(axis, shift)} and {@code roll(shift)}: the first number means one thing in all overloads. */
    private static Map<String, String> namesOfTheFirstNumber(List<Method> methods) {
        Map<String, String> names = new HashMap<>();
        for (Method m : methods) {
            Parameter[] all = m.getParameters();
            if (all.length > 0 && (all[0].getType() == int.class || all[0].getType() == double.class || axes(all[0]))) {
                String name = axes(all[0]) ? "axis" : all[0].getName();
                names.merge(m.getName(), name, (a, b) -> a.equals(b) ? a : a + " or " + b);
            }
        }
        names.values().removeIf(name -> !name.contains(" or "));
        return names;
    }

    private static boolean axes(Parameter p) {
        return p.isVarArgs() && p.getName().equals("axes");
    }

    private static List<String> broken(List<Method> methods) {
        List<String> broken = new ArrayList<>();
        for (Method m : methods) {
            if (hasTwoFlagsInARow(m)) {
                broken.add("two flags in a row: " + m);
            }
            if (hasAnAxisBehindOthers(m)) {
                broken.add("an axis behind others: " + m);
            }
            if (hasANumberBesideAxes(m)) {
                broken.add("a number beside axes: " + m);
            }
        }
        namesOfTheFirstNumber(methods).forEach((name, both) -> broken.add("overloads of " + name + ": " + both));
        return broken;
    }

    // ---- they hold

    @Test
    void argumentsOfDifferentMeaningDoNotLookAlike() {
        List<Method> methods = new ArrayList<>(methods());
        methods.removeIf(m -> m.getDeclaringClass() == Tensor.class); // of(value), of(values...)
        assertTrue(methods.size() > 200, methods.size() + " methods");
        assertEquals(List.of(), broken(methods));
        assertEquals(
                List.of(),
                broken(PublicMethods.declared(Tensor.class)
                        .filter(m -> !List.of("of", "variable").contains(m.getName()))
                        .toList()));
    }

    /** The rules read names of parameters, which javac keeps if told so. */
    @Test
    void namesOfParametersAreKept() {
        assertTrue(methods().stream()
                .flatMap(m -> Arrays.stream(m.getParameters()))
                .allMatch(Parameter::isNamePresent));
    }

    // ---- and can be broken

    interface Wrong {
        void solve(Tensor t, boolean upper, boolean unit);

        void topK(int k, int axis);

        void norm(double p, int... axes);

        void roll(int axis, int shift);

        void roll(int shift);

        void var(int... axes);

        void var(int correction, boolean keepDims, int... axes);
    }

    @Test
    void whatBreaksThemIsFound() {
        List<String> broken = broken(PublicMethods.declared(Wrong.class).toList());
        String type = Wrong.class.getName();
        assertEquals(
                List.of(
                        "a number beside axes: public abstract void " + type + ".norm(double,int[])",
                        "two flags in a row: public abstract void " + type
                                + ".solve(org.autodiff.Tensor,boolean,boolean)",
                        "an axis behind others: public abstract void " + type + ".topK(int,int)"),
                broken.stream().filter(b -> !b.startsWith("overloads")).toList());
        assertEquals(
                List.of("roll", "var"),
                broken.stream()
                        .filter(b -> b.startsWith("overloads"))
                        .map(b -> b.split("[ :]+")[2])
                        .sorted()
                        .toList());
    }
}
