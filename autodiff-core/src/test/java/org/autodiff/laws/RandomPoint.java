package org.autodiff.laws;

import net.jqwik.api.Assume;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;

/**
 * Checks at a point that a property drew. Beside a kink, or where terms cancel, differences may tell nothing: then
 * another point is drawn. A property fails if that happens more often than not (jqwik.maxdiscardratio.default).
 */
final class RandomPoint {
    private RandomPoint() {}

    static void check(GradCheck check) {
        GradCheckReport report = check.report();
        Assume.that(report.verdict() != Verdict.INCONCLUSIVE);
        report.assertPasses();
    }
}
