package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.autodiff.nn.schedule.OneCycle.Annealing;
import org.junit.jupiter.api.Test;

/** Where schedules begin and end, exactly; and that no rate is negative or NaN on the way. */
class ScheduleEdgesTest {
    @Property(tries = 300)
    void oneCycleBeginsAndEndsWhereItSays(
            @ForAll @DoubleRange(max = 0.5) double share,
            @ForAll @LongRange(min = 2, max = 60) long steps,
            @ForAll @DoubleRange(min = 0.01, max = 10) double maxRate,
            @ForAll Annealing annealing,
            @ForAll boolean threePhases) {
        OneCycle cycle = new OneCycle(maxRate, steps, share, annealing, 25, 1e4, threePhases);
        assertEquals(maxRate / 25, cycle.at(0));
        assertEquals(maxRate / 25 / 1e4, cycle.at(steps - 1));
        assertEquals(maxRate / 25 / 1e4, cycle.at(steps));
        for (long step = 0; step <= steps; step++) {
            assertTrue(cycle.at(step) >= 0 && cycle.at(step) <= maxRate, cycle + " at " + step + ": " + cycle.at(step));
        }
    }

    @Test
    void oneCycleWithAWayUpShorterThanAStep() {
        OneCycle cycle = new OneCycle(1, 10).pctStart(0.05).annealing(Annealing.LINEAR);
        assertEquals(0.04, cycle.at(0));
        assertEquals(1 - 1.5 / 9.5, cycle.at(1), 1e-5, "on the way down that began at step -0.5");
        assertEquals(0.04, new OneCycle(1, 10).pctStart(0).at(0));
        assertEquals(0.04, new OneCycle(1, 10).pctStart(0.1).at(0), "a way up of no length");
        assertEquals(0.04, new OneCycle(1, 1).at(0));
        assertEquals(0.04 / 1e4, new OneCycle(1, 1).at(1));
    }

    @Test
    void oneCycleOfRatesBeyondDoubleIsRefused() {
        assertEquals(
                "oneCycle: maxRate / divFactor must be finite and at least 0, got Infinity",
                assertThrows(IllegalArgumentException.class, () -> new OneCycle(1, 10).divFactor(1e-320))
                        .getMessage());
        assertEquals(
                "oneCycle: maxRate / divFactor / finalDivFactor must be finite and at least 0, got Infinity",
                assertThrows(IllegalArgumentException.class, () -> new OneCycle(1e10, 10).finalDivFactor(1e-300))
                        .getMessage());
    }

    /** {@code 0.1 - 0.1 * 3 / 3} is below 0 in double. */
    @Property(tries = 300)
    void straightLinesAndCosinesKeepBetweenTheirEnds(
            @ForAll @DoubleRange(max = 2) double a,
            @ForAll @DoubleRange(max = 2) double b,
            @ForAll @LongRange(min = 1, max = 100) long steps) {
        Schedule line = Schedule.linear(1, a, b, steps);
        Schedule cosine = Schedule.cosine(a, steps, b);
        Schedule restarts = Schedule.warmRestarts(a, steps, 2, b);
        assertEquals(a, line.at(0));
        assertEquals(b, line.at(steps));
        assertEquals(b, line.at(steps + 1));
        assertEquals(a, cosine.at(0));
        assertEquals(b, cosine.at(steps));
        assertEquals(a, restarts.at(0));
        assertEquals(a, restarts.at(steps));
        for (long step = 0; step < 3 * steps; step++) {
            for (Schedule each : new Schedule[] {line, cosine, restarts}) {
                double rate = each.at(step);
                assertTrue(rate >= Math.min(a, b) && rate <= Math.max(a, b), each + " at " + step + ": " + rate);
            }
        }
    }

    @Test
    void aLineDownToNothingIsNeverNegative() {
        assertEquals(0, Schedule.linear(1, 0.1, 0, 3).at(3));
        assertEquals(0, Schedule.linear(0.7, 0.3, 0, 7).at(100));
    }

    @Property(tries = 300)
    void warmUpAndInverseReachTheRate(
            @ForAll @DoubleRange(min = 0.01, max = 10) double rate,
            @ForAll @LongRange(min = 1, max = 1000) long steps) {
        assertEquals(rate, Schedule.warmUp(rate, steps).at(steps - 1));
        assertEquals(rate, Schedule.inverse(rate, steps).at(steps), "constant up to tau");
        assertEquals(rate, Schedule.inverse(rate, steps + 0.3).at(0));
    }

    @Test
    void aRateOfNothingStaysNothing() {
        assertEquals(0, Schedule.step(0, 1, 3).at(100_000));
        assertEquals(0, Schedule.exponential(0, 2).at(100_000));
        assertEquals(0, Schedule.multiStep(0, 1e200, 1, 2).at(5));
    }

    @Property(tries = 300)
    void cyclesKeepBetweenTheirRates(
            @ForAll @DoubleRange(max = 1) double base,
            @ForAll @DoubleRange(max = 1) double height,
            @ForAll @LongRange(min = 1, max = 20) long up,
            @ForAll @LongRange(min = 1, max = 20) long down) {
        double top = base + height;
        Cyclic plain = new Cyclic(base, top, up).down(down);
        assertEquals(base, plain.at(0));
        assertEquals(top, plain.at(up));
        assertEquals(base, plain.at(up + down));
        for (Cyclic cycle : new Cyclic[] {plain, plain.halving(), plain.exponential(0.9)}) {
            for (long step = 0; step < 3 * (up + down); step++) {
                double rate = cycle.at(step);
                assertTrue(rate >= base && rate <= top, cycle + " at " + step + ": " + rate);
            }
        }
    }

    @Test
    void cyclesThatCannotBe() {
        assertEquals(
                "cyclic: maxRate must be at least baseRate = 0.5, got 0.1",
                assertThrows(IllegalArgumentException.class, () -> new Cyclic(0.5, 0.1, 10))
                        .getMessage());
        assertEquals(
                "cyclic: up + down must fit in a long, got 9223372036854775807 + 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Cyclic(0.1, 0.5, Long.MAX_VALUE, 1, Cyclic.Shape.TRIANGULAR, 1))
                        .getMessage());
        assertEquals(0.1, new Cyclic(0.1, 0.5, 1).exponential(2).at(5_000), "2^5000 is infinite, its share 0");
    }
}
