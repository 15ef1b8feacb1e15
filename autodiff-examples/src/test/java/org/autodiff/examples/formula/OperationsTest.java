package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation of the library can be called from a formula, with arguments by place and by name, and gives the same
 * bits as in Java. The arguments are found by trying, so a new operation is tested by itself.
 */
class OperationsTest {
    private static final Set<Class<?>> KNOWN = Set.of(
            Tensor.class,
            Tensor[].class,
            int.class,
            double.class,
            boolean.class,
            int[].class,
            Shape.class,
            Index.class);
    private static final int TRIES = 20_000;

    /** What each method is tried with, and how that is written. */
    private static final Map<Class<?>, List<?>> CANDIDATES = Map.of(
            Tensor.class,
                    List.of(
                            Tensor.of(0.5),
                            Tensor.of(0.25, 0.75),
                            Tensor.of(1, 2, 4),
                            Tensor.of(0, 1),
                            Tensor.of(new double[][] {{2, 1}, {1, 3}}),
                            Tensor.of(new double[][] {{2, 0}, {1, 3}}),
                            Tensor.of(new double[][] {{1, 0}, {0, 1}}),
                            Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 7}}),
                            Tensor.of(Shape.of(1, 2, 2), 1, -2, 3, 4),
                            Tensor.of(Shape.of(1, 1, 2), 3, 5),
                            Tensor.of(Shape.of(1, 1, 3), 1, -2, 4),
                            Tensor.of(Shape.of(1, 1, 3, 3), 1, -2, 3, 4, 5, 6, 7, 8, 9),
                            Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 5)),
            int.class, List.of(0, 1, 2, 3, -1),
            double.class, List.of(0.5, 2.0, 0.0, 0.125),
            boolean.class, List.of(true, false),
            int[].class,
                    List.of(
                            new int[0],
                            new int[] {0},
                            new int[] {1},
                            new int[] {0, 1},
                            new int[] {1, 0},
                            new int[] {2, 2},
                            new int[] {1, 1, 0, 1}),
            Shape.class, List.of(Shape.of(2), Shape.of(2, 2), Shape.of(2, 3), Shape.of(1, 2, 2)),
            Index.class, List.of(Index.of(0, 1), Index.of(1), Index.of(Shape.of(2, 2), 0, 1, 1, 0)));

    private static List<Method> operations() {
        Stream<Method> ofTensors = Arrays.stream(Tensor.class.getInterfaces())
                .flatMap(family -> Arrays.stream(family.getMethods()))
                .filter(m -> !Modifier.isStatic(m.getModifiers()));
        Stream<Method> makers = Arrays.stream(Tensor.class.getMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()))
                .filter(m -> !m.getName().equals("of") && !m.getName().equals("variable"));
        Stream<Method> linear =
                Arrays.stream(Linalg.class.getMethods()).filter(m -> Modifier.isStatic(m.getModifiers()));
        return Stream.of(ofTensors, makers, linear)
                .flatMap(s -> s)
                .filter(m -> !m.isSynthetic())
                .filter(m -> m.getReturnType() == Tensor.class || m.getReturnType() == Index.class)
                .filter(m -> KNOWN.containsAll(List.of(m.getParameterTypes())))
                // reshape(int...) does the same
                .filter(m -> !m.getName().equals("reshape") || m.getParameterTypes()[0] != Shape.class)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationCanBeCalled() {
        List<Method> operations = operations();
        assertTrue(operations.size() > 200, "only " + operations.size());
        return operations.stream()
                .map(m -> DynamicTest.dynamicTest(m.toGenericString().replace("org.autodiff.", ""), () -> call(m)));
    }

    private static void call(Method m) throws IllegalAccessException {
        Random random = new Random(m.getName().hashCode());
        for (int i = 0; i < TRIES; i++) {
            Tensor receiver = Modifier.isStatic(m.getModifiers()) ? null : (Tensor) candidate(Tensor.class, random);
            Object[] arguments = Arrays.stream(m.getParameterTypes())
                    .map(type -> candidate(type, random))
                    .toArray();
            boolean nothing = Stream.of(arguments).anyMatch(a -> a instanceof int[] numbers && numbers.length == 0);
            if (nothing && !m.isVarArgs()) {
                continue; // a formula has no empty vectors
            }
            Object result;
            try {
                result = m.invoke(receiver, arguments);
            } catch (InvocationTargetException e) {
                continue;
            }
            Tensor expected = result instanceof Index index ? Tensor.of(index.asArray()) : (Tensor) result;
            if (expected.size() > 0) {
                assertSame(m, receiver, arguments, expected, true);
                if (!Set.of("max", "min").contains(m.getName())) {
                    assertSame(m, receiver, arguments, expected, false);
                }
                return;
            }
        }
        throw new AssertionError("no arguments found for " + m);
    }

    private static Object candidate(Class<?> type, Random random) {
        if (type == Tensor[].class) {
            return IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(i -> candidate(Tensor.class, random))
                    .toArray(Tensor[]::new);
        }
        List<?> all = CANDIDATES.get(type);
        return all.get(random.nextInt(all.size()));
    }

    private static void assertSame(Method m, Tensor receiver, Object[] arguments, Tensor expected, boolean named) {
        Map<String, Tensor> values = new HashMap<>();
        List<String> written = new ArrayList<>();
        if (receiver != null) {
            written.add(write(receiver, values));
        }
        for (int i = 0; i < arguments.length; i++) {
            String text = write(arguments[i], values);
            if (!text.isEmpty()) {
                boolean byName = named && !(arguments[i] instanceof Tensor[]);
                written.add(byName ? m.getParameters()[i].getName() + "=" + text : text);
            }
        }
        String formula = m.getName() + "(" + String.join(", ", written) + ")";
        Tensor y = Formula.parse(formula).apply(values);
        assertEquals(expected.shape(), y.shape(), formula);
        assertArrayEquals(expected.toArray(), y.toArray(), 0, formula);
    }

    private static String write(Object argument, Map<String, Tensor> values) {
        if (argument instanceof Tensor tensor) {
            String name = "t" + values.size();
            values.put(name, tensor);
            return name;
        }
        if (argument instanceof Tensor[] tensors) {
            return Arrays.stream(tensors).map(t -> write(t, values)).collect(Collectors.joining(", "));
        }
        if (argument instanceof int[] numbers) {
            return numbers.length == 0 ? "" : Arrays.toString(numbers);
        }
        if (argument instanceof Shape shape) {
            return Arrays.toString(shape.dims());
        }
        if (argument instanceof Index index) {
            int[] numbers = index.toArray();
            return index.shape().rank() == 1
                    ? Arrays.toString(numbers)
                    : Arrays.deepToString(
                            new int[][] {Arrays.copyOfRange(numbers, 0, 2), Arrays.copyOfRange(numbers, 2, 4)});
        }
        return argument.toString();
    }

    @Test
    void theListOfFunctionsHasEveryOperationAndNothingElse() {
        Set<String> expected = new TreeSet<>(Set.of("arccos", "arcsin", "arctan", "ln", "range", "T", "detach"));
        operations().forEach(m -> expected.add(m.getName()));
        Set<String> listed = Formula.functions().stream()
                .map(s -> s.substring(0, s.indexOf('(')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, listed);
    }

    @Test
    void signaturesSayWhatIsTaken() {
        assertTrue(Formula.functions()
                .containsAll(List.of(
                        "sin(x)",
                        "softmax(x, axis: int)",
                        "sum(x, axes: int...)",
                        "sum(x, keepDims: true|false, axes: int...)",
                        "max(x, *, axes: int...)",
                        "max(x, b)",
                        "clamp(x, min: number, max: number)",
                        "concat(axis: int, tensors...)",
                        "gatherRows(x, index: [int])",
                        "pad(x, pairs: [int])",
                        "zeros(shape: int...)",
                        "solve(a, b)")));
    }
}
