package org.autodiff.gradcheck.junit;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;

/** A gradient check as a test. */
record GradientExecutable(GradCheck check) implements CheckExecutable {
    GradientExecutable {
        Objects.requireNonNull(check, "check: the check is null");
    }

    @Override
    public void execute() {
        check.assertPasses();
    }

    @Override
    public Outcome run(GradCheckTest options) {
        if (!Double.isNaN(options.tolerance())) {
            check.tolerance(options.tolerance());
        }
        if (options.order() != 0) {
            check.order(options.order());
        }
        if (options.seed() != Long.MIN_VALUE) {
            check.seed(options.seed());
        }
        if (options.maxCoordinates() != 0) {
            check.maxCoordinates(options.maxCoordinates());
        }
        GradCheckReport report = check.report();
        boolean allowed = Arrays.asList(options.allow()).contains(report.verdict());
        String text;
        try {
            report.assertPasses(); // its message also says how to repeat the check
            text = report.toString();
        } catch (AssertionError e) {
            text = e.getMessage();
        }
        return new Outcome(report.verdict().name(), report.passed() || allowed, text, report::toJson);
    }
}
