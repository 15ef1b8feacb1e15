package org.autodiff.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NdArrayTest {
    @Test
    void numbersAreCopiedInAndOut() {
        double[] source = {1, 2, 3};
        NdArray a = NdArray.of(source);
        source[0] = 9;
        a.toArray()[1] = 9;
        assertArrayEquals(new double[] {1, 2, 3}, a.toArray());
    }

    @Test
    void elementsAreRowMajor() {
        NdArray a = NdArray.of(Shape.of(2, 3), 0, 1, 2, 10, 11, 12);
        assertEquals(12, a.get(1, 2));
        assertEquals(11, a.reshape(Shape.of(3, 2)).get(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> a.get(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> a.get(0, -1));
        assertThrows(IllegalArgumentException.class, () -> a.get(1));
        assertThrows(IllegalArgumentException.class, a::item);
    }

    @Test
    void scalarsHaveRankZeroAndEmptyArraysNoElements() {
        assertEquals(Shape.scalar(), NdArray.of(5).shape());
        assertEquals(5, NdArray.of(5).get());
        assertEquals(0, NdArray.zeros(Shape.of(3, 0)).size());
        assertEquals(
                "[[], [], []]".replaceAll(", ", ",\n "),
                NdArray.zeros(Shape.of(3, 0)).toString());
    }

    @Test
    void badShapesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> NdArray.of(Shape.of(2, 2), 1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> NdArray.of(new double[][] {{1, 2}, {3}}));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(1 << 16, 1 << 16));
        assertEquals(0, Shape.of(1 << 16, 1 << 16, 0).size());
    }

    @Test
    void equalityIsByShapeAndBits() {
        assertEquals(NdArray.of(1, Double.NaN), NdArray.of(1, Double.NaN));
        assertNotEquals(NdArray.of(0.0, 1), NdArray.of(-0.0, 1));
        assertNotEquals(NdArray.of(1, 2), NdArray.of(1, 2).reshape(Shape.of(1, 2)));
        assertEquals(NdArray.of(1, 2).hashCode(), NdArray.of(1, 2).hashCode());
    }

    @Test
    void shapesBroadcastAsInNumPy() {
        assertEquals(Shape.of(5, 4, 3), Shape.broadcast("add", Shape.of(5, 1, 3), Shape.of(4, 1)));
        assertEquals(Shape.of(0, 3), Shape.broadcast("add", Shape.of(0, 1), Shape.of(3)));
        assertEquals(Shape.of(2), Shape.broadcast("add", Shape.scalar(), Shape.of(2)));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(2)))
                .getMessage();
        assertTrue(message.startsWith("add: ") && message.contains("(2, 3)") && message.contains("(2)"), message);
    }

    @Test
    void axesAreCountedFromEitherEnd() {
        Shape s = Shape.of(2, 3, 4);
        assertEquals(4, s.dim(-1));
        assertEquals(Shape.of(3), s.reduce(Axes.of("sum", s, 0, -1), false));
        assertEquals(Shape.of(1, 3, 1), s.reduce(Axes.of("sum", s, -1, 0), true));
        assertThrows(IndexOutOfBoundsException.class, () -> s.dim(3));
        assertThrows(IllegalArgumentException.class, () -> Axes.of("sum", s, 1, -2));
        assertThrows(IndexOutOfBoundsException.class, () -> Axes.of("sum", s, -4));
    }

    @Test
    void indicesAreWholeNumbers() {
        assertArrayEquals(new int[] {3, -1}, Index.of(3, -1).toArray());
        assertThrows(IllegalArgumentException.class, () -> Index.of(NdArray.of(1.5)));
        assertThrows(IllegalArgumentException.class, () -> Index.of(NdArray.of(Double.NaN)));
        assertThrows(IllegalArgumentException.class, () -> Index.of(NdArray.of(1e10)));
    }

    @Test
    void longAxesAreShortenedInPrint() {
        assertEquals(
                "[0.0, 1.0, 2.0, ..., 7.0, 8.0, 9.0]",
                NdArray.build(Shape.of(10), d -> java.util.Arrays.setAll(d, i -> i))
                        .toString());
    }
}
