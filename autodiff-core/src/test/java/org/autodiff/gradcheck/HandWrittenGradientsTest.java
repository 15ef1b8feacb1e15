package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A small network with its backward pass in plain loops, as people write it, and the mistakes they make in it. */
class HandWrittenGradientsTest {
    private static final int ROWS = 5;
    private static final int IN = 3;
    private static final int HIDDEN = 3;
    private static final double DECAY = 0.1;
    private static final double[] DATA = {
        0.3, -1.2, 0.8, 1.1, 0.4, -0.6, -0.9, 0.7, 0.2, 0.5, 1.3, -0.4, -0.1, -0.8, 1.6
    };
    private static final double[] TARGET = {0.4, -0.7, 1.1, 0.2, -0.3};
    private static final double[] AT = {
        0.5, -0.3, 0.9, -1.1, 0.2, 0.7, 0.6, -0.8, 0.4, 0.15, -0.25, 0.35, 0.9, -1.4, 0.6
    };

    /** Weights (3, 3), biases (3) and the weights of the sum (3), one after the other. */
    private static double[] hidden(double[] w, int row) {
        double[] h = new double[HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
            double z = w[9 + j];
            for (int i = 0; i < IN; i++) {
                z += DATA[row * IN + i] * w[i * HIDDEN + j];
            }
            h[j] = Math.tanh(z);
        }
        return h;
    }

    private static double loss(double[] w) {
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            double[] h = hidden(w, r);
            double e = -TARGET[r];
            for (int j = 0; j < HIDDEN; j++) {
                e += h[j] * w[12 + j];
            }
            sum += e * e;
        }
        double squares = Arrays.stream(w).map(x -> x * x).sum();
        return sum / ROWS + DECAY / 2 * squares;
    }

    private static double[] gradient(double[] w, String mistake) {
        double[] g = new double[w.length];
        for (int r = 0; r < (mistake.equals("one row") ? 1 : ROWS); r++) {
            double[] h = hidden(w, r);
            double e = -TARGET[r];
            for (int j = 0; j < HIDDEN; j++) {
                e += h[j] * w[12 + j];
            }
            double u = 2 * e / (mistake.equals("sum") ? 1 : ROWS);
            for (int j = 0; j < HIDDEN; j++) {
                g[12 + j] += u * h[j];
                double d = u * w[12 + j] * (1 - h[j] * h[j]);
                g[9 + j] += mistake.equals("bias") ? 0 : d;
                for (int i = 0; i < IN; i++) {
                    g[mistake.equals("transposed") ? j * IN + i : i * HIDDEN + j] += d * DATA[r * IN + i];
                }
            }
        }
        for (int k = 0; k < g.length; k++) {
            g[k] += mistake.equals("decay") ? 0 : DECAY * w[k];
            g[k] *= mistake.equals("sign") ? -1 : mistake.equals("half") ? 0.5 : 1;
        }
        return g;
    }

    private static GradCheckReport check(String mistake) {
        return GradCheck.of(HandWrittenGradientsTest::loss, w -> gradient(w, mistake))
                .at(AT)
                .report();
    }

    @Test
    void theRightOnePasses() {
        GradCheckReport report = check("none");
        assertEquals(Verdict.PASS, report.verdict(), report::toString);
        assertEquals(List.of(), report.hints());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("sign", "Looks like: the sign is wrong in every entry"),
                Arguments.of("half", "Looks like: half as large as it should be"),
                Arguments.of("decay", "Looks like: the term 0.100000 x is missing in every entry: weight decay?"),
                Arguments.of("bias", "Looks like: only x[9] to x[11] are wrong"),
                Arguments.of("sum", null),
                Arguments.of("one row", null));
    }

    /** Where the numbers fit no usual mistake, nothing is made up. */
    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamed(String mistake, String hint) {
        GradCheckReport report = check(mistake);
        assertEquals(Verdict.WRONG, report.verdict());
        List<String> looks =
                report.hints().stream().filter(h -> h.startsWith("Looks like")).toList();
        if (hint == null) {
            assertEquals(List.of(), looks);
        } else {
            assertEquals(1, looks.size(), report::toString);
            assertTrue(looks.get(0).startsWith(hint), looks.get(0));
        }
    }
}
