package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;
import org.autodiff.options.Pool1d;
import org.autodiff.options.Pool2d;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;
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
            Index.class,
            String.class,
            PNorm.class,
            Correction.class,
            Window1d.class,
            Window2d.class,
            Pool1d.class,
            Pool2d.class);
    private static final int TRIES = 20_000;

    /** What each method is tried with, and how that is written. */
    private static final Map<Class<?>, List<?>> CANDIDATES = new HashMap<>(Map.of(
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
                            Tensor.of(Shape.of(1, 4, 1), 3, 5, 7, 8),
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
            Index.class, List.of(Index.of(0, 1), Index.of(1), Index.of(Shape.of(2, 2), 0, 1, 1, 0)),
            String.class, List.of("ij,jk->ik", "ij->ji", "i,i->")));

    static {
        CANDIDATES.put(PNorm.class, List.of(PNorm.of(1), PNorm.of(3)));
        CANDIDATES.put(Correction.class, List.of(Correction.of(0), Correction.of(1)));
        CANDIDATES.put(
                Window1d.class, List.of(Window1d.of(2), Window1d.of(2).stride(2).padding(1), Window1d.of(3)));
        CANDIDATES.put(
                Window2d.class,
                List.of(
                        Window2d.of(2, 2),
                        Window2d.of(2, 2).stride(1, 2).padding(1, 0).dilation(1, 2)));
        CANDIDATES.put(
                Pool1d.class,
                List.of(Pool1d.of(2), Pool1d.of(2).stride(1).padding(1).countPadding(false)));
        CANDIDATES.put(
                Pool2d.class,
                List.of(Pool2d.of(2, 2), Pool2d.of(2, 2).stride(1, 1).ceilMode(true)));
    }

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
                .filter(m -> m.getReturnType() == Tensor.class
                        || m.getReturnType() == Index.class
                        || m.getReturnType() == Tensor[].class
                        || m.getReturnType().isRecord())
                .filter(m -> Arrays.stream(m.getParameterTypes()).allMatch(t -> t.isEnum() || KNOWN.contains(t)))
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
            Map<String, Tensor> results = results(result);
            if (results.values().stream().allMatch(y -> y.size() > 0)) {
                for (Map.Entry<String, Tensor> expected : results.entrySet()) {
                    assertSame(m, receiver, arguments, expected, true);
                    if (!Set.of("max", "min").contains(m.getName())) {
                        assertSame(m, receiver, arguments, expected, false);
                    }
                }
                return;
            }
        }
        throw new AssertionError("no arguments found for " + m);
    }

    /** What a formula writes behind the call, and the tensor that this is. */
    private static Map<String, Tensor> results(Object result) throws IllegalAccessException {
        Map<String, Tensor> results = new LinkedHashMap<>();
        if (result instanceof Tensor[] several) {
            for (int i = 0; i < several.length; i++) {
                results.put("[" + i + "]", several[i]);
            }
        } else if (result instanceof Record) {
            for (RecordComponent c : result.getClass().getRecordComponents()) {
                try {
                    results.put("." + c.getName(), (Tensor) c.getAccessor().invoke(result));
                } catch (InvocationTargetException e) {
                    throw new AssertionError(e);
                }
            }
        } else {
            results.put("", result instanceof Index index ? Tensor.of(index.asArray()) : (Tensor) result);
        }
        return results;
    }

    private static Object candidate(Class<?> type, Random random) {
        if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        }
        if (type == Tensor[].class) {
            return IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(i -> candidate(Tensor.class, random))
                    .toArray(Tensor[]::new);
        }
        List<?> all = CANDIDATES.get(type);
        return all.get(random.nextInt(all.size()));
    }

    private static void assertSame(
            Method m, Tensor receiver, Object[] arguments, Map.Entry<String, Tensor> part, boolean named) {
        Tensor expected = part.getValue();
        Map<String, Tensor> values = new HashMap<>();
        List<String> written = new ArrayList<>();
        if (receiver != null) {
            written.add(write(receiver, values));
        }
        for (int i = 0; i < arguments.length; i++) {
            String text = write(arguments[i], values);
            if (!text.isEmpty()) {
                boolean window = text.startsWith("size="); // several arguments of a formula
                boolean mustBe = arguments[i] instanceof PNorm || arguments[i] instanceof Correction;
                boolean byName = mustBe || named && !window && !(arguments[i] instanceof Tensor[]);
                written.add(byName ? m.getParameters()[i].getName() + "=" + text : text);
            }
        }
        String formula = m.getName() + "(" + String.join(", ", written) + ")" + part.getKey();
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
        if (argument instanceof String || argument instanceof Enum) {
            return '"' + argument.toString() + '"';
        }
        if (argument instanceof PNorm norm) {
            return Double.toString(norm.p());
        }
        if (argument instanceof Correction correction) {
            return Double.toString(correction.value());
        }
        if (argument instanceof Window1d w) {
            return "size=" + w.size() + ", stride=" + w.stride() + ", padding=" + w.padding() + ", dilation="
                    + w.dilation();
        }
        if (argument instanceof Window2d w) {
            return window(w);
        }
        if (argument instanceof Pool1d p) {
            return write(new Window1d(p.size(), p.stride(), p.padding(), p.dilation()), values) + ", countPadding="
                    + p.countPadding() + ", ceilMode=" + p.ceilMode();
        }
        if (argument instanceof Pool2d p) {
            return window(p.window()) + ", countPadding=" + p.countPadding() + ", ceilMode=" + p.ceilMode();
        }
        return argument.toString();
    }

    private static String window(Window2d w) {
        return String.format(
                "size=[%d, %d], stride=[%d, %d], padding=[%d, %d], dilation=[%d, %d]",
                w.height(),
                w.width(),
                w.strideRows(),
                w.strideColumns(),
                w.paddingRows(),
                w.paddingColumns(),
                w.dilationRows(),
                w.dilationColumns());
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
                        "einsum(equation: text, operands...)",
                        "sort(x, axis: int, order: \"ascending\"|\"descending\")",
                        "conv1d(x, weight, size: [int], *, stride: [int]?, padding: [int]?, dilation: [int]?)",
                        "solve(a, b)")));
    }
}
