package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.gradcheck.GradCheckReport.Verdict;

/** What all that was found comes to. */
final class Conclusion {
    /** Of a block, the share of undecided coordinates that a check may have and pass. */
    private static final double UNDECIDED = 0.1;

    /** Relative to the largest claim of its block: an undecided one that is larger matters. */
    private static final double MATTERS = 0.1;

    private static final int NAMES = 3;

    private final List<Coordinate> all;
    private final int highest;
    private List<Coordinate> wrongNearby = List.of();
    private boolean confirmedNearby;
    private boolean contradicted;
    private double taylor = Double.NaN;
    private int unseen;
    private double power = Double.NaN;

    Conclusion(List<Coordinate> all, int highest) {
        this.all = all;
        this.highest = highest;
    }

    Conclusion nearby(List<Coordinate> wrong, boolean confirmed) {
        wrongNearby = wrong;
        confirmedNearby = confirmed;
        return this;
    }

    Conclusion taylor(TaylorTest test, double tolerance) {
        taylor = test.order();
        contradicted = test.contradicts(tolerance);
        return this;
    }

    Conclusion sampled(int elements, double detected) {
        unseen = elements;
        power = detected;
        return this;
    }

    /** A verdict and its reason. */
    record Result(Verdict verdict, String reason) {}

    private static Result result(Verdict verdict, String reason, Object... numbers) {
        return new Result(verdict, String.format(Locale.ROOT, reason, numbers));
    }

    Result result() {
        List<Coordinate> wrong = all.stream().filter(c -> c.status().isWrong()).toList();
        if (!wrong.isEmpty()) {
            return result(
                    Verdict.WRONG,
                    "%d of %s %s wrong: %s",
                    wrong.size(),
                    derivatives(all.size()),
                    all.size() == 1 ? "is" : "are",
                    names(wrong));
        }
        return Stream.of(wrongNearby(), undecided(), unconfirmed(), contradicted())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(this::passed);
    }

    static String names(List<Coordinate> some) {
        String names = String.join(
                ", ", some.stream().limit(NAMES).map(Coordinate::name).toList());
        return some.size() > NAMES ? names + ", ..." : names;
    }

    private Result wrongNearby() {
        return wrongNearby.isEmpty()
                ? null
                : result(
                        Verdict.WRONG_NEARBY,
                        "nothing is wrong right here, but beside, where every number is some percent off: %s",
                        names(wrongNearby));
    }

    private Result undecided() {
        for (int order = 1; order <= highest; order++) {
            for (String block : new TreeSet<>(of(order).map(Coordinate::block).toList())) {
                List<Coordinate> mine =
                        of(order).filter(c -> c.block().equals(block)).toList();
                List<Coordinate> open =
                        mine.stream().filter(c -> !c.status().isConclusive()).toList();
                double largest = mine.stream()
                        .mapToDouble(c -> Math.abs(c.claimed()))
                        .max()
                        .orElse(0);
                List<Coordinate> matter =
                        open.stream().filter(c -> matters(c, largest)).toList();
                if (open.size() > UNDECIDED * mine.size() || !matter.isEmpty()) {
                    List<Coordinate> cause = matter.isEmpty() ? open : matter;
                    boolean kinks = cause.stream().allMatch(c -> c.status() == Status.KINK);
                    return result(
                            kinks ? Verdict.KINK : Verdict.INCONCLUSIVE,
                            "%d of %s of order %d with respect to %s could not be decided: %s (%s)",
                            open.size(),
                            derivatives(mine.size()),
                            order,
                            block,
                            names(cause),
                            cause.get(0).why());
                }
            }
        }
        return null;
    }

    private static boolean matters(Coordinate c, double largest) {
        double size = Math.abs(c.claimed());
        if (c.status() != Status.KINK && Double.isFinite(c.numeric())) {
            size = Math.max(size, Math.abs(c.numeric()));
        }
        return c.index() < 0 || !(size <= MATTERS * largest);
    }

    private Result unconfirmed() {
        for (int order = 1; order <= highest; order++) {
            boolean confirmed = of(order)
                            .anyMatch(c -> c.status() == Status.PASS
                                    && c.claimed() != 0
                                    && Math.abs(c.numeric()) > c.errorBar())
                    || (order == 1 && confirmedNearby);
            if (!confirmed) {
                boolean open = of(order).anyMatch(c -> !c.status().isConclusive());
                return open
                        ? result(
                                Verdict.INCONCLUSIVE,
                                "no derivative of order %d was confirmed to be other than zero",
                                order)
                        : result(
                                Verdict.VACUOUS,
                                "no derivative of order %d is other than zero, here or nearby: nothing was tested",
                                order);
            }
        }
        return null;
    }

    private Result contradicted() {
        return contradicted
                ? result(
                        Verdict.INCONCLUSIVE,
                        "the derivatives agree with their differences, but the Taylor test contradicts: its remainder"
                                + " falls with order %.2f, not 2",
                        taylor)
                : null;
    }

    private Result passed() {
        List<String> caveats = new ArrayList<>();
        long open = all.stream().filter(c -> !c.status().isConclusive()).count();
        if (open > 0) {
            caveats.add(", but " + open + " of them could not be decided");
        }
        if (unseen > 0) {
            caveats.add("; " + unseen + " elements were moved together only"
                    + (Double.isNaN(power)
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ", where an error of %.0e of the largest derivative in one of them would have been"
                                            + " seen",
                                    power)));
        }
        return new Result(Verdict.PASS, agreement(all.size()) + String.join("", caveats));
    }

    /** {@code 1 derivative agrees with its differences}. */
    static String agreement(int count) {
        return derivatives(count) + (count == 1 ? " agrees with its differences" : " agree with their differences");
    }

    private static String derivatives(int count) {
        return count + (count == 1 ? " derivative" : " derivatives");
    }

    private Stream<Coordinate> of(int order) {
        return all.stream().filter(c -> c.order() == order);
    }
}
