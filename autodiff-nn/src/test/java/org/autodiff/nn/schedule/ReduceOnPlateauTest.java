package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Reference;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.schedule.ReduceOnPlateau.Builder;
import org.autodiff.nn.schedule.ReduceOnPlateau.Mode;
import org.autodiff.nn.schedule.ReduceOnPlateau.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with torch.optim.lr_scheduler.ReduceLROnPlateau; see {@code schedules.py}. */
class ReduceOnPlateauTest {
    private static final Reference REFERENCE = Reference.load("schedules");
    private static final Map<String, UnaryOperator<Builder>> CASES = Map.of(
            "default",
            b -> b,
            "patience",
            b -> b.patience(2).factor(0.5),
            "absolute",
            b -> b.patience(1).factor(0.5).threshold(0.15, Threshold.ABSOLUTE).cooldown(3),
            "maxAbsolute",
            b -> b.mode(Mode.MAX)
                    .patience(0)
                    .factor(0.6)
                    .threshold(0.05, Threshold.ABSOLUTE)
                    .minRate(0.05),
            "eps",
            b -> b.patience(0).factor(0.7).eps(0.02));

    private static ReduceOnPlateau plateau(double rate, UnaryOperator<Builder> options) {
        return options.apply(ReduceOnPlateau.builder(rate)).build();
    }

    private static UnaryOperator<Builder> max(UnaryOperator<Builder> options) {
        return b -> options.apply(b).mode(Mode.MAX);
    }

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isPyTorchs(String name) {
        double[] metrics = REFERENCE.array("plateau/metrics").toArray();
        double[] expected = REFERENCE.array("plateau/" + name).toArray();
        double sign = name.startsWith("max") ? -1 : 1;
        ReduceOnPlateau plateau = plateau(0.4, CASES.get(name));
        assertEquals(0.4, plateau.at(0));
        for (int i = 0; i < metrics.length; i++) {
            if (i == 20) { // another one takes over
                ReduceOnPlateau next = plateau(123, CASES.get(name));
                next.load(plateau.state());
                plateau = next;
            }
            plateau.observe(sign * metrics[i]);
            assertEquals(expected[i], plateau.at(i), 1e-16, name + " after observation " + i);
        }
    }

    @Test
    void moreIsBetterByAShare() {
        UnaryOperator<Builder> share = b -> b.patience(0).factor(0.5).threshold(0.02, Threshold.RELATIVE);
        assertArrayEquals(new double[] {1, 0.5, 0.5, 0.25, 0.25}, rates(max(share), 10, 10.1, 10.3, 10.3, 20));
    }

    private static double[] rates(UnaryOperator<Builder> options, double... metrics) {
        ReduceOnPlateau plateau = plateau(1, options);
        return Arrays.stream(metrics)
                .map(metric -> {
                    plateau.observe(metric);
                    return plateau.at(0);
                })
                .toArray();
    }

    /** PyTorch takes each of ten times -1 to be better than the one before: -1 < -1 (1 - 1e-4). */
    @Test
    void aPlateauBelowZeroIsOneToo() {
        UnaryOperator<Builder> quick = b -> b.patience(1).factor(0.5);
        assertArrayEquals(new double[] {1, 1, 0.5, 0.5, 0.25}, rates(quick, -1, -1, -1, -1, -1));
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(max(quick), -1, -1, -1));
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(quick, 0, 0, -0.0));
        UnaryOperator<Builder> tenth = b -> quick.apply(b).threshold(0.1, Threshold.RELATIVE);
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(tenth, -10, -10.9, -10.99), "better by less than a tenth");
        assertArrayEquals(new double[] {1, 1, 1, 1}, rates(tenth, -10, -11.1, -12.3, -14));
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(max(tenth), -10, -9.1, -9.01));
        assertArrayEquals(new double[] {1, 1, 1, 1}, rates(max(tenth), -10, -8.9, 0, 1));
    }

    /** A relative step is a share of the size of the best metric, so the two modes are mirror images. */
    @Property(tries = 200)
    void modesMirrorEachOther(
            @ForAll @Size(max = 30) double[] metrics, @ForAll Threshold mode, @ForAll @DoubleRange(max = 3) double t) {
        UnaryOperator<Builder> less = b -> b.patience(1).factor(0.5).cooldown(1).threshold(t, mode);
        double[] mirrored = Arrays.stream(metrics).map(m -> -m).toArray();
        assertArrayEquals(rates(less, metrics), rates(max(less), mirrored));
    }

    @Test
    void anythingFiniteIsBetterThanNothing() {
        double inf = Double.POSITIVE_INFINITY;
        for (double threshold : new double[] {0, 1e-4, 1, 2}) {
            UnaryOperator<Builder> options = b -> b.patience(0).factor(0.5).threshold(threshold, Threshold.RELATIVE);
            assertArrayEquals(new double[] {1, 0.5}, rates(options, 7, 7), "threshold " + threshold);
            assertArrayEquals(new double[] {0.5, 0.5, 0.25}, rates(options, inf, 7, inf), "threshold " + threshold);
            assertArrayEquals(new double[] {1, 0.5}, rates(options, -inf, -inf), "threshold " + threshold);
            assertArrayEquals(
                    new double[] {0.5, 0.5, 0.5}, rates(max(options), -inf, -7, inf), "threshold " + threshold);
        }
        assertArrayEquals(
                new double[] {0.5, 0.25, 0.25}, rates(b -> b.patience(0).factor(0.5), Double.NaN, inf, 1));
    }

    @Test
    void aStateThatCannotBeIsRefused() {
        ReduceOnPlateau plateau = plateau(1, b -> b.patience(1));
        plateau.observe(3);
        plateau.observe(4);
        Map<String, NdArray> state = new LinkedHashMap<>(plateau.state());
        assertEquals(List.of("rate", "best", "bad", "cooldown"), List.copyOf(state.keySet()));
        state.put("rate", NdArray.of(Double.NaN));
        state.put("best", NdArray.of(Double.NaN));
        state.put("bad", NdArray.of(-1.0));
        state.put("cooldown", NdArray.of(0x1p31));
        assertEquals(
                "reduceOnPlateau: the state does not fit, and nothing has changed: 'rate' is NaN, must be finite and at"
                        + " least 0; 'bad' is -1.0, must be a whole number from 0 to 2^31 - 1; 'cooldown' is"
                        + " 2.147483648E9, must be a whole number from 0 to 2^31 - 1; 'best' is NaN",
                assertThrows(IllegalArgumentException.class, () -> plateau.load(state))
                        .getMessage());
        plateau.observe(5); // the second in a row that is no better
        assertEquals(0.1, plateau.at(0), 1e-16);
    }

    @Test
    void theStateOfAScheduleMadeOfOthersIsThatOfTheParts() {
        Schedule[] made = new Schedule[2];
        ReduceOnPlateau[] parts = new ReduceOnPlateau[4];
        for (int i = 0; i < 2; i++) {
            parts[2 * i] = plateau(0.5, b -> b.patience(0));
            parts[2 * i + 1] = plateau(2, b -> b.patience(0));
            made[i] = Schedule.warmUp(1, 2)
                    .then(2, parts[2 * i])
                    .times(parts[2 * i + 1].every(3))
                    .times(0.5);
        }
        for (double metric : new double[] {3, 4, 5}) {
            parts[0].observe(metric);
            parts[1].observe(-metric);
        }
        parts[1].observe(1);
        Map<String, NdArray> state = ((Stateful) made[0]).state();
        assertEquals(
                List.of("schedule.schedule.next.rate", "schedule.factor.schedule.rate"),
                state.keySet().stream().filter(n -> n.endsWith("rate")).toList());
        ((Stateful) made[1]).load(state);
        assertEquals(made[0].at(5), made[1].at(5));
        assertEquals(parts[0].state(), parts[2].state());
        assertEquals(parts[1].state(), parts[3].state());
        assertEquals(0.5 * 0.01 * 2 * 0.1 * 0.5, made[1].at(5), 1e-16);
        assertEquals(Map.of(), ((Stateful) Schedule.constant(1).times(2)).state());
    }

    @Test
    void badNumbersAreRefused() {
        assertEquals(
                "reduceOnPlateau: factor must be in (0, 1), got 1.0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ReduceOnPlateau.builder(1).factor(1))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> ReduceOnPlateau.builder(1).patience(-1));
        assertThrows(
                IllegalArgumentException.class, () -> ReduceOnPlateau.builder(1).cooldown(-1));
        assertThrows(
                IllegalArgumentException.class, () -> ReduceOnPlateau.builder(1).threshold(-1, Threshold.ABSOLUTE));
        assertThrows(
                IllegalArgumentException.class, () -> ReduceOnPlateau.builder(1).minRate(-1));
        assertThrows(
                IllegalArgumentException.class, () -> ReduceOnPlateau.builder(1).eps(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> ReduceOnPlateau.of(-1));
        assertThrows(
                NullPointerException.class, () -> ReduceOnPlateau.builder(1).mode(null));
    }
}
