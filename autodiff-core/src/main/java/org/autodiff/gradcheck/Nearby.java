package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.autodiff.Rng;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.internal.differences.Differences;
import org.autodiff.internal.differences.Slope;

/**
 * Two points near the given one: every number is moved by some percent of its own, so that equal ones differ and zeros
 * are none; and the second is opposite to the first, so that of two equal numbers each is once the larger. There the
 * claims are judged along two directions for each block. What is wrong there counts only if the differences there are
 * smooth, the point itself was decided in that block, and no kink and no jump lies between the two points; else, and
 * outside of the domain, the move is made shorter.
 */
final class Nearby {
    private static final int SHORTER = 6;
    private static final double MOVE = 0.04;

    /** The deviation of values in between from a cubic, relative to how far they move: more is no smooth function. */
    private static final double ROUGH = 0.04;

    private final Place place;
    private final Judge judge;
    private final Rng rng;
    private final Set<String> open;
    private boolean confirmed;
    private double[][] point;

    /**
     * Evaluates nothing yet.
     *
     * @param open the blocks of which something could not be decided at the place itself: nothing is wrong nearby there
     */
    Nearby(Place place, Judge judge, Rng rng, Set<String> open) {
        this.place = place;
        this.judge = judge.ofSmoothOnly();
        this.rng = rng;
        this.open = Set.copyOf(open);
    }

    /** Whether a derivative that is not zero was confirmed at one of the points. */
    boolean confirmed() {
        return confirmed;
    }

    /** Where something is wrong; null if nothing is. */
    double[][] point() {
        return point;
    }

    /** What is wrong nearby; empty if nothing is. */
    List<Coordinate> wrong() {
        double[][] way = way();
        for (int sign = 1; sign >= -1; sign -= 2) {
            double move = sign * MOVE;
            for (int k = 0; k < SHORTER; k++) {
                double[][] there = ProbeDirection.move(place.at(), move, way);
                List<Coordinate> wrong = wrongAt(there);
                if (wrong != null && !wrong.isEmpty()) {
                    point = there;
                    return wrong;
                }
                if (wrong != null) {
                    break;
                }
                move /= 16;
            }
        }
        return List.of();
    }

    /** About the size of every number, with random signs. */
    private double[][] way() {
        double[][] at = place.at();
        double[][] way = new double[at.length][];
        for (int b = 0; b < at.length; b++) {
            double typical = ProbeDirection.rootMeanSquare(at[b]);
            double least = typical == 0 ? 1 : typical / 16;
            double[] x = at[b];
            way[b] = new double[x.length];
            Arrays.setAll(way[b], i -> {
                double size = x[i] == 0 ? least : Math.abs(x[i]);
                double by = size * (0.25 + 0.75 * rng.nextDouble());
                return rng.nextBoolean() ? by : -by;
            });
        }
        return way;
    }

    /** What is wrong at a point; null if the point is no good. */
    private List<Coordinate> wrongAt(double[][] at) {
        Subject subject = place.subject();
        if (!isFinite(place.rows(at))) {
            return null;
        }
        Place there;
        try {
            there = new Place(subject, place.rows(), judge, rng, at);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null; // the gradient refuses the point, as outside of its domain
        }
        List<Coordinate> wrong = new ArrayList<>();
        List<Block> blocks = subject.blocks();
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            if (block.size() == 0) {
                continue;
            }
            double[][] direction = ProbeDirection.signs(at, b, rng);
            wrong.addAll(wrongAlong(there, block, direction));
            if (block.size() > 1) { // what cancels along one of the two does not along the other
                for (int i = 1; i < direction[b].length; i += 2) {
                    direction[b][i] = -direction[b][i];
                }
                wrong.addAll(wrongAlong(there, block, direction));
            }
        }
        return wrong.isEmpty() || isSmoothUpTo(there) ? wrong : null;
    }

    private List<Coordinate> wrongAlong(Place there, Block block, double[][] direction) {
        List<Coordinate> wrong = new ArrayList<>();
        for (Coordinate c : there.judge(block.name(), block.name() + " along a direction, nearby", direction)) {
            confirmed |= c.status() == Status.PASS && c.claimed() != 0 && Math.abs(c.numeric()) > c.errorBar();
            boolean overflow = Double.isInfinite(c.claimed());
            if (c.status().isWrong() && !overflow && !open.contains(c.block())) {
                wrong.add(c);
            }
        }
        return wrong;
    }

    private static boolean isFinite(double[] values) {
        return Arrays.stream(values).allMatch(Double::isFinite);
    }

    /**
     * Whether the values on the way are those of a smooth function: near the cubic that both ends determine by their
     * values and slopes, from which a kink or a jump between them is far away.
     */
    private boolean isSmoothUpTo(Place there) {
        double[][] way = new double[place.at().length][];
        for (int b = 0; b < way.length; b++) {
            double[] from = place.at()[b];
            double[] to = there.at()[b];
            way[b] = new double[from.length];
            Arrays.setAll(way[b], i -> to[i] - from[i]);
        }
        Differences atStart = place.along(way);
        Differences atEnd = there.along(way);
        double[] f0 = place.middle();
        double[] f1 = there.middle();
        for (int row = 0; row < f0.length; row++) {
            Slope s0 = atStart.slope(row, Double.NaN);
            Slope s1 = atEnd.slope(row, Double.NaN);
            if (!isSlope(s0) || !isSlope(s1)) {
                return false;
            }
            double far = Math.abs(f1[row] - f0[row]) + Math.abs(s0.value()) + Math.abs(s1.value());
            for (double t : new double[] {0.25, 0.5, 0.75}) {
                double value = place.rows(ProbeDirection.move(place.at(), t, way))[row];
                double cubic = (1 + 2 * t) * (1 - t) * (1 - t) * f0[row]
                        + t * (1 - t) * (1 - t) * s0.value()
                        + t * t * (3 - 2 * t) * f1[row]
                        - t * t * (1 - t) * s1.value();
                if (!(Math.abs(value - cubic) <= ROUGH * far + 16 * place.noise(row))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isSlope(Slope slope) {
        return slope.kind() == Slope.Kind.SMOOTH || slope.kind() == Slope.Kind.CONSTANT;
    }
}
