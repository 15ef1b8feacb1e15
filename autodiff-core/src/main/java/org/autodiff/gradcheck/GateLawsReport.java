package org.autodiff.gradcheck;

import java.util.List;
import java.util.stream.Collectors;

/** What {@link GateLaws} found: a line for each law. */
public final class GateLawsReport {
    private final String subject;
    private final String principal;
    private final List<Law> laws;

    /**
     * A report.
     *
     * @param principal the law without which the others are worth nothing
     */
    GateLawsReport(String subject, String principal, List<Law> laws) {
        this.subject = subject;
        this.principal = principal;
        this.laws = List.copyOf(laws);
    }

    /** Every law. */
    public List<Law> laws() {
        return laws;
    }

    /** The laws that are broken. */
    public List<Law> broken() {
        return laws.stream().filter(law -> law.status() == Law.Status.BROKEN).toList();
    }

    /**
     * Whether no law is broken, and the principal one was checked: that the gradient is right, or for a gate without
     * derivatives, that there is none.
     */
    public boolean passed() {
        return broken().isEmpty() && principalHolds();
    }

    private boolean principalHolds() {
        return laws.stream().anyMatch(law -> law.name().equals(principal) && law.status() == Law.Status.HOLDS);
    }

    /**
     * Does nothing if the gate passed.
     *
     * @throws AssertionError with this report as its message, if it did not
     */
    public void assertPasses() {
        if (!passed()) {
            throw new AssertionError(toString());
        }
    }

    /** A line for each law, and the verdict as the last line. */
    @Override
    public String toString() {
        String lines = laws.stream().map(law -> "  " + law).collect(Collectors.joining(System.lineSeparator()));
        String verdict;
        if (!broken().isEmpty()) {
            verdict = "BROKEN: " + broken().stream().map(Law::name).collect(Collectors.joining(", "));
        } else if (principalHolds()) {
            verdict = "PASSED";
        } else {
            verdict = "NOTHING CHECKED: the law '" + principal + "' says nothing about these inputs";
        }
        return String.join(System.lineSeparator(), "laws of " + subject, lines, verdict);
    }
}
