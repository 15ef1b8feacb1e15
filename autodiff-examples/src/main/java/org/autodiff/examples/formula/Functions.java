package org.autodiff.examples.formula;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.autodiff.Linalg;
import org.autodiff.Tensor;

/**
 * The functions that a formula may call: by reflection, all operations of the library that take what a formula can give
 * and return one tensor. So a new operation is there by itself.
 */
final class Functions {
    /** Other names that people expect. */
    private static final Map<String, String> ALIASES = Map.of(
            "arccos", "acos",
            "arcsin", "asin",
            "arctan", "atan",
            "ln", "log",
            "range", "arange",
            "T", "transpose");

    /** With two arguments these compare; along axes, the axes have to be named. */
    private static final Map<String, String> OF_TWO = Map.of("max", "maximum", "min", "minimum");

    /** Makers of constants are functions of formulas, makers of variables and copies of arrays are not. */
    private static final Set<String> NO_FUNCTIONS = Set.of("of", "variable");

    private static SortedMap<String, List<Signature>> all;

    private Functions() {}

    /** By name; made at the first call, since many formulas have only operators. */
    private static synchronized SortedMap<String, List<Signature>> all() {
        if (all == null) {
            SortedMap<String, List<Signature>> found = new TreeMap<>();
            methods().filter(Kind::canCall).forEach(m -> add(found, m.getName(), m));
            OF_TWO.forEach((name, two) -> found.get(two).forEach(s -> add(found, name, s.method())));
            ALIASES.forEach((name, of) -> found.get(of).forEach(s -> add(found, name, s.method())));
            // Where a number would do as well as a tensor, it is tried first.
            found.values()
                    .forEach(s -> s.sort(Comparator.comparing(Signature::tensors)
                            .thenComparing(Signature::size)
                            .thenComparing(Signature::toString)));
            all = found;
        }
        return all;
    }

    private static void add(Map<String, List<Signature>> found, String name, Method method) {
        Signature added = new Signature(name, method, OF_TWO.containsKey(name));
        List<Signature> same = found.computeIfAbsent(name, n -> new ArrayList<>());
        // Whole numbers are taken as int[] rather than as a Shape, which may not be negative.
        if (same.stream().noneMatch(s -> s.kinds().equals(added.kinds()) && !s.takes(Kind.SHAPE))) {
            same.removeIf(s -> s.kinds().equals(added.kinds()));
            same.add(added);
        }
    }

    private static Stream<Method> methods() {
        Stream<Method> operations = Arrays.stream(Tensor.class.getInterfaces())
                .flatMap(family -> Arrays.stream(family.getDeclaredMethods()))
                .filter(m -> !Modifier.isStatic(m.getModifiers())); // the static ones stand in Tensor, too
        Stream<Method> own = Arrays.stream(Tensor.class.getDeclaredMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) || m.getName().equals("detach"))
                .filter(m -> !NO_FUNCTIONS.contains(m.getName()));
        Stream<Method> linear = Arrays.stream(Linalg.class.getDeclaredMethods());
        return Stream.of(operations, own, linear)
                .flatMap(s -> s)
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic());
    }

    /** The ways to call a function, the first that fits being meant; none if there is no such function. */
    static List<Signature> named(String name) {
        return all().getOrDefault(name, List.of());
    }

    static Set<String> names() {
        return all().keySet();
    }

    static List<String> signatures() {
        return all().values().stream()
                .flatMap(s -> s.stream().map(Signature::toString))
                .distinct()
                .toList();
    }
}
