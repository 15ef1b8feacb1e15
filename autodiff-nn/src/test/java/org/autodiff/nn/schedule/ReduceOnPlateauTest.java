package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.nn.Reference;
import org.autodiff.nn.schedule.ReduceOnPlateau.Options;
import org.autodiff.nn.schedule.ReduceOnPlateau.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against torch.optim.lr_scheduler.ReduceLROnPlateau; see {@code schedules.py}. */
class ReduceOnPlateauTest {
    private static final Reference REFERENCE = Reference.load("schedules");
    private static final Options PLAIN = new Options();
    private static final Map<String, Options> CASES = Map.of(
            "default",
            PLAIN,
            "patience",
            PLAIN.withPatience(2).withFactor(0.5),
            "absolute",
            PLAIN.withPatience(1)
                    .withFactor(0.5)
                    .withThreshold(0.15, Threshold.ABSOLUTE)
                    .withCooldown(3),
            "max",
            PLAIN.withMax()
                    .withPatience(1)
                    .withFactor(0.3)
                    .withThreshold(0.02, Threshold.RELATIVE)
                    .withCooldown(1),
            "maxAbsolute",
            PLAIN.withMax()
                    .withPatience(0)
                    .withFactor(0.6)
                    .withThreshold(0.05, Threshold.ABSOLUTE)
                    .withMinRate(0.05),
            "epsilon",
            PLAIN.withPatience(0).withFactor(0.7).withEpsilon(0.02));

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
    void badNumbersAreRefused() {
        assertEquals(
                "reduceOnPlateau: factor must be in (0, 1), got 1.0",
                assertThrows(IllegalArgumentException.class, () -> PLAIN.withFactor(1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withPatience(-1));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withCooldown(-1));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withThreshold(-1, Threshold.ABSOLUTE));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withMinRate(-1));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withEpsilon(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ReduceOnPlateau(-1));
        assertThrows(NullPointerException.class, () -> new ReduceOnPlateau(1, null));
    }
}
