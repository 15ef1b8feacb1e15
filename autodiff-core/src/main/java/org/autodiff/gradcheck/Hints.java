package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.ndarray.Shape;

/** What else can be said about a check that did not pass: where the error is, what it looks like, what to do. */
final class Hints {
    private final Place place;
    private final Subject subject;
    private final List<Block> blocks;

    Hints(Place place) {
        this.place = place;
        subject = place.subject();
        blocks = subject.blocks();
    }

    List<String> of(List<Coordinate> all) {
        List<Coordinate> first = all.stream().filter(c -> c.order() == 1).toList();
        List<String> hints = new ArrayList<>();
        if (first.stream().anyMatch(c -> c.status().isWrong())) {
            mistake(first).ifPresent(m -> hints.add("Looks like: " + m));
            subject.locate(place.at()).ifPresent(where -> hints.add("Where: " + where));
        }
        first.stream()
                .filter(c -> c.status() == Status.INCONCLUSIVE && c.index() >= 0)
                .findFirst()
                .flatMap(this::forwardMode)
                .ifPresent(hints::add);
        return hints;
    }

    // ---- which mistake

    private Optional<UsualMistake> mistake(List<Coordinate> measured) {
        int rows = place.rows().count();
        if (rows == 1) {
            List<Compared> compared = IntStream.range(0, blocks.size())
                    .mapToObj(b -> compared(b, measured))
                    .toList();
            return UsualMistake.of(compared, place.rows().isSum() ? Double.NaN : place.middle()[0]);
        }
        return blocks.size() == 1 && blocks.get(0).size() > 0
                ? UsualMistake.ofJacobian(compared(0, measured), place.at()[0], place.middle())
                : Optional.empty();
    }

    /** The claims about a block beside what was measured: a vector of elements, or a matrix with a row for each row. */
    private Compared compared(int b, List<Coordinate> measured) {
        Block block = blocks.get(b);
        int rows = place.rows().count();
        int n = block.size();
        double[] claimed = new double[rows * n];
        double[] numeric = new double[rows * n];
        double[] errorBar = new double[rows * n];
        Arrays.fill(numeric, Double.NaN);
        Arrays.fill(errorBar, Double.NaN);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < n; i++) {
                claimed[row * n + i] = place.claim(row, b, i);
            }
        }
        for (Coordinate c : measured) {
            if (c.block().equals(block.name()) && c.index() >= 0) {
                int entry = Math.max(0, c.component()) * n + c.index();
                numeric[entry] = c.numeric();
                errorBar[entry] = c.errorBar();
            }
        }
        int[] shape = rows == 1 ? dims(block.shape()) : new int[] {rows, n};
        String name = rows == 1 ? block.name() : "dy/d" + block.name();
        return new Compared(name, shape, claimed, numeric, errorBar, rows == 1 ? place.at()[b] : null);
    }

    private static int[] dims(Shape shape) {
        return IntStream.range(0, shape.rank()).map(shape::dim).toArray();
    }

    // ---- a second opinion

    /** Forward mode knows no steps; but it uses the same rules as the gradient, so it explains and does not decide. */
    private Optional<String> forwardMode(Coordinate c) {
        double[][] direction = ProbeDirection.zeros(place.at());
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).name().equals(c.block())) {
                direction[b][c.index()] = 1;
            }
        }
        double[] tangent = subject.jvp(place.at(), direction);
        if (tangent == null) {
            return Optional.empty();
        }
        double[] upstream = place.rows().upstream(Math.max(0, c.component()));
        double forward = IntStream.range(0, tangent.length)
                .filter(k -> upstream[k] != 0)
                .mapToDouble(k -> upstream[k] * tangent[k])
                .sum();
        double off = Math.abs(forward - c.claimed()) / Math.max(Math.abs(forward), Math.abs(c.claimed()));
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: forward mode, which shares the rules of the gates, says %s; the differences see no more than %.0e",
                c.name(),
                off > 0 || Double.isNaN(forward) != Double.isNaN(c.claimed())
                        ? String.format(Locale.ROOT, "%.10g", forward)
                        : "the same",
                c.errorBar()));
    }
}
