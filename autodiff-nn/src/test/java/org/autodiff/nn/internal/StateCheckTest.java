package org.autodiff.nn.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class StateCheckTest {
    private final Map<String, Shape> expected = new LinkedHashMap<>();
    private final Map<String, NdArray> given = new LinkedHashMap<>();

    @Test
    void oneMessageNamesEverything() {
        expected.put("a", Shape.of(2));
        expected.put("b", Shape.of(2));
        expected.put("c", Shape.of(2, 1));
        expected.put("d", Shape.scalar());
        expected.put("e", Shape.scalar());
        given.put("x", NdArray.of(1));
        given.put("c", NdArray.of(1, 2));
        given.put("d", NdArray.full(Shape.scalar(), -1));
        given.put("e", null);
        given.put("y", NdArray.of(1));
        StateCheck check = StateCheck.of("net", expected, given);
        assertEquals(0, check.count("d"));
        assertEquals(List.of("a", "b"), check.missing());
        assertEquals(List.of("x", "y"), check.unexpected());
        assertEquals(
                "net: the state does not fit, and nothing has changed: missing 'a', 'b'; unexpected 'x', 'y'; 'c' is of"
                        + " shape (2), must be (2, 1); 'e' is null; 'd' is -1.0, must be a whole number from 0 to 2^53",
                assertThrows(IllegalArgumentException.class, check::requireNothing)
                        .getMessage());
    }

    @Test
    void whatFitsPasses() {
        expected.put("steps", Shape.scalar());
        given.put("steps", NdArray.full(Shape.scalar(), 0x1p53));
        StateCheck check = StateCheck.of("net", expected, given);
        assertEquals(1L << 53, check.count("steps"));
        assertEquals(0x1p53, check.notNegative("steps"));
        check.requireNothing();
        assertEquals("", check.problems());
    }

    @Test
    void numbersThatAreNoCountsAreRefused() {
        expected.put("steps", Shape.scalar());
        for (double bad : new double[] {-1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, 0x1p54}) {
            given.put("steps", NdArray.full(Shape.scalar(), bad));
            StateCheck check = StateCheck.of("net", expected, given);
            check.count("steps");
            assertThrows(IllegalArgumentException.class, check::requireNothing);
        }
    }
}
