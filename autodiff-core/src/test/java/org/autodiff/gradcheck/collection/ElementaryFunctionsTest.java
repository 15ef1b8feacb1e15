package org.autodiff.gradcheck.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.gradcheck.collection.ElementaryFunctions.Elementary;
import org.junit.jupiter.api.Test;

/** 210 checks: at points from 1e-300 to 1000 no right gradient is called wrong, and none times 1.01 passes. */
class ElementaryFunctionsTest {
    /** What says that a right gradient is wrong. */
    private static final Set<Verdict> BLAME =
            Set.of(Verdict.WRONG, Verdict.WRONG_NEARBY, Verdict.NONDETERMINISTIC, Verdict.IMPURE);

    private static GradCheckReport ofNumbers(Elementary e, double x, double factor) {
        return GradCheck.of(v -> e.plain().applyAsDouble(v[0]), v ->
                        new double[] {factor * e.derivative().applyAsDouble(v[0])})
                .at(x)
                .report();
    }

    private static GradCheckReport ofTensors(Elementary e, double x, double factor) {
        return GradCheck.of(in -> {
                    Tensor y = e.tensor().apply(in[0]);
                    return factor == 1 ? y : y.add(y.sub(y.detach()).mul(factor - 1)); // the value is that of y
                })
                .at(Tensor.of(x))
                .report();
    }

    private static List<String> run(
            BiFunction<Elementary, Double, GradCheckReport> check, Set<Verdict> refused, boolean wrong) {
        List<String> faults = new ArrayList<>();
        int checks = 0;
        int decided = 0;
        for (Elementary e : ElementaryFunctions.all()) {
            for (double point : ElementaryFunctions.POINTS) {
                for (double x : e.positive() ? new double[] {point} : new double[] {point, -point}) {
                    double derivative = e.derivative().applyAsDouble(x);
                    double value = e.plain().applyAsDouble(x);
                    if (wrong && (derivative * 1.01 == derivative || Double.isInfinite(value))) {
                        continue; // 0 and infinity times 1.01 are not wrong
                    }
                    checks++;
                    GradCheckReport report = check.apply(e, x);
                    if (refused.contains(report.verdict())) {
                        faults.add(e.name() + " at " + x + ": " + report);
                    }
                    decided += report.passed() || BLAME.contains(report.verdict()) ? 1 : 0;
                }
            }
        }
        assertTrue(checks >= (wrong ? 210 : 210 + 11 * 14), "only " + checks);
        assertTrue(decided >= 0.85 * checks, "decided only " + decided + " of " + checks);
        return faults;
    }

    @Test
    void noRightGradientOfNumbersIsCalledWrong() {
        assertEquals(List.of(), run((e, x) -> ofNumbers(e, x, 1), BLAME, false));
    }

    @Test
    void noRightGradientOfTensorsIsCalledWrong() {
        assertEquals(List.of(), run((e, x) -> ofTensors(e, x, 1), BLAME, false));
    }

    @Test
    void noGradientOfNumbersTimes101Passes() {
        assertEquals(List.of(), run((e, x) -> ofNumbers(e, x, 1.01), Set.of(Verdict.PASS), true));
    }

    @Test
    void noGradientOfTensorsTimes101Passes() {
        assertEquals(List.of(), run((e, x) -> ofTensors(e, x, 1.01), Set.of(Verdict.PASS), true));
    }

    @Test
    void theSineOfAThousandAtAThousandIsRight() {
        GradCheckReport report = ofTensors(ElementaryFunctions.all().get(14), 1000, 1);
        assertEquals(Verdict.PASS, report.verdict(), report::toString);
        // 1e3 cos(1e6), to 20 digits
        assertEquals(936.75212753314478695, report.coordinates().get(0).numeric(), 1e-3, report::toString);
    }
}
