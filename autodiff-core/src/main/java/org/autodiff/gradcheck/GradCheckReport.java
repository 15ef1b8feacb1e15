package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a {@link GradCheck} found: a verdict, the reason, and every coordinate that was compared. {@link #toString} is
 * made to be read.
 *
 * @param verdict what it all comes to
 * @param sampled whether some elements were not looked at one by one; the reason says what would have been seen
 * @param reason why, in a sentence
 * @param coordinates every derivative that was compared
 * @param taylor the order of the remainder of Taylor's formula, which must be 2; NaN where it is not available
 * @param hints what else is known: where the error is, which mistake it looks like, what to do
 * @param smallestError the smallest relative error that would have been seen in the weakest coordinate; NaN if none
 *     was decided
 * @param weakest the name of that coordinate
 * @param tolerance the relative error that counted as agreement, on top of the error bar
 * @param absoluteTolerance the absolute error that counted as agreement
 * @param seed of the random choices
 * @param repeat the options, as calls of {@link GradCheck}, with which the check gives the same report again
 */
public record GradCheckReport(
        Verdict verdict,
        boolean sampled,
        String reason,
        List<Coordinate> coordinates,
        double taylor,
        List<String> hints,
        double smallestError,
        String weakest,
        double tolerance,
        double absoluteTolerance,
        long seed,
        String repeat) {
    /** What it all comes to. */
    public enum Verdict {
        /** The derivatives are right, as far as they were checked. */
        PASS,
        /** A derivative is wrong. */
        WRONG,
        /** Right at the given point, wrong at a point nearby: right by accident, of equal inputs or zeros. */
        WRONG_NEARBY,
        /** Too many derivatives, or one that matters, could not be decided. */
        INCONCLUSIVE,
        /** What could not be decided are kinks; what was claimed there is possible. */
        KINK,
        /** There was no derivative other than zero to confirm: the check could not have failed. */
        VACUOUS,
        /** The function does not give the same bits for the same point, so differences of it mean nothing. */
        NONDETERMINISTIC,
        /** The function or its gradient changed what it was given. */
        IMPURE
    }

    /** The same with one hint more. */
    GradCheckReport with(String hint) {
        List<String> more = new ArrayList<>(hints);
        more.add(hint);
        return new GradCheckReport(
                verdict,
                sampled,
                reason,
                coordinates,
                taylor,
                more,
                smallestError,
                weakest,
                tolerance,
                absoluteTolerance,
                seed,
                repeat);
    }

    public GradCheckReport {
        coordinates = List.copyOf(coordinates);
        hints = List.copyOf(hints);
    }

    /** Whether the verdict is {@link Verdict#PASS}. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    /**
     * Does nothing if the check passed.
     *
     * @throws AssertionError with this report as its message, and the options that repeat the check, if it did not
     */
    public void assertPasses() {
        if (!passed()) {
            throw new AssertionError(this + System.lineSeparator() + "Repeat with " + repeat);
        }
    }

    /** The whole report as one JSON object; NaN and infinities are strings. */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** How many derivatives were compared and decided. */
    public int checked() {
        return (int) coordinates.stream().filter(c -> c.status().isConclusive()).count();
    }

    /** How many derivatives were compared but not decided. */
    public int inconclusive() {
        return (int)
                coordinates.stream().filter(c -> !c.status().isConclusive()).count();
    }

    /** The worst coordinates: the wrong ones first, then those that decide nothing, then by their error. */
    public List<Coordinate> worst(int n) {
        return coordinates.stream()
                .sorted(Comparator.comparing((Coordinate c) -> !c.status().isWrong())
                        .thenComparing(c -> c.status().isConclusive())
                        .thenComparing(Coordinate::badness, Comparator.reverseOrder()))
                .limit(n)
                .toList();
    }

    /** Some ten lines: the verdict, the Taylor test, how good the check was, and the worst coordinates in a table. */
    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
