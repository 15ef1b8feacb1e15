package org.autodiff.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AxisTest {

    @Test
    void linearTicksAreRoundNumbers() {
        assertEquals(List.of("0", "5", "10", "15", "20"), labels(Axis.linear(0, 20, 6)));
        assertEquals(List.of("0.2", "0.4", "0.6"), labels(Axis.linear(0.13, 0.7, 4)));
    }

    @Test
    void anAxisWithinTicksBeginsAndEndsOnThem() {
        Axis axis = Axis.linearWithin(93.2, 100, 6);
        assertEquals(List.of("92", "94", "96", "98", "100"), labels(axis));
        assertEquals(92, axis.low());
        assertEquals(0.5, axis.position(96));
    }

    @Test
    void logarithmicTicksArePowersOfTen() {
        Axis axis = Axis.logarithmic(0.0004, 2.9);
        assertEquals(List.of("0.0001", "0.001", "0.01", "0.1", "1", "10"), labels(axis));
        assertEquals(0, axis.position(0.0001), 1e-12);
        assertEquals(0.8, axis.position(1), 1e-12);
        assertEquals("1e-7", Axis.label(1e-7));
    }

    @Test
    void aRangeOfOneNumberIsStillAnAxis() {
        assertEquals(
                1,
                Axis.linearWithin(100, 100, 6)
                        .position(Axis.linearWithin(100, 100, 6).high()));
        assertEquals(10, Axis.logarithmic(1, 1).high());
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(Axis::label).toList();
    }
}
