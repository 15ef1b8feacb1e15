package org.autodiff.internal.differences;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.internal.differences.KnownSlopes.Known;
import org.autodiff.internal.differences.Slope.Kind;
import org.junit.jupiter.api.Test;

/** The error bar covers the truth, is short where it can be, and comes cheap where all is clean. */
class CoverageTest {
    /** The closed forms are computed too. */
    private static final double TRUTH = 4e-16;

    private static Differences differences(Known k) {
        double x = k.at();
        return Differences.of(
                t -> new double[] {k.f().applyAsDouble(x + t)},
                new double[] {k.f().applyAsDouble(x)},
                Scale.coordinate(x));
    }

    private static boolean covers(Slope s, double truth) {
        return Math.abs(s.value() - truth) <= s.errorBar() + TRUTH * Math.abs(truth);
    }

    @Test
    void theBarCoversTheTruth() {
        List<String> missed = new ArrayList<>();
        List<Known> all = KnownSlopes.all();
        for (Known k : all) {
            for (double expected : new double[] {Double.NaN, k.slope(), k.slope() * 1.0001}) {
                Slope s = differences(k).slope(0, expected);
                boolean silent = s.kind() == Kind.UNSTABLE || s.kind() == Kind.NOT_FINITE;
                if (!silent && !covers(s, k.slope())) {
                    missed.add(k + ": " + s.kind() + " " + s.value() + " +- " + s.errorBar() + " for " + k.slope());
                }
            }
        }
        assertEquals(List.of(), missed);
        assertTrue(all.size() > 1000, "only " + all.size());
    }

    @Test
    void theBarIsShort() {
        int weak = 0;
        List<Known> all = KnownSlopes.all();
        for (Known k : all) {
            Slope s = differences(k).slope(0, Double.NaN);
            // Nobody can tell 1e-9 from zero where the values are about 1.
            double size = Math.max(1, Math.abs(k.f().applyAsDouble(k.at())));
            if (s.errorBar() > 1e-5 * Math.abs(k.slope()) && s.errorBar() > 1e-10 * size) {
                weak++;
            }
        }
        assertTrue(weak < 0.015 * all.size(), weak + " of " + all.size() + " have a long bar");
    }

    @Test
    void neverWrongByTheErrorsThatAreLookedFor() {
        List<String> passed = new ArrayList<>();
        for (Known k : KnownSlopes.all()) {
            double claimed = k.slope() * 1.0001;
            Slope s = differences(k).slope(0, claimed);
            boolean confirms = s.kind() == Kind.SMOOTH
                    && s.errorBar() < 1e-5 * Math.abs(claimed)
                    && s.distance(claimed) <= s.errorBar() + 1e-6 * Math.abs(claimed);
            if (confirms) {
                passed.add(k + ": " + s);
            }
        }
        assertEquals(List.of(), passed);
    }

    @Test
    void cleanAgreementTakesSixEvaluations() {
        int clean = 0;
        List<Known> all = KnownSlopes.elementaryFunctions();
        for (Known k : all) {
            Differences d = differences(k);
            d.slope(0, k.slope());
            clean += d.evaluations() <= 6 ? 1 : 0;
        }
        assertTrue(clean > 0.6 * all.size(), clean + " of " + all.size() + " ended early");
    }

    @Test
    void anAliasIsNotTakenForAnAnswer() {
        Known steep = new Known("sin(1e3 x)", x -> Math.sin(1e3 * x), 1000, 1e3 * Math.cos(1e6));
        Slope s = differences(steep).slope(0, Double.NaN);
        assertEquals(Kind.SMOOTH, s.kind());
        assertEquals(936.7521275331447, s.value(), s.errorBar());
        assertTrue(s.errorBar() < 1e-4, s::toString);
    }
}
