package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.autodiff.Rng;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;

/**
 * A whole check, step by step: is it a function at all; each derivative at the given point; second derivatives; the
 * Taylor test; two points nearby; and what it all comes to.
 */
final class Protocol {
    private final Subject subject;
    private final Settings settings;
    private final Rng rng;
    private final Judge judge;
    private int steps;
    private int done;

    /**
     * How to check.
     *
     * @param order 1 or 2
     * @param most how many elements of a block are judged one by one
     */
    record Settings(int order, double tolerance, double absolute, int most, long seed, DoubleConsumer progress) {
        /** The same for first derivatives only, and silently. */
        Settings ofFirstOrder() {
            return new Settings(1, tolerance, absolute, most, seed, done -> {});
        }

        /** The options as calls, for the message of an error. */
        String calls() {
            return ".order(" + order + ").tolerance(" + tolerance + ")"
                    + (absolute == 0 ? "" : ".absoluteTolerance(" + absolute + ")") + ".maxCoordinates(" + most
                    + ").seed(" + seed + ")";
        }
    }

    Protocol(Subject subject, Settings settings) {
        this.subject = subject;
        this.settings = settings;
        rng = Rng.of(settings.seed());
        judge = new Judge(settings.tolerance(), settings.absolute());
    }

    GradCheckReport run() {
        try {
            return check();
        } catch (Subject.Impure e) {
            return end(Verdict.IMPURE, e.getMessage(), Diagnosis.ofChange(subject, subject.start()));
        }
    }

    private GradCheckReport check() {
        List<Block> blocks = subject.blocks();
        if (blocks.stream().allMatch(b -> b.size() == 0)) {
            return end(Verdict.VACUOUS, blocks.isEmpty() ? "no input was given" : "the inputs have no elements");
        }
        double[][] start = subject.start();
        for (int b = 0; b < start.length; b++) {
            for (int i = 0; i < start[b].length; i++) {
                if (!Double.isFinite(start[b][i])) {
                    String name = blocks.get(b).coordinate(i);
                    return end(Verdict.INCONCLUSIVE, name + " is " + start[b][i] + ": choose a finite point");
                }
            }
        }
        NdArray first = subject.value(start);
        Subject.Linearization here = subject.linearize(start);
        String changed = changed(first, here, start);
        if (changed != null) {
            return end(Verdict.NONDETERMINISTIC, changed, Diagnosis.ofChange(subject, start));
        }
        double[] upstream = Rows.sum(first.shape(), Rng.of(1)).upstream(0);
        double[][] gradient = here.vjp(upstream);
        if (!Arrays.deepEquals(gradient, subject.linearize(start).vjp(upstream))) {
            return end(
                    Verdict.NONDETERMINISTIC,
                    "the gradient is another one each time, for the same point",
                    Diagnosis.ofChange(subject, start));
        }
        String bent = bent(here, upstream, gradient);
        if (bent != null) {
            return end(Verdict.WRONG, bent, Diagnosis.ofWrong(subject, start));
        }
        if (first.size() == 0) {
            return end(Verdict.VACUOUS, "the value of the function has no elements");
        }
        if (!Arrays.stream(first.toArray()).allMatch(Double::isFinite)) {
            return end(
                    Verdict.INCONCLUSIVE,
                    "the value of the function is NaN or infinite here: is the point outside of its domain?");
        }
        GradCheckReport report = judged(here, first, start);
        progress(1);
        return subject.value(start).equals(first)
                ? report
                : end(Verdict.NONDETERMINISTIC, "the function gives another value at the end than at the beginning");
    }

    /** Why its values are those of no function; null if they are of one. */
    private String changed(NdArray first, Subject.Linearization here, double[][] start) {
        if (!subject.value(start).equals(first)) {
            return "the function gives different values for the same point. Does it draw random numbers, as dropout"
                    + " does? Put the model into evaluation mode (eval()), or have every call make its generator anew"
                    + " from a fixed seed";
        }
        return here.value().equals(first) ? null : "the function gives other values with a tape than without";
    }

    /**
     * Where the vector-Jacobian product is not linear in its vector; null if it is. Comparing entries of the Jacobian
     * asks for unit vectors only, on which a product that squares its vector, or ignores it, looks right.
     */
    private String bent(Subject.Linearization here, double[] upstream, double[][] once) {
        double[][] twice = here.vjp(Arrays.stream(upstream).map(u -> -2 * u).toArray());
        for (int b = 0; b < once.length; b++) {
            double largest = Arrays.stream(once[b]).map(Math::abs).max().orElse(0);
            for (int i = 0; i < once[b].length; i++) {
                double distance = Math.abs(twice[b][i] + 2 * once[b][i]);
                if (distance > settings.tolerance() * Math.max(largest, Math.abs(twice[b][i])) + Double.MIN_NORMAL) {
                    return String.format(
                            Locale.ROOT,
                            "the gradient does not follow the gradient of the value that it is given (upstream): with"
                                    + " that times -2 it must be times -2, and with respect to %s it goes from %.10g to"
                                    + " %.10g",
                            subject.blocks().get(b).coordinate(i),
                            once[b][i],
                            twice[b][i]);
                }
            }
        }
        return null;
    }

    private GradCheckReport judged(Subject.Linearization here, NdArray value, double[][] start) {
        List<Block> blocks = subject.blocks();
        int most = settings.most();
        long elements = blocks.stream().mapToLong(b -> Math.min(b.size(), most)).sum();
        Rows rows = Rows.of(value.shape(), elements, rng.split());
        Place place = new Place(subject, rows, judge, rng.split(), start, here);
        steps = FirstOrder.steps(blocks, most) + 3;
        FirstOrder firstOrder = new FirstOrder(place, most, rng.split(), () -> progress((double) done++ / steps));
        List<Coordinate> all = new ArrayList<>(firstOrder.run());
        List<Coordinate> open =
                all.stream().filter(c -> !c.status().isConclusive()).toList();
        TaylorTest taylor = TaylorTest.at(place, open, rng.split());
        Set<String> undecided = open.stream()
                .filter(c -> c.status() == Coordinate.Status.INCONCLUSIVE)
                .map(Coordinate::block)
                .collect(Collectors.toSet());
        Nearby nearby = new Nearby(place, judge, rng.split(), undecided);
        List<Coordinate> beside = all.stream().anyMatch(c -> c.status().isWrong()) ? List.of() : nearby.wrong();
        if (settings.order() == 2) {
            Rows sum = Rows.sum(value.shape(), rng.split());
            all.addAll(new SecondOrderCheck(subject, sum, judge, most, rng.split()).run());
        }
        Conclusion.Result result = new Conclusion(all, settings.order())
                .nearby(beside, nearby.confirmed())
                .taylor(taylor, settings.tolerance())
                .sampled(firstOrder.unseen(), firstOrder.power())
                .result();
        List<String> hints = new ArrayList<>(new Hints(place).of(all));
        if (!beside.isEmpty()) {
            hints.addAll(Diagnosis.ofWrong(subject, nearby.point()));
        }
        all.addAll(beside);
        return report(result, firstOrder.unseen() > 0, all, taylor.order(), hints);
    }

    private void progress(double share) {
        settings.progress().accept(Math.min(1, share));
    }

    private GradCheckReport report(
            Conclusion.Result result, boolean sampled, List<Coordinate> all, double taylor, List<String> hints) {
        Coordinate weakest = all.stream()
                .filter(c -> c.index() >= 0 && !Double.isNaN(Judge.smallestError(c)))
                .max(Comparator.comparingDouble(Judge::smallestError))
                .orElse(null);
        return new GradCheckReport(
                result.verdict(),
                sampled,
                result.reason(),
                all,
                taylor,
                hints,
                weakest == null ? Double.NaN : Judge.smallestError(weakest),
                weakest == null ? "" : weakest.name(),
                settings.tolerance(),
                settings.absolute(),
                settings.seed(),
                settings.calls());
    }

    private GradCheckReport end(Verdict verdict, String reason) {
        return end(verdict, reason, List.of());
    }

    private GradCheckReport end(Verdict verdict, String reason, List<String> hints) {
        return report(new Conclusion.Result(verdict, reason), false, List.of(), Double.NaN, hints);
    }
}
