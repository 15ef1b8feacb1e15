package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.nn.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the line search with that of torch.optim, see {@code lbfgs.py}, and checks the conditions themselves. */
class StrongWolfeTest {
    private static final Reference REFERENCE = Reference.load("lbfgs");

    static Stream<String> names() {
        return REFERENCE.names().stream()
                .filter(name -> name.startsWith("line/") && name.endsWith("/waves"))
                .map(name -> name.substring(0, name.lastIndexOf('/')));
    }

    /** A sum of waves {@code a cos(w t + q)}, each row one. */
    private static StrongWolfe.Point point(double[] waves, double t) {
        double f = 0;
        double slope = 0;
        for (int i = 0; i < waves.length; i += 3) {
            f += waves[i] * Math.cos(waves[i + 1] * t + waves[i + 2]);
            slope -= waves[i] * waves[i + 1] * Math.sin(waves[i + 1] * t + waves[i + 2]);
        }
        return new StrongWolfe.Point(t, f, slope, Tensor.of(slope));
    }

    @ParameterizedTest
    @MethodSource("names")
    void findsWhatPyTorchFinds(String name) {
        double[] waves = REFERENCE.array(name + "/waves").toArray();
        double[] start = REFERENCE.array(name + "/start").toArray();
        double[] expected = REFERENCE.array(name + "/found").toArray();
        StrongWolfe.Point origin = point(waves, 0);
        StrongWolfe.Result found = StrongWolfe.search(t -> point(waves, t), origin, start[0], 1, 1e-9, (int) start[1]);
        StrongWolfe.Point point = found.point();
        assertEquals(expected[0], point.t(), 1e-10);
        assertEquals(expected[1], point.f(), 1e-12);
        assertEquals(expected[2], found.evaluations());
        assertEquals(point.slope(), point.gradient().item());
        if (found.evaluations() <= start[1]) {
            assertTrue(point.f() <= origin.f() + 1e-4 * point.t() * origin.slope(), "enough descent");
            assertTrue(Math.abs(point.slope()) <= 0.9 * Math.abs(origin.slope()), "enough curvature");
        }
    }
}
