package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.autodiff.nn.Reference;
import org.autodiff.nn.schedule.ReduceOnPlateau.Mode;
import org.autodiff.nn.schedule.ReduceOnPlateau.Options;
import org.autodiff.nn.schedule.ReduceOnPlateau.Standing;
import org.autodiff.nn.schedule.ReduceOnPlateau.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with torch.optim.lr_scheduler.ReduceLROnPlateau; see {@code schedules.py}. */
class ReduceOnPlateauTest {
    private static final Reference REFERENCE = Reference.load("schedules");
    private static final Options PLAIN = new Options();
    private static final Map<String, Options> CASES = Map.of(
            "default",
            PLAIN,
            "patience",
            PLAIN.patience(2).factor(0.5),
            "absolute",
            PLAIN.patience(1).factor(0.5).threshold(0.15, Threshold.ABSOLUTE).cooldown(3),
            "maxAbsolute",
            PLAIN.mode(Mode.MAX)
                    .patience(0)
                    .factor(0.6)
                    .threshold(0.05, Threshold.ABSOLUTE)
                    .minRate(0.05),
            "eps",
            PLAIN.patience(0).factor(0.7).eps(0.02));

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isPyTorchs(String name) {
        double[] metrics = REFERENCE.array("plateau/metrics").toArray();
        double[] expected = REFERENCE.array("plateau/" + name).toArray();
        double sign = name.startsWith("max") ? -1 : 1;
        ReduceOnPlateau plateau = new ReduceOnPlateau(0.4, CASES.get(name));
        assertEquals(0.4, plateau.at(0));
        for (int i = 0; i < metrics.length; i++) {
            if (i == 20) { // another one takes over
                ReduceOnPlateau next = new ReduceOnPlateau(123, CASES.get(name));
                next.restore(plateau.standing());
                plateau = next;
            }
            plateau.observe(sign * metrics[i]);
            assertEquals(expected[i], plateau.at(i), 1e-16, name + " after observation " + i);
        }
    }

    @Test
    void moreIsBetterByAShare() {
        Options max = PLAIN.mode(Mode.MAX).patience(0).factor(0.5).threshold(0.02, Threshold.RELATIVE);
        assertArrayEquals(new double[] {1, 0.5, 0.5, 0.25, 0.25}, rates(max, 10, 10.1, 10.3, 10.3, 20));
    }

    private static double[] rates(Options options, double... metrics) {
        ReduceOnPlateau plateau = new ReduceOnPlateau(1, options);
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
        Options quick = PLAIN.patience(1).factor(0.5);
        assertArrayEquals(new double[] {1, 1, 0.5, 0.5, 0.25}, rates(quick, -1, -1, -1, -1, -1));
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(quick.mode(Mode.MAX), -1, -1, -1));
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(quick, 0, 0, -0.0));
        Options tenth = quick.threshold(0.1, Threshold.RELATIVE);
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(tenth, -10, -10.9, -10.99), "better by less than a tenth");
        assertArrayEquals(new double[] {1, 1, 1, 1}, rates(tenth, -10, -11.1, -12.3, -14));
        assertArrayEquals(new double[] {1, 1, 0.5}, rates(tenth.mode(Mode.MAX), -10, -9.1, -9.01));
        assertArrayEquals(new double[] {1, 1, 1, 1}, rates(tenth.mode(Mode.MAX), -10, -8.9, 0, 1));
    }

    /** A relative step is a share of the size of the best metric, so the two modes are mirror images. */
    @Property(tries = 200)
    void modesMirrorEachOther(
            @ForAll @Size(max = 30) double[] metrics, @ForAll Threshold mode, @ForAll @DoubleRange(max = 3) double t) {
        Options less = PLAIN.patience(1).factor(0.5).cooldown(1).threshold(t, mode);
        double[] mirrored = Arrays.stream(metrics).map(m -> -m).toArray();
        assertArrayEquals(rates(less, metrics), rates(less.mode(Mode.MAX), mirrored));
    }

    @Test
    void anythingFiniteIsBetterThanNothing() {
        double inf = Double.POSITIVE_INFINITY;
        for (double threshold : new double[] {0, 1e-4, 1, 2}) {
            Options options = PLAIN.patience(0).factor(0.5).threshold(threshold, Threshold.RELATIVE);
            assertArrayEquals(new double[] {1, 0.5}, rates(options, 7, 7), "threshold " + threshold);
            assertArrayEquals(new double[] {0.5, 0.5, 0.25}, rates(options, inf, 7, inf), "threshold " + threshold);
            assertArrayEquals(new double[] {1, 0.5}, rates(options, -inf, -inf), "threshold " + threshold);
            assertArrayEquals(
                    new double[] {0.5, 0.5, 0.5},
                    rates(options.mode(Mode.MAX), -inf, -7, inf),
                    "threshold " + threshold);
        }
        assertArrayEquals(
                new double[] {0.5, 0.25, 0.25}, rates(PLAIN.patience(0).factor(0.5), Double.NaN, inf, 1));
    }

    @Test
    void aStandingThatCannotBeIsRefused() {
        assertEquals(
                "reduceOnPlateau: rate must be finite and at least 0, got NaN",
                assertThrows(IllegalArgumentException.class, () -> new Standing(Double.NaN, 1, 0, 0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Standing(1, Double.NaN, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Standing(1, 1, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Standing(1, 1, 0, -1));
    }

    @Test
    void badNumbersAreRefused() {
        assertEquals(
                "reduceOnPlateau: factor must be in (0, 1), got 1.0",
                assertThrows(IllegalArgumentException.class, () -> PLAIN.factor(1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> PLAIN.patience(-1));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.cooldown(-1));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.threshold(-1, Threshold.ABSOLUTE));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.minRate(-1));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.eps(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ReduceOnPlateau(-1));
        assertThrows(NullPointerException.class, () -> new ReduceOnPlateau(1, null));
    }
}
