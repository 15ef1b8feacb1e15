package org.autodiff.examples.check;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;

/** What a verdict means to the one who asked, and what to try next: an exit code, and the last line of the output. */
final class Meaning {
    /** A gradient could not be checked. */
    static final int FAILURE = 3;

    private static final int UNDECIDED = 2;
    private static final int WRONG = 1;

    private final Subject subject;
    private final Map<String, NdArray> point;

    /**
     * What verdicts of a check mean.
     *
     * @param point where it was made; empty if that is unknown
     */
    Meaning(Subject subject, Map<String, NdArray> point) {
        this.subject = subject;
        this.point = point;
    }

    /** Whose gradient was checked. */
    enum Subject {
        /** The engine's, of a formula. */
        ENGINE("the engine's gradient of this formula", "Try a point further from where the formula ends or jumps"),
        /** Formulas of the user. */
        CLAIM("the gradient that you claim", "Try a point further from where the formula ends or jumps"),
        /** A class of the user. */
        CLASS("the gradient of this class", "Is it smooth here? Try another point"),
        /** A program of the user. */
        PROGRAM(
                "the gradient of this program",
                "Does the program print all 17 digits, and is it smooth here? Try another point");

        private final String words;
        private final String doubt;

        Subject(String words, String doubt) {
            this.words = words;
            this.doubt = doubt;
        }
    }

    /** 0 pass, 1 wrong, 2 not decided. */
    static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case PASS -> 0;
            case WRONG, WRONG_NEARBY -> WRONG;
            case INCONCLUSIVE, KINK, VACUOUS, NONDETERMINISTIC, IMPURE -> UNDECIDED;
        };
    }

    /**
     * A sentence or two.
     *
     * @param plotted whether the charts were asked for; otherwise they are mentioned where they help
     */
    String of(GradCheckReport report, boolean plotted) {
        String look = plotted ? "" : "; --plot out.html shows error against step";
        return "Meaning: "
                + switch (report.verdict()) {
                    case PASS -> pass(report);
                    case WRONG -> subject.words + " is wrong here. Begin with the first line of the table" + look + ".";
                    case WRONG_NEARBY ->
                        subject.words + " is right at this very point and wrong beside it: equal"
                                + " inputs or zeros hide the error. It shows at random numbers" + elsewhere() + ".";
                    case INCONCLUSIVE -> "nothing is proven, for or against. " + subject.doubt + look + ".";
                    case KINK ->
                        "the function has a kink here, and what is claimed lies between its two slopes:"
                                + " possible, but not confirmed. Move the point a little off the kink.";
                    case VACUOUS ->
                        "no derivative other than zero was confirmed, so this check could not have failed."
                                + " Try a point where the function moves" + elsewhere() + ".";
                    case NONDETERMINISTIC ->
                        "the same point gives different bits, so differences mean nothing. Fix the"
                                + " seed of random numbers, switch dropout off, sum in a fixed order.";
                    case IMPURE ->
                        "the function changes what it is given, so the next call sees something else. Copy"
                                + " the arrays before they are written to.";
                };
    }

    private String pass(GradCheckReport report) {
        boolean engine = subject == Subject.ENGINE;
        String next;
        if (report.sampled()) {
            next = " Every element is looked at with a larger --max-coordinates.";
        } else if (engine && report.coordinates().stream().noneMatch(c -> c.order() == 2)) {
            next = " Second derivatives: --order 2.";
        } else {
            next = " Another point" + (point.isEmpty() ? "" : elsewhere()) + "; how good the check was: --self-test.";
        }
        return subject.words + " is right at this point"
                + (report.sampled() ? ", as far as it was sampled." : ".") + next
                + (engine ? " A derivative of your own: --grad NAME=FORMULA." : "");
    }

    /** The same inputs with random numbers, as an option. */
    private String elsewhere() {
        return point.isEmpty()
                ? ""
                : point.entrySet().stream()
                        .map(input -> input.getKey() + "=randn("
                                + Arrays.stream(input.getValue().shape().dims())
                                        .mapToObj(Integer::toString)
                                        .collect(Collectors.joining(","))
                                + ")")
                        .collect(Collectors.joining(",", ": --at ", ""));
    }
}
