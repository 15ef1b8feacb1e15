package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.ndarray.Shape;

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
 * @param seed of the random choices
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
        long seed) {
    /** Of an input, the share of coordinates that may stay undecided in a check that passes. */
    private static final double UNDECIDED = 0.1;

    private static final int SHOWN = 10;

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

    public GradCheckReport {
        coordinates = List.copyOf(coordinates);
        hints = List.copyOf(hints);
    }

    /** The derivatives of one order with respect to one input. */
    private record Group(int order, String input, Shape shape, int elements, List<Coordinate> coordinates) {
        long count(Status status) {
            return coordinates.stream().filter(c -> c.status() == status).count();
        }

        long wrong() {
            return coordinates.stream().filter(c -> c.status().isWrong()).count();
        }

        long inconclusive() {
            return coordinates.stream().filter(c -> !c.status().isConclusive()).count();
        }

        double worst() {
            return coordinates.stream().mapToDouble(Coordinate::badness).max().orElse(0);
        }
    }

    /** Whether the verdict is {@link Verdict#PASS}. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    /**
     * Does nothing if the check passed.
     *
     * @throws AssertionError with this report as its message, if it did not
     */
    public void assertPasses() {
        if (!passed()) {
            throw new AssertionError(toString());
        }
    }

    /** The whole report as one JSON object; NaN and infinities are strings. */
    public String toJson() {
        throw new UnsupportedOperationException("not yet");
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

    /** A table with a line for each input, the worst coordinates, and the verdict as the last line. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "gradient check, tolerance %.0e%n", tolerance));
        if (!passed() && !coordinates.isEmpty()) {
            text.append("  worst:").append(System.lineSeparator());
            worst(SHOWN).forEach(c -> text.append("    ").append(c).append(System.lineSeparator()));
        }
        return text.append(verdict.name().replace('_', ' '))
                .append(": ")
                .append(reason)
                .toString();
    }

    /** Collects coordinates, and draws the conclusion. */
    static final class Builder {
        private final double tolerance;
        private final List<Variable> variables;
        private final List<Group> groups = new ArrayList<>();
        private int highest;

        Builder(double tolerance, List<Variable> variables) {
            this.tolerance = tolerance;
            this.variables = variables;
        }

        /** Adds the derivatives of one order. */
        void add(int order, List<Coordinate> coordinates, int[][] chosen) {
            highest = order;
            for (int i = 0; i < chosen.length; i++) {
                Variable v = variables.get(i);
                List<Coordinate> own = coordinates.stream()
                        .filter(c -> c.block().equals(v.name()))
                        .toList();
                groups.add(new Group(order, v.name(), v.shape(), chosen[i].length, own));
            }
        }

        /** A report that says what it is told. */
        GradCheckReport end(Verdict verdict, String reason) {
            List<Coordinate> all =
                    groups.stream().flatMap(g -> g.coordinates().stream()).toList();
            return new GradCheckReport(
                    verdict, false, reason, all, Double.NaN, List.of(), Double.NaN, "", tolerance, 0);
        }

        /** A report that draws the conclusion from the coordinates. */
        GradCheckReport end() {
            long wrong = groups.stream().mapToLong(Group::wrong).sum();
            if (wrong > 0) {
                return end(Verdict.WRONG, wrong + " of " + total() + " derivatives are wrong");
            }
            for (int order = 1; order <= highest; order++) {
                if (!tested(order)) {
                    return end(
                            Verdict.VACUOUS,
                            "no derivative of order " + order + " is other than zero: nothing was tested");
                }
            }
            for (Group g : groups) {
                if (g.inconclusive() > UNDECIDED * g.coordinates().size()) {
                    return end(
                            Verdict.INCONCLUSIVE,
                            g.inconclusive() + " of " + g.coordinates().size() + " derivatives of order " + g.order()
                                    + " with respect to " + g.input() + " could not be decided, more than 10 %");
                }
            }
            for (int order = 1; order <= highest; order++) {
                if (!confirmed(order)) {
                    return end(
                            Verdict.INCONCLUSIVE,
                            "no derivative of order " + order + " was confirmed to be other than zero");
                }
            }
            return end(Verdict.PASS, total() + " derivatives agree with their differences" + caveats());
        }

        private int total() {
            return groups.stream().mapToInt(g -> g.coordinates().size()).sum();
        }

        private String caveats() {
            long open = groups.stream().mapToLong(Group::inconclusive).sum();
            long omitted = groups.stream()
                    .filter(g -> g.order() == 1)
                    .mapToLong(g -> g.shape().size() - g.elements())
                    .sum();
            return (open > 0 ? ", but " + open + " of them could not be decided" : "")
                    + (omitted > 0 ? "; " + omitted + " elements were not looked at" : "");
        }

        /** Whether either side says of any derivative that it is not zero. */
        private boolean tested(int order) {
            return of(order).anyMatch(c -> c.claimed() != 0 || Math.abs(c.numeric()) > c.errorBar());
        }

        /** Whether both sides agree on a derivative that it is not zero. */
        private boolean confirmed(int order) {
            return of(order).anyMatch(c -> c.status() == Status.PASS && Math.abs(c.numeric()) > c.errorBar());
        }

        private Stream<Coordinate> of(int order) {
            return groups.stream().filter(g -> g.order() == order).flatMap(g -> g.coordinates().stream());
        }
    }
}
