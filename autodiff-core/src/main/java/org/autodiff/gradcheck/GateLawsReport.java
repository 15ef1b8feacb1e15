package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@link GateLaws} found. It prints the broken laws, with the derivatives that are wrong; of a gate that passes, a
 * line for each law.
 */
public final class GateLawsReport {
    private final String subject;
    private final String principal;
    private final long seed;
    private final List<Law> laws;

    /**
     * A report.
     *
     * @param principal the law without which the others are worth nothing
     */
    GateLawsReport(String subject, String principal, long seed, List<Law> laws) {
        this.subject = subject;
        this.principal = principal;
        this.seed = seed;
        this.laws = List.copyOf(laws);
    }

    /** Every law. */
    public List<Law> laws() {
        return laws;
    }

    /** The laws that are broken. */
    public List<Law> broken() {
        return with(Law.Status.BROKEN);
    }

    private List<Law> with(Law.Status status) {
        return laws.stream().filter(law -> law.status() == status).toList();
    }

    /**
     * Whether no law is broken or undecided, and the principal one was checked: that the gradient is right, or for a
     * gate without derivatives, that there is none.
     */
    public boolean passed() {
        return broken().isEmpty() && with(Law.Status.UNDECIDED).isEmpty() && principalHolds();
    }

    private boolean principalHolds() {
        return with(Law.Status.HOLDS).stream().anyMatch(law -> law.name().equals(principal));
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

    /** The laws that matter, and the verdict as the last line. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("laws of " + subject);
        if (broken().isEmpty()) {
            laws.forEach(law -> lines.add("  " + law));
        } else {
            broken().forEach(law -> lines.add("  " + law));
            int waiting = with(Law.Status.NOT_TRIED).size();
            if (waiting > 0) {
                String others = waiting == 1 ? "1 other law" : waiting + " other laws";
                lines.add("  NOT TRIED       " + others + ": mend " + (broken().size() == 1 ? "this one" : "these")
                        + " first");
            }
            lines.add("  " + with(Law.Status.HOLDS).size() + " laws hold; seed " + seed);
        }
        lines.add(verdict());
        return String.join(System.lineSeparator(), lines);
    }

    /** The verdict in a line: {@code PASSED}, or what is broken. */
    String verdict() {
        if (!broken().isEmpty()) {
            return "BROKEN: " + names(Law.Status.BROKEN);
        }
        if (!with(Law.Status.UNDECIDED).isEmpty()) {
            return "UNDECIDED: " + names(Law.Status.UNDECIDED) + ": try other inputs";
        }
        return principalHolds()
                ? "PASSED"
                : "NOTHING CHECKED: the law '" + principal + "' says nothing about these inputs";
    }

    /** The whole report as one JSON object. */
    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("gate", subject);
        fields.put("passed", passed());
        fields.put("verdict", verdict());
        fields.put("seed", seed);
        fields.put("laws", laws.stream().map(GateLawsReport::fields).toList());
        return ReportJson.json(fields);
    }

    private static Map<String, Object> fields(Law law) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", law.name());
        fields.put("status", law.status().name());
        fields.put("detail", law.detail());
        return fields;
    }

    private String names(Law.Status status) {
        return with(status).stream().map(Law::name).collect(Collectors.joining(", "));
    }
}
