package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.autodiff.gradcheck.Coordinate.Status;

/** What else can be said about a check that did not pass: not verdicts, but where to look. */
final class Hints {
    private final Place place;

    Hints(Place place) {
        this.place = place;
    }

    List<String> of(List<Coordinate> all) {
        List<String> hints = new ArrayList<>();
        if (all.stream().anyMatch(c -> c.status().isWrong() && c.order() == 1)) {
            hints.addAll(Diagnosis.of(place, all));
        }
        if (hints.isEmpty() && all.stream().anyMatch(c -> c.status().isWrong() && c.order() == 2)) {
            hints.addAll(Diagnosis.ofSecondOrder(place));
        }
        if (hints.isEmpty() && all.stream().anyMatch(c -> c.status() == Status.DISCONNECTED)) {
            hints.add("a derivative is zero though the function moves: a hole in the tape? item(), toArray(), detach()"
                    + " and NoGrad take numbers out of it");
        }
        all.stream()
                .filter(c -> c.status() == Status.INCONCLUSIVE && c.order() == 1 && c.index() >= 0)
                .findFirst()
                .map(this::forwardMode)
                .ifPresent(hints::add);
        return hints;
    }

    /** Forward mode knows no steps; but it uses the same rules as the gradient, so it explains and does not decide. */
    private String forwardMode(Coordinate c) {
        double[][] direction = ProbeDirection.zeros(place.at());
        List<Block> blocks = place.subject().blocks();
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).name().equals(c.block())) {
                direction[b][c.index()] = 1;
            }
        }
        double[] tangent;
        try {
            tangent = place.subject().jvp(place.at(), direction);
        } catch (RuntimeException e) { // a hint that cannot be had is no reason to lose the report
            return null;
        }
        if (tangent == null) {
            return null;
        }
        double forward = c.component() >= 0
                ? tangent[c.component()]
                : InnerProduct.of(place.rows().upstream(0), tangent);
        double off = Math.abs(forward - c.claimed()) / Math.max(Math.abs(forward), Math.abs(c.claimed()));
        return String.format(
                Locale.ROOT,
                "%s: forward mode, which shares the rules of the gates, says %.10g, %s; the differences see no more"
                        + " than %.0e",
                c.name(),
                forward,
                !(off > 0) ? "the same" : String.format(Locale.ROOT, "%.0e off yours", off),
                c.errorBar());
    }
}
