package org.autodiff.examples.check;

import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;

/** What a verdict means to the one who asked, and what to try next: an exit code and a sentence. */
final class Meaning {
    /** A gradient could not be checked. */
    static final int FAILURE = 3;

    private static final int UNDECIDED = 2;
    private static final int WRONG = 1;

    private Meaning() {}

    /** Whose gradient was checked. */
    enum Subject {
        /** The engine's, of a formula. */
        ENGINE("the engine's gradient of this formula", "--at x=random(3)"),
        /** Formulas of the user. */
        CLAIM("the gradient that you claim", "--at x=random(3)"),
        /** A class of the user. */
        CLASS("the gradient of this class", "--at x=random(3)"),
        /** A program of the user. */
        PROGRAM("the gradient of this program", "--at x=random(3)");

        private final String words;

        Subject(String words, String elsewhere) {
            this.words = words;
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

    /** The last line of the output. */
    static String of(GradCheckReport report, Subject subject, boolean plotted) {
        String look = plotted ? "" : "; --plot out.html shows error against step";
        return switch (report.verdict()) {
            case PASS -> pass(report, subject);
            case WRONG ->
                "Meaning: " + subject.words + " is wrong here. Begin with the first line of the table" + look + ".";
            case WRONG_NEARBY ->
                "Meaning: " + subject.words + " is right at this point by accident - equal inputs, or"
                        + " zeros - and wrong beside it. Look for the error at a point of random numbers: --at x=random(3).";
            case INCONCLUSIVE -> "Meaning: nothing is proven, for or against. " + undecided(subject) + look + ".";
            case KINK ->
                "Meaning: the function has a kink here, and what is claimed lies between its two slopes:"
                        + " possible, but not confirmed. Move the point a little off the kink.";
            case VACUOUS ->
                "Meaning: no derivative other than zero was confirmed, so the check could not have failed."
                        + " Try a point where the function moves, such as --at x=random(3).";
            case NONDETERMINISTIC ->
                "Meaning: the same point gives different bits, so differences mean nothing. Fix the"
                        + " seed of random numbers, switch dropout off, or sum in a fixed order.";
            case IMPURE ->
                "Meaning: what the function is given is changed by it, so the next call sees something else."
                        + " Copy the arrays before they are written to.";
        };
    }

    private static String pass(GradCheckReport report, Subject subject) {
        boolean second = report.coordinates().stream().anyMatch(c -> c.order() == 2);
        String next = report.sampled()
                ? "To look at every element: --max-coordinates with a larger number."
                : !second && subject != Subject.PROGRAM && subject != Subject.CLAIM
                        ? "Second derivatives: --order 2."
                        : "How small an error it would have found: --self-test.";
        String claim = subject == Subject.ENGINE ? " A derivative of your own: --grad NAME=FORMULA." : "";
        return "Meaning: " + subject.words + " is right at this point"
                + (report.sampled() ? ", as far as it was sampled" : "") + ". " + next + claim;
    }

    private static String undecided(Subject subject) {
        return subject == Subject.PROGRAM
                ? "Does the program print all 17 digits, and is it smooth here? Try another point"
                : "Try a point further from where the function ends or jumps";
    }
}
