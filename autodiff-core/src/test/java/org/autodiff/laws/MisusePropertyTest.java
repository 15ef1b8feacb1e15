package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Every public method of a tensor, with anything as its arguments: a sound result, or a clean refusal. */
class MisusePropertyTest {

    @Property(shrinking = ShrinkingMode.OFF)
    void everyMethodOfATensorReturnsOrRefuses(@ForAll long seed) {
        PublicMethods.ofTensors().forEach(m -> Misuse.of(m, seed).returns());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void everyMethodOfAValueReturnsOrRefuses(@ForAll long seed) {
        PublicMethods.ofValues().forEach(m -> Misuse.of(m, seed).returns());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void everyFunctionReturnsOrRefuses(@ForAll long seed) {
        PublicMethods.functions().forEach(m -> Misuse.of(m, seed).returns());
    }

    // ---- what is tried

    @Test
    void reflectionFindsTheOperations() {
        List<Method> operations = PublicMethods.operations();
        assertTrue(operations.size() >= 180, operations.size() + " operations");
        Set<String> names = operations.stream().map(Method::getName).collect(Collectors.toSet());
        assertTrue(
                names.containsAll(Set.of(
                        "add",
                        "pow",
                        "sin",
                        "erf",
                        "gelu",
                        "where",
                        "sum",
                        "norm",
                        "cumsum",
                        "sort",
                        "reshape",
                        "concat",
                        "slice",
                        "pad",
                        "diagonal",
                        "unfold",
                        "gather",
                        "oneHot",
                        "matmul")),
                names::toString);
        Set<String> all =
                PublicMethods.ofTensors().stream().map(Method::getName).collect(Collectors.toSet());
        assertTrue(all.containsAll(Set.of("of", "variable", "zeros", "eye", "arange", "detach", "item", "backward")));
    }

    /** A method that refused whatever it got would be tried in vain. */
    @Test
    void everyMethodReturnsNowAndThen() {
        Set<String> never = new HashSet<>();
        Stream.concat(PublicMethods.ofTensors().stream(), PublicMethods.functions().stream())
                .filter(m -> LongStream.range(0, 1000)
                        .noneMatch(seed -> Misuse.of(m, seed).returns()))
                .forEach(m -> never.add(m.toString()));
        assertEquals(Set.of(), never);
    }

    // ---- planted faults

    /** Methods like those of tensors, each wrong in its own way. */
    public static final class Wrong {
        private Wrong() {}

        public static double positionOutside(int i) {
            double[] none = {};
            return none[i];
        }

        public static Tensor nullWithoutMessage(Tensor x) {
            Objects.requireNonNull(null);
            return x;
        }

        public static int helpfulNull(Tensor x) {
            Tensor none = x == null ? x : null;
            return none.size();
        }

        public static Tensor wrongName(Tensor x) {
            throw new IllegalArgumentException("rightName: " + x);
        }

        public static Tensor noName(Tensor x) {
            throw new IllegalArgumentException("bad shape " + x);
        }

        public static int stateForNothing(Tensor x) {
            throw new IllegalStateException("stateForNothing: " + x);
        }

        public static Tensor nothing(Tensor x) {
            return null;
        }

        public static Tensor[] nothingInside(Tensor x) {
            return new Tensor[] {x, null};
        }

        public static Tensor gradientOfAnotherShape(Tensor x) {
            return Tensor.apply(new WrongGates.WrongShape(), x);
        }

        public static Tensor ignoresNull(Tensor x, Shape shape) {
            return x;
        }

        public static int good(Tensor x) {
            throw new IllegalArgumentException("good: " + x);
        }
    }

    @Test
    void plantedFaultsAreFound() {
        List<Method> planted = PublicMethods.declared(Wrong.class).toList();
        assertEquals(11, planted.size());
        Tensor x = Tensor.variable(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        for (Method m : planted) {
            Object first = m.getParameterTypes()[0] == int.class ? 1 : x;
            Object[] arguments = {first, null};
            Misuse call = new Misuse(m, x, Arrays.copyOf(arguments, m.getParameterCount()));
            if (m.getName().equals("good")) {
                assertFalse(call.returns());
            } else {
                String message = assertThrows(AssertionError.class, call::returns, m.getName())
                        .getMessage();
                assertTrue(message.startsWith("Wrong." + m.getName() + "("), message);
            }
        }
    }
}
