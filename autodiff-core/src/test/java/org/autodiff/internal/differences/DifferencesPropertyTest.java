package org.autodiff.internal.differences;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.autodiff.internal.differences.Slope.Kind;
import org.junit.jupiter.api.Test;

class DifferencesPropertyTest {
    private static Slope slope(DoubleUnaryOperator f, double x, double expected) {
        double[] middle = {f.applyAsDouble(x)};
        return Differences.of(t -> new double[] {f.applyAsDouble(x + t)}, middle, Scale.coordinate(x))
                .slope(0, expected);
    }

    /** A function of everyday scale, chosen by its number. */
    private static DoubleUnaryOperator function(int i, double a) {
        return switch (i) {
            case 0 -> x -> Math.sin(a * x + 1);
            case 1 -> x -> Math.exp(x / 10) + a;
            case 2 -> x -> x * x * x - a * x + 2;
            case 3 -> x -> Math.tanh(x - a);
            case 4 -> x -> Math.max(x, a) + x * x;
            case 5 -> x -> (float) Math.cos(a * x);
            default -> x -> Math.sin(x) + 1e-7 * Noise.normal(x, (long) (1e6 * a));
        };
    }

    @Property(tries = 200)
    void aPowerOfTwoTimesTheFunctionIsThatTimesTheSlope(
            @ForAll @IntRange(max = 6) int i,
            @ForAll @DoubleRange(min = -3, max = 3) double a,
            @ForAll @DoubleRange(min = -20, max = 20) double x,
            @ForAll @IntRange(min = -200, max = 200) int exponent) {
        DoubleUnaryOperator f = function(i, a);
        double power = Math.scalb(1.0, exponent);
        Slope one = slope(f, x, Double.NaN);
        Slope scaled = slope(t -> power * f.applyAsDouble(t), x, Double.NaN);
        assertEquals(one.kind(), scaled.kind());
        assertEquals(power * one.value(), scaled.value());
        assertEquals(power * one.errorBar(), scaled.errorBar());
        assertEquals(power * one.noise(), scaled.noise());
    }

    @Property(tries = 200)
    void theMirroredFunctionHasTheOppositeSlope(
            @ForAll @IntRange(max = 6) int i,
            @ForAll @DoubleRange(min = -3, max = 3) double a,
            @ForAll @DoubleRange(min = -20, max = 20) double x) {
        DoubleUnaryOperator f = function(i, a);
        Slope one = slope(f, x, Double.NaN);
        Slope mirrored = slope(t -> f.applyAsDouble(-t), -x, Double.NaN);
        assertEquals(one.kind(), mirrored.kind());
        assertEquals(-one.value() + 0.0, mirrored.value() + 0.0, one.errorBar());
    }

    @Property(tries = 200)
    void whatIsExpectedDoesNotDrawTheValue(
            @ForAll @IntRange(max = 3) int i,
            @ForAll @DoubleRange(min = -3, max = 3) double a,
            @ForAll @DoubleRange(min = -5, max = 5) double x,
            @ForAll @IntRange(min = 0, max = 6) int digits) {
        DoubleUnaryOperator f = function(i, a);
        Slope free = slope(f, x, Double.NaN);
        Slope drawn = slope(f, x, free.value() * (1 + Math.pow(10, -digits)));
        assertEquals(free.value(), drawn.value(), free.errorBar() + drawn.errorBar());
    }

    /** Of noise there are unlucky draws; one in a thousand or so is not covered. */
    @Property(tries = 100)
    void noiseIsCovered(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = -12, max = -3) double size,
            @ForAll @DoubleRange(min = -2, max = 2) double x) {
        Slope s = slope(t -> Math.exp(t) + Math.pow(10, size) * Noise.normal(t, seed), x, Double.NaN);
        assertTrue(Math.abs(s.value() - Math.exp(x)) <= 2 * s.errorBar(), s::toString);
    }

    @Test
    void componentsShareTheirValues() {
        AtomicInteger calls = new AtomicInteger();
        Line line = t -> {
            calls.incrementAndGet();
            return new double[] {Math.sin(1 + t), Math.abs(t), Math.exp(t)};
        };
        Differences d = Differences.of(line, new double[] {Math.sin(1), 0, 1}, Scale.coordinate(1));
        assertEquals(Math.cos(1), d.slope(0, Double.NaN).value(), 1e-9);
        int one = calls.get();
        assertEquals(Kind.KINK, d.slope(1, Double.NaN).kind());
        assertEquals(1, d.slope(2, Double.NaN).value(), 1e-9);
        assertEquals(calls.get(), d.evaluations());
        assertTrue(d.evaluations() < 1.8 * one, d.evaluations() + " after " + one);
    }

    @Test
    void theLadderIsKept() {
        Slope s = slope(Math::exp, 0, Double.NaN);
        assertTrue(s.ladder().size() > 20);
        Rung first = s.ladder().get(0);
        assertEquals(Math.sinh(first.step()) / first.step(), first.central(), 1e-12);
        assertEquals(Math.expm1(first.step()) / first.step(), first.forward(), 1e-12);
        assertEquals(-Math.expm1(-first.step()) / first.step(), first.backward(), 1e-12);
        for (int k = 1; k < s.ladder().size(); k++) {
            assertTrue(s.ladder().get(k).step() < s.ladder().get(k - 1).step());
        }
    }

    @Test
    void whatIsWrongWithTheArguments() {
        assertThrows(IllegalArgumentException.class, () -> Scale.coordinate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Scale.direction(0));
        Differences d = Differences.of(t -> new double[2], new double[1], Scale.coordinate(1));
        assertThrows(IllegalArgumentException.class, () -> d.slope(0, Double.NaN));
    }
}
