package org.autodiff.gradcheck.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.Coordinate;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.Test;

/** Faults that the checker once had. */
class KnownFaultsTest {
    private static double sumOfCubes(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v * v;
        }
        return sum;
    }

    private static double[] squares(double[] x) {
        double[] g = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            g[i] = 3 * x[i] * x[i];
        }
        return g;
    }

    private static List<Coordinate> wrong(GradCheckReport report) {
        return report.coordinates().stream().filter(c -> c.status().isWrong()).toList();
    }

    /** x[7] is 0; f is |x[7]|, and the squares of the others. */
    private static GradCheckReport kinkAmongTwenty(double claimed) {
        double[] x = new double[20];
        for (int i = 0; i < 20; i++) {
            x[i] = i == 7 ? 0 : 1 + i;
        }
        return GradCheck.of(
                        v -> {
                            double sum = Math.abs(v[7]);
                            for (int i = 0; i < 20; i++) {
                                sum += i == 7 ? 0 : v[i] * v[i];
                            }
                            return sum;
                        },
                        v -> {
                            double[] g = new double[20];
                            for (int i = 0; i < 20; i++) {
                                g[i] = i != 7 ? 2 * v[i] : v[i] == 0 ? claimed : Math.signum(v[i]);
                            }
                            return g;
                        })
                .at(x)
                .report();
    }

    @Test
    void aClaimOutsideOfTheSubgradientsIsFoundAmongTwentyCoordinates() {
        GradCheckReport report = kinkAmongTwenty(1.5);
        assertEquals(Verdict.WRONG, report.verdict(), report::toString);
        Coordinate found = wrong(report).get(0);
        assertEquals(7, found.index());
        assertEquals(-1, found.left(), 1e-6);
        assertEquals(1, found.right(), 1e-6);
    }

    @Test
    void aSubgradientIsNotWrong() {
        for (double claimed : new double[] {-1, -0.3, 0, 1}) {
            GradCheckReport report = kinkAmongTwenty(claimed);
            assertEquals(List.of(), wrong(report), report::toString);
            assertTrue(List.of(Verdict.KINK, Verdict.PASS).contains(report.verdict()), report::toString);
        }
    }

    @Test
    void aTinyDerivativeBesideAHugeOneIsNotConfirmedByTheHugeOne() {
        for (double sign : new double[] {1, -1}) {
            GradCheckReport report = GradCheck.of(
                            v -> 1.5e13 * v[0] * v[0] + 6e-12 * v[1], v -> new double[] {3e13 * v[0], sign * 6e-12})
                    .at(1, 1)
                    .report();
            assertNotEquals(Verdict.WRONG, sign > 0 ? report.verdict() : null, report::toString);
            assertNotEquals(Verdict.PASS, sign < 0 ? report.verdict() : null, report::toString);
            Coordinate tiny = report.coordinates().stream()
                    .filter(c -> c.index() == 1)
                    .findFirst()
                    .orElseThrow();
            // Either its sign is seen, or it is left open.
            assertEquals(sign < 0 && tiny.status().isConclusive(), tiny.status().isWrong(), tiny::toString);
        }
    }

    @Test
    void oneWrongCoordinateOfFiveHundredIsFoundWithEverySeed() {
        double[] x = new double[500];
        for (int i = 0; i < 500; i++) {
            x[i] = 0.1 + (i * 37 % 101) / 80.0;
        }
        for (int seed = 0; seed < 50; seed++) {
            int spoilt = seed * 131 % 500;
            GradCheckReport report = GradCheck.of(KnownFaultsTest::sumOfCubes, v -> {
                        double[] g = squares(v);
                        g[spoilt] *= 1.01;
                        return g;
                    })
                    .at(x)
                    .seed(seed)
                    .report();
            String message = "seed " + seed + ", coordinate " + spoilt + ": " + report;
            assertEquals(Verdict.WRONG, report.verdict(), message);
            assertTrue(wrong(report).stream().anyMatch(c -> c.index() == spoilt), message);
            assertTrue(wrong(report).stream().allMatch(c -> c.index() == spoilt || c.index() == -1), message);
        }
    }

    @Test
    void fiveHundredRightCoordinatesPassWithEverySeed() {
        double[] x = new double[500];
        for (int i = 0; i < 500; i++) {
            x[i] = 0.1 + (i * 37 % 101) / 80.0;
        }
        for (int seed = 0; seed < 5; seed++) {
            GradCheckReport report = GradCheck.of(KnownFaultsTest::sumOfCubes, KnownFaultsTest::squares)
                    .at(x)
                    .seed(seed)
                    .report();
            assertEquals(Verdict.PASS, report.verdict(), report::toString);
            assertTrue(report.sampled());
        }
    }

    @Test
    void rightAtEqualInputsOnly() {
        GradCheckReport report = GradCheck.of(v -> v[0] * v[0] * v[0] + v[1] * v[0] + v[1] * v[1] * v[1], v ->
                        new double[] {3 * v[1] * v[1] + v[0], 3 * v[0] * v[0] + v[1]})
                .at(0.7, 0.7)
                .report();
        assertEquals(Verdict.WRONG_NEARBY, report.verdict(), report::toString);
    }

    @Test
    void rightAtZerosOnly() {
        GradCheckReport report = GradCheck.of(v -> 2 * v[0] + v[0] * v[1], v -> new double[] {2, 0})
                .at(0, 0)
                .report();
        assertEquals(Verdict.WRONG_NEARBY, report.verdict(), report::toString);
    }

    @Test
    void tensorsRightAtZerosOnly() {
        // x^2, with the derivative of 3/2 x^2
        GradCheckReport report = GradCheck.of(in -> {
                    Tensor y = in[0].square();
                    return y.add(y.sub(y.detach()).mul(0.5)).sum();
                })
                .at(Tensor.of(new double[3]))
                .report();
        assertEquals(Verdict.WRONG_NEARBY, report.verdict(), report::toString);
    }

    @Test
    void aFunctionThatMovesOnlyBeyondItsDomainIsFlat() {
        for (double claimed : new double[] {0, 1.5 * Math.sqrt(1e-300), 1e3}) {
            Verdict verdict = GradCheck.of((double[] x) -> Math.pow(x[0], 1.5), x -> new double[] {claimed})
                    .at(1e-300)
                    .report()
                    .verdict();
            assertNotEquals(Verdict.PASS, verdict);
            assertTrue(claimed == 1e3 || verdict != Verdict.WRONG);
        }
        ToDoubleFunction<double[]> steep = x -> x[0] + Math.sqrt(1 / Math.tanh(1 / x[1]));
        assertEquals(
                Verdict.PASS,
                GradCheck.of(steep, x -> new double[] {1, 0})
                        .at(-18.69, 0.00897)
                        .report()
                        .verdict());
        assertEquals(
                Verdict.WRONG,
                GradCheck.of(steep, x -> new double[] {-1, 0})
                        .at(-18.69, 0.00897)
                        .report()
                        .verdict());
    }

    @Test
    void aClaimThatIsWrongWhereOneInputIsSmallerIsFoundBesideEqualInputs() {
        for (long seed = 0; seed < 20; seed++) {
            GradCheckReport report = GradCheck.of(x -> x[0] * x[0] * x[1] + x[1] * x[1], x ->
                            new double[] {2 * x[0] * x[1], x[0] * x[0] + (x[0] < x[1] ? x[1] : 2 * x[1])})
                    .at(2, 2)
                    .seed(seed)
                    .report();
            assertEquals(Verdict.WRONG_NEARBY, report.verdict(), report::toString);
        }
    }

    @Test
    void nothingIsWrongBesideAPointThatIsUndecidedItself() {
        for (double x0 : new double[] {100, 1000}) {
            GradCheckReport report = GradCheck.of(
                            (double[] x) -> x[0] * x[0] + Math.floor(x[0]), x -> new double[] {2 * x[0]})
                    .at(x0)
                    .report();
            assertEquals(Verdict.INCONCLUSIVE, report.verdict(), report::toString);
        }
    }

    @Test
    void oneIsSingular() {
        assertEquals(
                "1 derivative agrees with its differences",
                GradCheck.of((double[] x) -> x[0] * x[0], x -> new double[] {2 * x[0]})
                        .at(3)
                        .report()
                        .reason());
        assertEquals(
                "1 of 1 derivative is wrong: x[0]",
                GradCheck.of((double[] x) -> x[0] * x[0], x -> new double[] {x[0]})
                        .at(3)
                        .report()
                        .reason());
    }
}
