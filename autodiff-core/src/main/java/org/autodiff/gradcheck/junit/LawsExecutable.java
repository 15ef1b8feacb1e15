package org.autodiff.gradcheck.junit;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GateLawsReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The laws of a gate as a test. */
record LawsExecutable(GateLaws laws) implements CheckExecutable {
    LawsExecutable {
        Objects.requireNonNull(laws, "check: the laws are null");
    }

    @Override
    public void execute() {
        laws.assertPasses();
    }

    @Override
    public Outcome run(GradCheckTest options) {
        if (options.order() != 0 || options.maxCoordinates() != 0) {
            throw new ExtensionConfigurationException(
                    "@GradCheckTest: order and maxCoordinates are not for GateLaws, which always try both orders: put"
                            + " them in a method of their own");
        }
        if (!Double.isNaN(options.tolerance())) {
            laws.tolerance(options.tolerance());
        }
        if (options.seed() != Long.MIN_VALUE) {
            laws.seed(options.seed());
        }
        GateLawsReport report = laws.report();
        Verdict verdict =
                report.passed() ? Verdict.PASS : report.broken().isEmpty() ? Verdict.INCONCLUSIVE : Verdict.WRONG;
        boolean passes = report.passed() || Arrays.asList(options.allow()).contains(verdict);
        return new Outcome(verdict.name(), passes, report.toString(), report::toJson);
    }
}
