package org.autodiff.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a structure of tensors is taken apart into, and what is made of it again. */
class TreeTest {
    enum Side {
        LEFT,
        RIGHT
    }

    record Layer(Tensor weight, Tensor bias, int units, UnaryOperator<Tensor> activation) {}

    record Net(String name, List<Layer> layers, Map<String, Tensor> others, Optional<Tensor> scale, double[] notes) {}

    private static final Tensor A = Tensor.of(1, 2);
    private static final Tensor B = Tensor.of(3);
    private static final Tensor C = Tensor.of(4, 5, 6);
    private static final Tensor D = Tensor.of(7);

    private static Net net() {
        Map<String, Tensor> others = new LinkedHashMap<>();
        others.put("z", C);
        others.put("a", D);
        Layer first = new Layer(A, B, 2, Tensor::tanh);
        Layer noBias = new Layer(C, null, 3, x -> x);
        return new Net("net", List.of(first, noBias), others, Optional.of(A), new double[] {8});
    }

    @Test
    void leavesAreInOrderWithTheirPaths() {
        Tree<Net> tree = Tree.of(net());
        assertEquals(List.of(A, B, C, C, D, A), tree.leaves());
        assertEquals(
                List.of("layers[0].weight", "layers[0].bias", "layers[1].weight", "others[z]", "others[a]", "scale"),
                tree.paths());
        assertEquals(
                "Tree[weight(2), bias()]", Tree.of(new Layer(A, B, 1, null)).toString());
    }

    @Test
    void anotherStructureOfTheFormHasOtherLeavesAndCarriesTheRest() {
        Net net = net();
        Net twice = Tree.map(t -> t.mul(2), net);
        assertEquals("net", twice.name());
        assertSame(net.notes(), twice.notes());
        assertEquals(2, twice.layers().get(0).units());
        assertSame(net.layers().get(0).activation(), twice.layers().get(0).activation());
        assertArrayEquals(new double[] {2, 4}, twice.layers().get(0).weight().toArray());
        assertEquals(null, twice.layers().get(1).bias());
        assertArrayEquals(
                new double[] {8, 10, 12}, twice.layers().get(1).weight().toArray());
        assertEquals(List.of("z", "a"), List.copyOf(twice.others().keySet()));
        assertEquals(14, twice.others().get("a").item());
        assertArrayEquals(new double[] {2, 4}, twice.scale().orElseThrow().toArray());
        assertArrayEquals(new double[] {1, 2}, net.layers().get(0).weight().toArray());
    }

    @Test
    void aTensorIsAStructureItself() {
        assertEquals(List.of(""), Tree.of(A).paths());
        assertSame(B, Tree.of(A).with(B));
    }

    static Stream<Arguments> containers() {
        Map<String, Object> treeMap = new TreeMap<>(Comparator.reverseOrder());
        treeMap.put("a", A);
        treeMap.put("b", B);
        Map<Side, Object> enumMap = new EnumMap<>(Side.class);
        enumMap.put(Side.RIGHT, A);
        return Stream.<Object>of(
                        new ArrayList<>(List.of(A, B)),
                        new LinkedList<>(List.of(A, B)),
                        List.of(A, B),
                        List.of(A),
                        java.util.Arrays.asList(A, null, "text"),
                        new HashMap<>(Map.of("a", A)),
                        new LinkedHashMap<>(Map.of("b", B)),
                        treeMap,
                        enumMap,
                        Map.of(1, A),
                        java.util.Collections.unmodifiableMap(treeMap),
                        new Tensor[] {A, B},
                        new Object[] {A, "text", List.of(B)},
                        new Tensor[][] {{A}, {B, C}},
                        Optional.of(List.of(A)))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("containers")
    void containersKeepTheirKindAndWhatTheyHold(Object container) {
        Object again = Tree.map(t -> t, container);
        assertNotSame(container, again);
        if (container instanceof Object[] array) {
            assertSame(array.getClass(), again.getClass());
            assertTrue(java.util.Objects.deepEquals(array, again));
            return;
        }
        assertEquals(container, again);
        assertEquals(container.toString(), again.toString()); // so the order is the same
        boolean nameable =
                java.lang.reflect.Modifier.isPublic(container.getClass().getModifiers());
        assertTrue(!nameable || container.getClass() == again.getClass());
    }

    @Test
    void aSortedMapKeepsItsComparator() {
        TreeMap<String, Tensor> map = new TreeMap<>(Comparator.reverseOrder());
        map.put("a", A);
        map.put("b", B);
        TreeMap<String, Tensor> again = Tree.map(t -> t.neg(), map);
        assertEquals("b", again.firstKey());
        assertEquals(-3, again.get("b").item());
    }

    @Test
    void whatHoldsNoTensorIsCarriedAlongItself() {
        List<Object> list =
                List.of("a", 1, 2L, 'c', true, Side.LEFT, NdArray.of(1), Shape.of(2), Index.of(1), List.of());
        assertSame(list, Tree.map(t -> t.neg(), list));
        assertEquals(List.of(), Tree.leaves(list));
    }

    @Test
    void aTensorAtTwoPlacesIsTwoLeaves() {
        List<Tensor> both = List.of(A, A);
        Tree<List<Tensor>> tree = Tree.of(both);
        assertEquals(2, tree.leaves().size());
        assertEquals(List.of(B, C), tree.with(B, C));
    }

    @Test
    void twoStructuresAreMatchedByPath() {
        Map<String, Tensor> first = new LinkedHashMap<>();
        first.put("a", A);
        first.put("b", B);
        Map<String, Tensor> second = new LinkedHashMap<>();
        second.put("b", D);
        second.put("a", A);
        Map<String, Tensor> sum = Tree.map((x, y) -> x.add(y), first, second);
        assertEquals(List.of("a", "b"), List.copyOf(sum.keySet()));
        assertArrayEquals(new double[] {2, 4}, sum.get("a").toArray());
        assertEquals(10, sum.get("b").item());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Tree.map((x, y) -> x, first, Map.of("a", A, "c", C)))
                .getMessage();
        assertEquals("tree: the structures differ: only the first has b, only the second has c", message);
    }

    // ---- refused

    static final class Point {
        final Tensor x = A;
    }

    record Positive(Tensor x) {
        Positive {
            if (x.item() <= 0) {
                throw new IllegalArgumentException("not positive");
            }
        }
    }

    record OfParameter(Parameter weight) {}

    record Model(Map<String, Parameter> namedParameters) implements Parameterized {}

    private static final class OwnList extends ArrayList<Tensor> {
        private static final long serialVersionUID = 1;
    }

    static Stream<Arguments> refused() {
        List<Object> itself = new ArrayList<>();
        itself.add(A);
        itself.add(itself);
        Tensor captured = A;
        UnaryOperator<Tensor> capturing = x -> x.mul(captured);
        Parameter parameter = Parameter.of("w", A);
        Parameterized model = () -> Map.of("w", parameter);
        return Stream.of(
                Arguments.of(
                        List.of(A, new Point()),
                        "tree: a " + Point.class.getName() + " at [1] is no record, so it cannot be made again with"
                                + " other tensors: use a record, list or map of tensors"),
                Arguments.of(Map.of("a", Set.of(A)), "has no place for each tensor: use a list, map or record"),
                Arguments.of(
                        new OwnList(),
                        "cannot be made again with other tensors: use an ArrayList, a LinkedHashMap, or what List.of"
                                + " and Map.of give"),
                Arguments.of(itself, "tree: the structure at [1] contains itself"),
                Arguments.of(
                        new Layer(A, B, 1, capturing),
                        "at activation, a function, captures something that may be a tensor: make that a component of"
                                + " the structure of its own"),
                Arguments.of(
                        new OfParameter(parameter),
                        "tree: weight of " + OfParameter.class.getName() + " is declared as Parameter, and cannot hold"
                                + " a gradient or the argument of a transform, which are tensors: declare it as"
                                + " Tensor"),
                Arguments.of(new Parameter[] {parameter}, "tree: the array is declared as Parameter"),
                Arguments.of(
                        List.of(A, model),
                        "at [1] is a model, with parameters of its own: differentiate it by Autodiff.grad(model, m ->"
                                + " ...), or take its values, model.parameterValues(), into the structure"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeMadeAgainIsRefused(Object structure, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> Tree.of(structure))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void aConstructorThatRefusesOtherTensorsIsNamed() {
        List<Positive> structure = List.of(new Positive(B));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Tree.map(t -> t.neg(), structure));
        assertTrue(e.getMessage().contains(Positive.class.getName() + " at [0] refuses"), e.getMessage());
        assertEquals("not positive", e.getCause().getMessage());
    }

    @Test
    void asManyLeavesAsThereWere() {
        Tree<List<Tensor>> tree = Tree.of(List.of(A, B));
        assertEquals(
                "tree: 1 tensors for a structure of 2",
                assertThrows(IllegalArgumentException.class, () -> tree.with(A)).getMessage());
        assertThrows(NullPointerException.class, () -> tree.with(A, null));
        assertThrows(NullPointerException.class, () -> Tree.of(null));
    }
}
