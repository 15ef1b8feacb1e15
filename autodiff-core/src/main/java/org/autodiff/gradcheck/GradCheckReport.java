package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.ndarray.Shape;

/** What a {@link GradCheck} found: every coordinate that was compared, and a verdict. */
public final class GradCheckReport {
    /** Of an input, the share of coordinates that may stay undecided in a check that passes. */
    private static final double UNDECIDED = 0.1;

    private static final int SHOWN = 10;

    /** What it all comes to. */
    public enum Verdict {
        /** The derivatives are right, as far as they were checked. */
        PASSED,
        /** A derivative disagrees with its difference, or a number is NaN or infinite. */
        WRONG,
        /** Of some input more than 10 % of the coordinates could not be decided. */
        INCONCLUSIVE,
        /** There was no input, no coordinate, or no derivative other than zero: the check could not have failed. */
        NOTHING_CHECKED,
        /** The function does not give the same bits for the same point, so differences of it mean nothing. */
        NONDETERMINISTIC
    }

    private final Verdict verdict;
    private final String reason;
    private final double tolerance;
    private final List<Group> groups;

    private GradCheckReport(Verdict verdict, String reason, double tolerance, List<Group> groups) {
        this.verdict = verdict;
        this.reason = reason;
        this.tolerance = tolerance;
        this.groups = groups;
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

    /** The verdict. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether the verdict is {@link Verdict#PASSED}. */
    public boolean passed() {
        return verdict == Verdict.PASSED;
    }

    /** Why, in words. */
    public String reason() {
        return reason;
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

    /** How many derivatives were compared and decided. */
    public int checked() {
        return (int) coordinates().filter(c -> c.status().isConclusive()).count();
    }

    /** How many derivatives were compared but not decided. */
    public int inconclusive() {
        return (int) coordinates().filter(c -> !c.status().isConclusive()).count();
    }

    /** The worst coordinates: the wrong ones first, then those that decide nothing, then by their error. */
    public List<Coordinate> worst(int n) {
        return coordinates()
                .sorted(Comparator.comparing((Coordinate c) -> !c.status().isWrong())
                        .thenComparing(c -> c.status().isConclusive())
                        .thenComparing(Coordinate::badness, Comparator.reverseOrder()))
                .limit(n)
                .toList();
    }

    private Stream<Coordinate> coordinates() {
        return groups.stream().flatMap(g -> g.coordinates().stream());
    }

    /** A table with a line for each input, the worst coordinates, and the verdict as the last line. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "gradient check, tolerance %.0e%n", tolerance));
        if (!groups.isEmpty()) {
            String line = "  %-5s  %-16s  %-14s  %-16s  %6s  %5s  %12s  %s%n";
            text.append(String.format(
                    line, "order", "input", "shape", "elements", "agree", "wrong", "inconclusive", "error / allowed"));
            for (Group g : groups) {
                text.append(String.format(
                        Locale.ROOT,
                        line,
                        g.order(),
                        g.input(),
                        g.shape(),
                        g.elements() + " of " + g.shape().size(),
                        g.count(Status.AGREES),
                        g.wrong(),
                        g.inconclusive(),
                        String.format(Locale.ROOT, "%.1e", g.worst())));
            }
        }
        if (!passed() && coordinates().findAny().isPresent()) {
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
                        .filter(c -> c.input().equals(v.name()))
                        .toList();
                groups.add(new Group(order, v.name(), v.shape(), chosen[i].length, own));
            }
        }

        /** A report that says what it is told. */
        GradCheckReport end(Verdict verdict, String reason) {
            return new GradCheckReport(verdict, reason, tolerance, List.copyOf(groups));
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
                            Verdict.NOTHING_CHECKED,
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
            return end(Verdict.PASSED, total() + " derivatives agree with their differences" + caveats());
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
            return of(order).anyMatch(c -> c.gradient() != 0 || Math.abs(c.difference()) > c.errorBar());
        }

        /** Whether both sides agree on a derivative that it is not zero. */
        private boolean confirmed(int order) {
            return of(order).anyMatch(c -> c.status() == Status.AGREES && Math.abs(c.difference()) > c.errorBar());
        }

        private Stream<Coordinate> of(int order) {
            return groups.stream().filter(g -> g.order() == order).flatMap(g -> g.coordinates().stream());
        }
    }
}
