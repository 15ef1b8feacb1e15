package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.nn.Reference;
import org.autodiff.nn.schedule.ReduceOnPlateau.Mode;
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
            PLAIN.patience(2).factor(0.5),
            "absolute",
            PLAIN.patience(1).factor(0.5).threshold(0.15, Threshold.ABSOLUTE).cooldown(3),
            "max",
            PLAIN.mode(Mode.MAX)
                    .patience(1)
                    .factor(0.3)
                    .threshold(0.02, Threshold.RELATIVE)
                    .cooldown(1),
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
