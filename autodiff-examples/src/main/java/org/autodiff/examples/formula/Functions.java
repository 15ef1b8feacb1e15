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
 * and give tensors. So a new operation is there by itself.
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
    private static final Set<String> NO_FUNCTIONS = Set.of("of", "variable", "apply", "applyAll");

    private static SortedMap<String, List<Method>> all;

    private Functions() {}

    /** By name. Found at the first call, since many formulas have only operators; signatures are made on demand. */
    private static synchronized SortedMap<String, List<Method>> all() {
        if (all == null) {
            SortedMap<String, List<Method>> found = new TreeMap<>();
            methods()
                    .filter(Kind::canCall)
                    .forEach(m -> found.computeIfAbsent(m.getName(), n -> new ArrayList<>())
                            .add(m));
            OF_TWO.forEach((name, two) -> found.get(name).addAll(found.get(two)));
            ALIASES.forEach((name, of) -> found.put(name, found.get(of)));
            all = found;
        }
        return all;
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
        List<Signature> signatures = new ArrayList<>();
        for (Method method : all().getOrDefault(name, List.of())) {
            Signature added = new Signature(name, method, OF_TWO.containsKey(name));
            // Whole numbers are taken as int[] rather than as a Shape, which may not be negative.
            if (signatures.stream().noneMatch(s -> s.kinds().equals(added.kinds()) && !s.takes(Kind.SHAPE))) {
                signatures.removeIf(s -> s.kinds().equals(added.kinds()));
                signatures.add(added);
            }
        }
        // Where a number would do as well as a tensor, it is tried first.
        signatures.sort(Comparator.comparing(Signature::tensors)
                .thenComparing(Signature::size)
                .thenComparing(Signature::toString));
        return signatures;
    }

    /** Whether a function gives an array of tensors, of which a formula takes one by its number. */
    static boolean givesArrays(String name) {
        List<Method> methods = all().getOrDefault(name, List.of());
        return !methods.isEmpty() && methods.stream().allMatch(m -> m.getReturnType() == Tensor[].class);
    }

    static Set<String> names() {
        return all().keySet();
    }

    static List<String> signatures() {
        return names().stream()
                .flatMap(name -> named(name).stream().map(Signature::toString))
                .toList();
    }
}
