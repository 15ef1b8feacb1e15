package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each argument of each schedule is checked, and named. */
class ScheduleRefusalsTest {
    private static final double NAN = Double.NaN;

    /** Schedules that must be refused, by the words with which the message must begin. */
    private static final Map<String, Supplier<Object>> REFUSED = new TreeMap<>(Map.ofEntries(
            Map.entry("constant: rate", () -> Schedule.constant(-1)),
            Map.entry("step: rate", () -> Schedule.step(NAN, 1, 0.5)),
            Map.entry("step: every", () -> Schedule.step(1, 0, 0.5)),
            Map.entry("step: gamma", () -> Schedule.step(1, 1, -0.5)),
            Map.entry("multiStep: rate", () -> Schedule.multiStep(-1, 0.5, 3)),
            Map.entry("multiStep: gamma", () -> Schedule.multiStep(1, NAN, 3)),
            Map.entry("multiStep: milestone", () -> Schedule.multiStep(1, 0.5, 3, -1)),
            Map.entry("exponential: rate", () -> Schedule.exponential(-1, 0.5)),
            Map.entry("exponential: gamma", () -> Schedule.exponential(1, -0.5)),
            Map.entry("exponentialDecay: rate", () -> Schedule.exponentialDecay(NAN, 0.5)),
            Map.entry("exponentialDecay: k", () -> Schedule.exponentialDecay(1, -0.5)),
            Map.entry("inverse: rate", () -> Schedule.inverse(-1, 5)),
            Map.entry("inverse: tau", () -> Schedule.inverse(1, 0)),
            Map.entry("polynomial: rate", () -> Schedule.polynomial(-1, 5, 2)),
            Map.entry("polynomial: steps", () -> Schedule.polynomial(1, 0, 2)),
            Map.entry("polynomial: power", () -> Schedule.polynomial(1, 5, 0)),
            Map.entry("linear: rate", () -> Schedule.linear(-1, 0.1, 1, 5)),
            Map.entry("linear: startFactor", () -> Schedule.linear(1, -0.1, 1, 5)),
            Map.entry("linear: endFactor", () -> Schedule.linear(1, 0.1, NAN, 5)),
            Map.entry("linear: steps", () -> Schedule.linear(1, 0.1, 1, 0)),
            Map.entry("warmUp: rate", () -> Schedule.warmUp(-1, 5)),
            Map.entry("warmUp: steps", () -> Schedule.warmUp(1, 0)),
            Map.entry("cosine: rate", () -> Schedule.cosine(-1, 5)),
            Map.entry("cosine: steps", () -> Schedule.cosine(1, 0)),
            Map.entry("cosine: least", () -> Schedule.cosine(1, 5, -0.1)),
            Map.entry("warmRestarts: rate", () -> Schedule.warmRestarts(-1, 5, 2, 0)),
            Map.entry("warmRestarts: first", () -> Schedule.warmRestarts(1, 0, 2, 0)),
            Map.entry("warmRestarts: factor", () -> Schedule.warmRestarts(1, 5, 0, 0)),
            Map.entry("warmRestarts: least", () -> Schedule.warmRestarts(1, 5, 2, -0.1)),
            Map.entry("cyclic: baseRate", () -> new Cyclic(-1, 1, 5)),
            Map.entry("cyclic: maxRate", () -> new Cyclic(0.1, NAN, 5)),
            Map.entry("cyclic: up", () -> new Cyclic(0.1, 1, 0, 5, Cyclic.Shape.values()[0], 1)),
            Map.entry("cyclic: down", () -> new Cyclic(0.1, 1, 5, 0, Cyclic.Shape.values()[0], 1)),
            Map.entry("cyclic: gamma", () -> new Cyclic(0.1, 1, 5, 5, Cyclic.Shape.values()[0], -1)),
            Map.entry("oneCycle: maxRate", () -> new OneCycle(-1, 10)),
            Map.entry("oneCycle: totalSteps", () -> new OneCycle(1, 0)),
            Map.entry("oneCycle: pctStart", () -> new OneCycle(1, 10).pctStart(1.5)),
            Map.entry("oneCycle: divFactor", () -> new OneCycle(1, 10).divFactor(0)),
            Map.entry("oneCycle: finalDivFactor", () -> new OneCycle(1, 10).finalDivFactor(-1))));

    @Test
    void everyArgumentThatCannotBeIsNamed() {
        REFUSED.forEach((start, make) -> {
            String message = assertThrows(IllegalArgumentException.class, make::get, start)
                    .getMessage();
            assertTrue(message.startsWith(start), message);
        });
    }

    @Test
    void noScheduleHasARateBeforeTheFirstStep() {
        Schedule[] all = {
            Schedule.constant(1),
            Schedule.step(1, 1, 0.5),
            Schedule.multiStep(1, 0.5, 3),
            Schedule.exponential(1, 0.5),
            Schedule.exponentialDecay(1, 0.5),
            Schedule.inverse(1, 5),
            Schedule.polynomial(1, 5, 2),
            Schedule.linear(1, 0.1, 1, 5),
            Schedule.warmUp(1, 5),
            Schedule.cosine(1, 5),
            Schedule.warmRestarts(1, 5, 2, 0),
            new Cyclic(0.1, 1, 5),
            new OneCycle(1, 10)
        };
        for (Schedule schedule : all) {
            assertThrows(IllegalArgumentException.class, () -> schedule.at(-1), schedule::toString);
        }
    }

    @Test
    void theShortCosineEndsAtZero() {
        assertEquals(0.5, Schedule.cosine(1, 4).at(2), 1e-15);
        assertEquals(0, Schedule.cosine(1, 4).at(4));
    }
}
